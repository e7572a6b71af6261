"""Deliveries that are in memory already: what a head end hands over without a file."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from smarthub_dash.gateways.headend import FlowDirection, HowKnown, LineNote, ReadDelivery, Unit


@dataclass(frozen=True, slots=True)
class DeliveredReads:
    """A `MeterFile` of deliveries in memory."""

    name: str
    given: tuple[ReadDelivery, ...]
    source: str = "head end"
    made_at: datetime | None = None

    @property
    def sha256(self) -> str:
        digest = hashlib.sha256()
        for delivery in self.given:
            digest.update(f"{delivery.meter_number},{delivery.flow},{delivery.unit},{delivery.seconds};".encode())
            for column in (delivery.start_epochs, delivery.quantities, delivery.qualities):
                digest.update(column.tobytes())
        return digest.hexdigest()

    @property
    def byte_count(self) -> int:
        return 0

    @property
    def share_read(self) -> float:
        return 1.0

    @property
    def skipped(self) -> tuple[LineNote, ...]:
        return ()

    def deliveries(self) -> Iterator[ReadDelivery]:
        yield from self.given


def one_read(
    meter_number: str,
    *,
    start_epoch: int,
    seconds: int,
    quantity: int,
    unit: Unit = "wh",
    flow: FlowDirection = FlowDirection.DELIVERED,
    quality: HowKnown = HowKnown.MEASURED,
    line: int = 1,
) -> ReadDelivery:
    """
    Return a delivery of one interval.

    Units: epoch seconds UTC; seconds; Wh or MB.
    """
    return ReadDelivery(
        meter_number=meter_number,
        flow=flow,
        unit=unit,
        seconds=seconds,
        start_epochs=np.array([start_epoch], dtype=np.int64),
        quantities=np.array([quantity], dtype=np.int64),
        qualities=np.array([quality], dtype=np.int8),
        first_line=line,
    )
