"""Reads in columns, cut into deliveries of one meter, flow and length each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smarthub_dash.gateways.headend import FlowDirection, ReadDelivery, Unit

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """
    Some lines of a file.

    Units: epoch seconds UTC; seconds; Wh or MB. `meters` numbers `names`; `lines` says where each stands.
    Shape: all but `names` of one length; `seconds` is empty of register readings.
    """

    names: Sequence[str]
    meters: Ints
    flows: Ints
    starts: Ints
    seconds: Ints
    quantities: Ints
    qualities: Ints
    lines: Ints

    def deliveries(self, unit: Unit) -> Iterator[ReadDelivery]:
        """Yield the intervals, cut where the meter, the flow or the length changes."""
        for part in self._parts(self.seconds):
            yield ReadDelivery(
                meter_number=self.names[int(self.meters[part[0]])],
                flow=FlowDirection(int(self.flows[part[0]])),
                unit=unit,
                seconds=int(self.seconds[part[0]]),
                start_epochs=self.starts[part],
                quantities=self.quantities[part],
                qualities=self.qualities[part].astype(np.int8),
                first_line=int(self.lines[part[0]]),
            )

    def registers(self) -> Iterator[ReadDelivery]:
        """Yield the readings of registers, cut where the meter or the flow changes."""
        for part in self._parts(np.zeros_like(self.meters)):
            yield ReadDelivery(
                meter_number=self.names[int(self.meters[part[0]])],
                flow=FlowDirection(int(self.flows[part[0]])),
                unit="wh",
                seconds=0,
                start_epochs=self.starts[part],
                quantities=self.quantities[part],
                qualities=self.qualities[part].astype(np.int8),
                first_line=int(self.lines[part[0]]),
                is_register=True,
            )

    def _parts(self, lengths: Ints) -> Iterator[Ints]:
        if not self.meters.size:
            return
        order = np.lexsort((self.starts, lengths, self.flows, self.meters))
        keys = (self.meters[order], self.flows[order], lengths[order])
        differs = np.logical_or.reduce([np.diff(key) != 0 for key in keys])
        yield from np.split(order, np.flatnonzero(differs) + 1)
