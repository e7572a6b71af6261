"""What reads by the hour tell of a home: the load that is always on, and its peaks."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
HOUR, DAY = 3_600, 86_400
LOW_SHARE = 5
"""The percentile of the nights that is taken for what never rests: the very lowest may be a blackout."""
NIGHT = (0, 5)
LEAST_READS = 40
TOP = 10


@dataclass(frozen=True, slots=True)
class Peak:
    """The interval with the highest average power. Units: epoch seconds; watts."""

    start_epoch: int
    seconds: int
    watts: int


@dataclass(frozen=True, slots=True)
class Load:
    """How a stretch of time was used. `factor` is the mean over the highest, from 0 to 1. Units: watts."""

    mean_watts: int
    peak: Peak
    factor: float


def always_on_watts(starts: Ints, seconds: Ints, quantities: Ints, hours: Ints) -> int | None:
    """
    Return the power that is drawn through the nights; None where too little was read, or where it rests wholly.

    Shape: all of one length; `hours` are those of the wall clock. Units: Wh in.
    """
    is_night = (hours >= NIGHT[0]) & (hours < NIGHT[1]) & (seconds <= HOUR) & (quantities > 0)
    if int(is_night.sum()) < LEAST_READS or int(is_night.sum()) * 2 < int((hours < NIGHT[1]).sum()):
        return None
    watts = quantities[is_night] * HOUR / seconds[is_night]
    return round(float(np.percentile(watts, LOW_SHARE)))


def load_of(starts: Ints, seconds: Ints, quantities: Ints) -> Load | None:
    """Return the mean and the peak of what was read; None of nothing, and where nothing was drawn. Units: Wh in."""
    if not starts.size or int(quantities.max()) == 0:
        return None
    watts = quantities * HOUR / seconds
    at = int(np.argmax(watts))
    mean = float(quantities.sum() * HOUR / seconds.sum())
    peak = Peak(int(starts[at]), int(seconds[at]), round(float(watts[at])))
    return Load(round(mean), peak, mean / float(watts[at]))
