"""What a delivery of reads must be before anything of it is stored."""

from dataclasses import dataclass
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from smarthub_dash.domain.usage.rules.words import Flow, QuantityUnit
from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.periods import instant_of

HOUR = 3_600
DAY = 86_400
CLOCK_TOLERANCE = HOUR
OLDEST_EPOCH = 946_684_800
"""1 January 2000: interval meters are younger; an older date is a mistake of a file."""
MOST_PER_HOUR = {QuantityUnit.WH: 50_000_000, QuantityUnit.MB: 50_000_000}
"""More than any member can use: 50 MW, or 100 gigabits a second all hour long."""


class UnfitReads(Refused):
    """A delivery cannot be stored; `line` says where it stands."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason


@dataclass(frozen=True, slots=True)
class MeteredPoint:
    """A usage point, as far as storing its reads needs to know it."""

    usage_point_id: int
    account_id: UUID
    meter_number: str
    unit: QuantityUnit
    interval_seconds: int
    read_day: int


@dataclass(frozen=True, slots=True, eq=False)
class Delivery:
    """
    Reads of one flow at one usage point.

    Units: seconds; epoch seconds UTC; Wh or MB.
    Shape: the three arrays are of one length.
    """

    point: MeteredPoint
    flow: Flow
    unit: str
    seconds: int
    start_epochs: NDArray[np.int64]
    quantities: NDArray[np.int64]
    qualities: NDArray[np.int8]
    line: int


def check_delivery(delivery: Delivery, *, now_epoch: int) -> None:
    """
    Let a delivery pass if it can be the truth about its meter.

    :raises UnfitReads: if the unit, an interval, a time or a quantity cannot be
    """
    point, line = delivery.point, delivery.line
    if delivery.unit != point.unit:
        raise UnfitReads(line, f"meter {point.meter_number} counts {point.unit}, not {delivery.unit}.")
    if not _fits(delivery.seconds, point.interval_seconds):
        raise UnfitReads(
            line,
            f"meter {point.meter_number} is read every {_length(point.interval_seconds)}, "
            f"not every {_length(delivery.seconds)}.",
        )
    if delivery.start_epochs.size:
        _check_times(delivery, now_epoch)
        _check_quantities(delivery)


def _fits(seconds: int, expected: int) -> bool:
    # Days last 23 to 25 hours and months 28 to 31 days; shorter intervals never differ.
    return seconds == expected or (expected >= DAY and abs(seconds - expected) * 10 <= expected)


def _check_times(delivery: Delivery, now_epoch: int) -> None:
    starts = np.sort(delivery.start_epochs)
    if int(starts[0]) < OLDEST_EPOCH:
        raise UnfitReads(delivery.line, f"it holds a read of {_moment(int(starts[0]))}, before interval meters.")
    newest_end = int(starts[-1]) + delivery.seconds
    if newest_end > now_epoch + CLOCK_TOLERANCE:
        raise UnfitReads(delivery.line, f"it holds a read that ends in the future, at {_moment(newest_end)}.")
    gaps = np.diff(starts)
    if gaps.size and int(gaps.min()) < delivery.seconds:
        at = int(starts[int(np.argmax(gaps < delivery.seconds)) + 1])
        raise UnfitReads(delivery.line, f"its intervals overlap at {_moment(at)}.")


def _check_quantities(delivery: Delivery) -> None:
    least, most = int(delivery.quantities.min()), int(delivery.quantities.max())
    if least < 0:
        raise UnfitReads(delivery.line, f"a quantity is below zero: {least:,} {delivery.unit}.")
    if most * HOUR > MOST_PER_HOUR[delivery.point.unit] * delivery.seconds:
        raise UnfitReads(
            delivery.line, f"{most:,} {delivery.unit} in {_length(delivery.seconds)} is more than a meter can count."
        )


def _moment(epoch: int) -> str:
    return f"{instant_of(epoch):%Y-%m-%d %H:%M} UTC"


def _length(seconds: int) -> str:
    return f"{seconds // 60} minutes" if seconds % 60 == 0 else f"{seconds} seconds"
