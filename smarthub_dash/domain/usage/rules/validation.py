"""
What is odd in a delivery: a spike, or a whole day of zeros at a place that uses power.

A read that cannot be is refused with its file; one that is merely odd is stored, and marked for staff to look at.
"""

import numpy as np
from numpy.typing import NDArray

from smarthub_dash.domain.usage.rules.deliveries import DAY, HOUR, Ints

LEAST_SPIKE = 20_000
TIMES_USUAL = 10
"""A spike is more than 20 kW and more than ten times what the place drew on average in the weeks before."""
LEAST_USUAL = 100
"""A place that drew 100 W on average does not stand still for a day. Units: W."""


def may_be_spikes(quantities: Ints, seconds: int) -> NDArray[np.bool_]:
    """Return which reads may be spikes, before it is known what is usual. Units: Wh; seconds."""
    return quantities * HOUR > LEAST_SPIKE * seconds


def is_spike(quantity: int, seconds: int, usual_watts: float) -> bool:
    """Tell whether a read is a spike at a place that draws so much on average. Units: Wh; seconds; W."""
    return quantity * HOUR > max(LEAST_SPIKE, TIMES_USUAL * usual_watts) * seconds


def zero_runs(starts: Ints, quantities: Ints, seconds: int) -> list[tuple[int, int]]:
    """
    Return the runs of zeros that last a day or longer.

    Units: epoch seconds UTC, half-open.
    """
    order = np.argsort(starts)
    starts, is_zero = starts[order], quantities[order] == 0
    if not is_zero.any():
        return []
    goes_on = is_zero[1:] & is_zero[:-1] & (np.diff(starts) == seconds)
    firsts = np.flatnonzero(is_zero & ~np.concatenate(([False], goes_on)))
    lasts = np.flatnonzero(is_zero & ~np.concatenate((goes_on, [False])))
    bounds = zip(starts[firsts].tolist(), (starts[lasts] + seconds).tolist(), strict=True)
    return [(first, last) for first, last in bounds if last - first >= DAY]
