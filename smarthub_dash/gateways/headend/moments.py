"""Times as tables write them: ISO, American, epoch seconds or milliseconds; each text is read once and then known."""

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from smarthub_dash.gateways.headend.stamps import NoSuchTime, WallClock

MOST_KNOWN = 400_000
SHAPES = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%m/%d/%Y %I:%M:%S %p")
SHAPES += ("%m/%d/%Y %I:%M %p", "%m%d%Y %H:%M", "%Y%m%d%H%M", "%Y-%m-%d", "%m/%d/%Y")
EPOCH = re.compile(r"[0-9]{9,13}")
MILLISECONDS = 100_000_000_000
DAY = 86_400


class Moments:
    """Reads the times of one file."""

    def __init__(self, zone: ZoneInfo, *, is_utc: bool) -> None:
        self._zone = zone
        self._is_utc = is_utc
        self._wall = WallClock(zone)
        self._known: dict[str, int] = {}
        self._shape = SHAPES[0]
        # What a day and a clock time are, told apart: a year of quarter hours has few of each.
        self._days: dict[str, date] = {}
        self._clocks: dict[str, time] = {}
        self._changes: dict[int, int] = {}

    def epochs_of(self, texts: Sequence[str]) -> NDArray[np.int64]:
        """
        Return instants, in order of a file; an hour that autumn repeats is told apart by the file's order elsewhere.

        Units: epoch seconds UTC.
        :raises NoSuchTime: if one is no time, or one that the clock skipped
        """
        known = self._known
        if len(known) > MOST_KNOWN:
            known.clear()
        for text in set(texts) - known.keys():
            known[text] = self._epoch_of(text.strip())
        return np.fromiter(map(known.__getitem__, texts), dtype=np.int64, count=len(texts))

    def second_of_twice(self, epochs: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the same wall times as the clock showed them for the second time; itself where it showed them once."""
        if self._is_utc or not epochs.size:
            return epochs
        again = epochs
        for day in range(int(epochs.min()) // DAY - 1, int(epochs.max()) // DAY + 1):
            if day not in self._changes:
                self._changes[day] = self._repeated_on(day * DAY)
            if seconds := self._changes[day]:
                end = self._change_within(day * DAY)
                again = np.where((epochs >= end - seconds) & (epochs < end), again + seconds, again)
        return again

    def _repeated_on(self, begin: int) -> int:
        """Return how much the clock is put back within a day of UTC. Units: seconds."""
        return max(0, self._offset(begin) - self._offset(begin + DAY))

    def _change_within(self, begin: int) -> int:
        """Return the instant at which the clock is put back. Units: epoch seconds UTC."""
        low, high, before = begin, begin + DAY, self._offset(begin)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self._offset(middle) == before else (low, middle)
        return high

    def _offset(self, epoch: int) -> int:
        offset = datetime.fromtimestamp(epoch, self._zone).utcoffset()
        return int(offset.total_seconds()) if offset else 0

    def _epoch_of(self, text: str) -> int:
        if EPOCH.fullmatch(text):
            number = int(text)
            return number // 1000 if number > MILLISECONDS else number
        wall = self._wall_time(text)
        if wall.tzinfo is not None:
            return int(wall.timestamp())
        if self._is_utc:
            return int(wall.replace(tzinfo=UTC).timestamp())
        return self._wall.epoch_of_wall(wall, after=0)

    def _wall_time(self, text: str) -> datetime:
        if text[4:5] == "-" == text[7:8] and text[:4].isdecimal():
            with suppress(ValueError):  # ten times as fast as a shape, and by far the most usual
                return datetime.fromisoformat(text)
        day, _, clock = text.partition(" ")
        if day in self._days and clock in self._clocks:
            return datetime.combine(self._days[day], self._clocks[clock])
        for shape in (self._shape, *SHAPES):
            try:
                wall = datetime.strptime(text, shape)  # noqa: DTZ007 - a wall time, its zone comes next
            except ValueError:
                continue
            self._shape = shape
            if clock:
                self._days[day], self._clocks[clock] = wall.date(), wall.time()
            return wall
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            raise NoSuchTime(f"{text[:30]!r} is not a time.") from None
