"""
Times of a file in the utility's wall clock, made instants.

A wall clock skips an hour in spring and repeats one in autumn: a skipped time is refused, a repeated one is told apart
by what came before it.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

MOST_KNOWN = 200_000
STAMP_LENGTH = 12
DAY = 86_400
FIRST_YEAR, LAST_YEAR = 1990, 2200


class NoSuchTime(ValueError):
    """A stamp is not a time, or not one that the clock showed."""


class WallClock:
    """Reads stamps `YYYYMMDDHHMM`; what it read once it knows."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._known: dict[bytes, int] = {}
        self._midnights: dict[date, int | None] = {}

    def epochs_of(self, stamps: Sequence[bytes], *, step: int, after: int) -> NDArray[np.int64]:
        """
        Return the instants of successive stamps; an empty one is its predecessor plus a step.

        Units: seconds; epoch seconds UTC. `after` is where the same channel ended before, which tells which of two
        repeated hours a first stamp means.
        :raises NoSuchTime: if a stamp is none, or the first is empty
        """
        if stamps[0] and stamps.count(b"") == len(stamps) - 1:
            return self.epoch_of(stamps[0], after) + step * np.arange(len(stamps), dtype=np.int64)
        try:
            return np.fromiter(map(self._known.__getitem__, stamps), dtype=np.int64, count=len(stamps))
        except KeyError:
            return self._one_by_one(stamps, step, after)

    def _one_by_one(self, stamps: Sequence[bytes], step: int, after: int) -> NDArray[np.int64]:
        if not stamps[0]:
            raise NoSuchTime("the first reading has no time.")
        epochs: list[int] = []
        for stamp in stamps:
            after = self.epoch_of(stamp, after) if stamp else after + step
            epochs.append(after)
        return np.array(epochs, dtype=np.int64)

    def epoch_of(self, stamp: bytes, after: int) -> int:
        """
        Return the instant of one stamp.

        Units: epoch seconds UTC; `after` as for `epochs_of`.
        :raises NoSuchTime: if it is none
        """
        known = self._known.get(stamp)
        if known is not None:
            return known
        wall = _wall_time(stamp)
        epoch = self.epoch_of_wall(wall, after)
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        if self._midnight_of(wall.date()) is not None or not self._is_shown_twice(epoch):
            self._known[stamp] = epoch
        return epoch

    def epoch_of_wall(self, wall: datetime, after: int) -> int:
        """
        Return the instant of a wall time without a zone; its seconds are left out.

        Units: epoch seconds UTC; `after` as for `epochs_of`.
        :raises NoSuchTime: if the clock skipped it, or it is not of this age
        """
        if not FIRST_YEAR <= wall.year <= LAST_YEAR:
            raise NoSuchTime(f"{wall:%Y-%m-%d %H:%M} is not a time of an interval meter.")
        midnight = self._midnight_of(wall.date())
        if midnight is not None:
            return midnight + wall.hour * 3_600 + wall.minute * 60
        wall = wall.replace(second=0, microsecond=0)
        first, second = (int(wall.replace(tzinfo=self._zone, fold=fold).timestamp()) for fold in (0, 1))
        if first < second:  # the clock showed this time twice
            return second if first <= after < second else first
        if first > second and not self._is_the_jump(wall, first):
            raise NoSuchTime(f"the clock skipped {wall:%Y-%m-%d %H:%M} in {self._zone.key}.")
        return first

    def _midnight_of(self, day: date) -> int | None:
        """Return when a day began; None if the clock changed in it, or near it."""
        if day not in self._midnights:
            around = [datetime.combine(day + timedelta(days=each), time(), self._zone) for each in (-1, 0, 1, 2)]
            begins = [int(each.timestamp()) for each in around]
            is_even = all(after - before == DAY for before, after in pairwise(begins))
            self._midnights[day] = begins[1] if is_even else None
        return self._midnights[day]

    def _is_shown_twice(self, epoch: int) -> bool:
        shown = datetime.fromtimestamp(epoch, self._zone)
        return shown.replace(fold=1).timestamp() != shown.replace(fold=0).timestamp()

    def _is_the_jump(self, wall: datetime, epoch: int) -> bool:
        # An interval that ends as the clock jumps from 2:00 to 3:00 may say 2:00.
        just_before = datetime.fromtimestamp(epoch - 1, self._zone).replace(tzinfo=None)
        return just_before == wall - timedelta(seconds=1)

    def start_of(self, end_epoch: int, *, days: int) -> int:
        """
        Return when an interval of whole local days began.

        Units: epoch seconds UTC.
        """
        wall = datetime.fromtimestamp(end_epoch, self._zone) - timedelta(days=days)
        return int(wall.timestamp())


def _wall_time(stamp: bytes) -> datetime:
    shown = stamp[:20].decode("ascii", "replace")
    if len(stamp) != STAMP_LENGTH or not stamp.isdigit():
        raise NoSuchTime(f"{shown!r} is not a time YYYYMMDDHHMM.")
    year, month, day = int(stamp[:4]), int(stamp[4:6]), int(stamp[6:8])
    hour, minute = int(stamp[8:10]), int(stamp[10:])
    try:
        if (hour, minute) == (24, 0):  # the end of a day, as some systems write midnight
            return datetime(year, month, day) + timedelta(days=1)  # noqa: DTZ001 - a wall time, its zone comes next
        wall = datetime(year, month, day, hour, minute)  # noqa: DTZ001 - a wall time, its zone comes next
    except (ValueError, OverflowError):
        raise NoSuchTime(f"{shown!r} is not a time YYYYMMDDHHMM.") from None
    if not 1990 <= year <= 2200:
        raise NoSuchTime(f"{shown!r} is not a time of an interval meter.")
    return wall
