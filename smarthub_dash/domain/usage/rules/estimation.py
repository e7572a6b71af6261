"""
Estimate what a meter did not send, so that a period can be billed whole.

A missing interval takes the average of what the same meter measured at the same time of day, on the same kind of day
(Monday to Friday, or the weekend), in the six weeks before it and the days after it that are known. Where there is
none it takes the average of the same time of any day, then the meter's average power. Of a meter of which nothing is
known, nothing is made up. A measured zero is a measurement: it is never estimated, and counts in the averages.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from smarthub_dash.domain.usage.rules.deliveries import DAY, HOUR, Ints
from smarthub_dash.domain.usage.rules.rollups import local_days

WEEKS_BACK = 6
LOOK_BACK = timedelta(weeks=WEEKS_BACK)
SATURDAY = 5


@dataclass(frozen=True, slots=True, eq=False)
class KnownReads:
    """
    What one meter counted of one flow, as far as it was measured.

    Units: epoch seconds UTC; seconds; Wh.
    Shape: all of one length, in any order.
    """

    starts: Ints
    seconds: Ints
    quantities: Ints


@dataclass(frozen=True, slots=True, eq=False)
class EstimatedReads:
    """
    What stands in for missing intervals.

    Units: epoch seconds UTC; seconds; Wh.
    Shape: all of one length, `starts` rises.
    """

    starts: Ints
    seconds: Ints
    quantities: Ints


def missing_intervals(present: KnownReads, *, start_epoch: int, end_epoch: int, seconds: int, zone: ZoneInfo) -> Ints:
    """
    Return where the intervals begin that a meter should have counted in `[start_epoch, end_epoch)` and did not.

    A meter that is read by the day or more rarely is asked for its local days. Units: epoch seconds UTC; seconds.
    """
    if end_epoch <= start_epoch:
        return np.zeros(0, dtype=np.int64)
    if seconds < DAY:
        grid = np.arange(-(-start_epoch // seconds) * seconds, end_epoch, seconds, dtype=np.int64)
    else:
        grid = local_days(start_epoch, end_epoch - 1, zone).bounds[:-1]
    order = np.argsort(present.starts)
    starts, ends = present.starts[order], (present.starts + present.seconds)[order]
    before = np.searchsorted(starts, grid, side="right") - 1
    is_covered = (before >= 0) & (ends[np.maximum(before, 0)] > grid) if starts.size else np.zeros(grid.size, np.bool_)
    return grid[~is_covered]


def estimated(missing: Ints, known: KnownReads, *, seconds: int, zone: ZoneInfo) -> EstimatedReads:
    """
    Return an estimate for every missing interval, each rounded once to a whole Wh, half up.

    Shape: `missing` as `missing_intervals` gives them; `seconds` as the meter counts.
    """
    lengths = _lengths(missing, seconds, zone)
    if not missing.size or not known.starts.size:
        return EstimatedReads(missing, lengths, np.zeros_like(missing))
    watts = np.full(missing.size, known.quantities.sum() / known.seconds.sum())
    if seconds <= DAY:
        everything = np.concatenate([missing, known.starts])
        moment, is_weekend = _local_moments(everything, zone)
        for key in (moment, moment * 2 + is_weekend):  # the finer one last: it has the last word
            watts = _averages(key[: missing.size], key[missing.size :], known, otherwise=watts)
    quantities = np.floor(watts * lengths + 0.5).astype(np.int64)
    return EstimatedReads(missing, lengths, quantities)


def _averages(wanted: Ints, keys: Ints, known: KnownReads, *, otherwise: np.ndarray) -> np.ndarray:
    names, place = np.unique(keys, return_inverse=True)
    quantities = np.bincount(place, weights=known.quantities)
    seconds = np.bincount(place, weights=known.seconds)
    at = np.minimum(np.searchsorted(names, wanted), names.size - 1)
    return np.where(names[at] == wanted, quantities[at] / seconds[at], otherwise)


def _local_moments(epochs: Ints, zone: ZoneInfo) -> tuple[Ints, Ints]:
    """Return the time of the local day by the wall clock, in seconds, and whether the day is of a weekend."""
    days = local_days(int(epochs.min()), int(epochs.max()), zone)
    number = days.number_of(epochs)
    clock = epochs - days.bounds[number]
    # On a day with a clock change midnight tells nothing of the hours after it; those few are asked one by one.
    for at in np.flatnonzero(np.diff(days.bounds)[number] != DAY):
        local = datetime.fromtimestamp(int(epochs[at]), zone)
        clock[at] = local.hour * HOUR + local.minute * 60 + local.second
    weekday = np.array([day.weekday() for day in days.days], dtype=np.int64)[number]
    return clock, (weekday >= SATURDAY).astype(np.int64)


def _lengths(starts: Ints, seconds: int, zone: ZoneInfo) -> Ints:
    if seconds < DAY or not starts.size:
        return np.full(starts.size, seconds, dtype=np.int64)
    days = local_days(int(starts.min()), int(starts.max()), zone)
    return np.diff(days.bounds)[days.number_of(starts)]
