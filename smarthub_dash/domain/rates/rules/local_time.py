"""Local hours and weekdays of many instants at once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from smarthub_dash.kit.periods import Period, epoch_of_day, epochs_of, seconds_in_day

DAY = 86_400
THURSDAY = 3  # the weekday of 1970-01-01, Monday being 0


@dataclass(frozen=True, slots=True, eq=False)
class LocalTimes:
    """
    The wall clock of instants.

    Shape: all as long as the instants.
    Units: whole hours; Monday is 0; days since 1970-01-01.
    """

    hour: NDArray[np.int64]
    weekday: NDArray[np.int64]
    day: NDArray[np.int64]


def local_times(epochs: NDArray[np.int64], *, period: Period, zone: ZoneInfo) -> LocalTimes:
    """Return the wall clock of instants that lie in a period."""
    starts, offsets = _offsets(period, zone)
    wall = epochs + offsets[np.maximum(np.searchsorted(starts, epochs, side="right") - 1, 0)]
    day = wall // DAY
    return LocalTimes(hour=wall % DAY // 3600, weekday=(day + THURSDAY) % 7, day=day)


@lru_cache(maxsize=512)
def _offsets(period: Period, zone: ZoneInfo) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    # The zone's offset changes a few times a year; looking only into days that are not 24 hours long finds each change.
    first, _ = epochs_of(period, zone)
    changes = [first]
    for day in period.days():
        if seconds_in_day(day, zone) != DAY:
            start, end = epoch_of_day(day, zone), epoch_of_day(day + timedelta(days=1), zone)
            changes += [at for at in range(start, end, 900) if _offset(at, zone) != _offset(at - 900, zone)]
    return np.array(changes, dtype=np.int64), np.array([_offset(at, zone) for at in changes], dtype=np.int64)


def _offset(epoch: int, zone: ZoneInfo) -> int:
    offset = datetime.fromtimestamp(epoch, zone).utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0
