"""Move a part of the use of late afternoons and evenings into the nights, and change nothing else."""

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
EVENING, NIGHT = (15, 20), (0, 5)


def shifted(quantities: Ints, hours: Ints, days: Ints, *, percent: int) -> Ints:
    """
    Return the use of each interval after a share of every evening was moved to the night before, spread evenly.

    Every day keeps its sum. Shape: all of one length; `hours` of the wall clock, `days` numbered. Units: Wh; 0 to 100.
    """
    moved = np.where((hours >= EVENING[0]) & (hours < EVENING[1]), quantities * percent // 100, 0)
    is_night = (hours >= NIGHT[0]) & (hours < NIGHT[1])
    _, day = np.unique(days, return_inverse=True)
    total = np.bincount(day, weights=moved).astype(np.int64)
    places = np.bincount(day, weights=is_night).astype(np.int64)
    moved = np.where(places[day] > 0, moved, 0)  # a day whose night was not read keeps its evening
    share, rest = np.divmod(np.where(places > 0, total, 0), np.maximum(places, 1))
    rank = np.cumsum(is_night) - np.concatenate([[0], np.cumsum(places)])[day]
    added = np.where(is_night, share[day] + (rank <= rest[day]), 0)
    return quantities - moved + added
