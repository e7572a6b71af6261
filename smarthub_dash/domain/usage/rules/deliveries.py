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
MOST_PER_HOUR = 50_000_000
"""More than any member can use, in Wh or MB: 50 MW, or 100 gigabits a second all hour long."""
Ints = NDArray[np.int64]


class UnfitReads(Refused):
    """A delivery cannot be stored; `line` says where it stands."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason


FAR_EPOCH = 2**62


@dataclass(frozen=True, slots=True)
class MeteredPoint:
    """
    A usage point, as far as storing its reads needs to know it.

    Units: epoch seconds UTC; the meter counted there in `[since_epoch, until_epoch)`.
    """

    usage_point_id: int
    account_id: UUID
    meter_number: str
    unit: QuantityUnit
    interval_seconds: int
    read_day: int
    since_epoch: int = 0
    until_epoch: int = FAR_EPOCH


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


def check_delivery(delivery: Delivery) -> None:
    """
    Let a delivery pass if it is in the unit and the intervals of its meter.

    :raises UnfitReads: if it is not
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


def _fits(seconds: int, expected: int) -> bool:
    # Days last 23 to 25 hours and months 28 to 31 days; shorter intervals never differ.
    return seconds == expected or (expected >= DAY and abs(seconds - expected) * 10 <= expected)


def check_times(starts: Ints, seconds: Ints, lines: Ints, *, now_epoch: int) -> None:
    """
    Let reads pass if they can have been read by now.

    Units: epoch seconds UTC; seconds.
    Shape: all of one length; `lines` says where each read stands.
    :raises UnfitReads: if one is older than interval meters, or ends in the future
    """
    at = int(np.argmin(starts))
    if int(starts[at]) < OLDEST_EPOCH:
        raise UnfitReads(int(lines[at]), f"it holds a read of {moment(int(starts[at]))}, before interval meters.")
    ends = starts + seconds
    at = int(np.argmax(ends))
    if int(ends[at]) > now_epoch + CLOCK_TOLERANCE:
        raise UnfitReads(int(lines[at]), f"it holds a read that ends in the future, at {moment(int(ends[at]))}.")


def check_quantities(quantities: Ints, seconds: Ints, lines: Ints) -> None:
    """
    Let reads pass if a meter can have counted them.

    Units: Wh or MB; seconds.
    Shape: all of one length; `lines` says where each read stands.
    :raises UnfitReads: if one is below zero or absurd
    """
    at = int(np.argmin(quantities))
    if int(quantities[at]) < 0:
        raise UnfitReads(int(lines[at]), f"a quantity is below zero: {int(quantities[at]):,}.")
    per_hour = quantities / seconds * HOUR
    at = int(np.argmax(per_hour))
    if float(per_hour[at]) > MOST_PER_HOUR:
        told = f"{int(quantities[at]):,} in {_length(int(seconds[at]))}"
        raise UnfitReads(int(lines[at]), f"{told} is more than a meter can count.")


def moment(epoch: int) -> str:
    """Write an instant for a reason."""
    return f"{instant_of(epoch):%Y-%m-%d %H:%M} UTC"


def _length(seconds: int) -> str:
    return f"{seconds // 60} minutes" if seconds % 60 == 0 else f"{seconds} seconds"
