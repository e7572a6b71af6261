"""Times as tables write them: ISO, American, epoch seconds or milliseconds; each text is read once and then known."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from smarthub_dash.gateways.headend.stamps import NoSuchTime, WallClock

MOST_KNOWN = 400_000
SHAPES = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%m/%d/%Y %I:%M:%S %p")
SHAPES += ("%m/%d/%Y %I:%M %p", "%m%d%Y %H:%M", "%Y%m%d%H%M", "%Y-%m-%d", "%m/%d/%Y")
EPOCH = re.compile(r"[0-9]{9,13}")
MILLISECONDS = 100_000_000_000


class Moments:
    """Reads the times of one file."""

    def __init__(self, zone: ZoneInfo, *, is_utc: bool) -> None:
        self._zone = zone
        self._is_utc = is_utc
        self._wall = WallClock(zone)
        self._known: dict[str, int] = {}
        self._shape = SHAPES[0]

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
        shifted = {epoch: self._again(epoch) for epoch in np.unique(epochs).tolist()}
        return np.fromiter(map(shifted.__getitem__, epochs.tolist()), dtype=np.int64, count=epochs.size)

    def _again(self, epoch: int) -> int:
        wall = datetime.fromtimestamp(epoch, self._zone)
        return int(wall.replace(fold=1).timestamp())

    def _epoch_of(self, text: str) -> int:
        if EPOCH.fullmatch(text):
            number = int(text)
            return number // 1000 if number > MILLISECONDS else number
        wall = self._wall_time(text)
        if wall.tzinfo is not None:
            return int(wall.timestamp())
        if self._is_utc:
            return int(wall.replace(tzinfo=UTC).timestamp())
        return self._wall.epoch_of(f"{wall:%Y%m%d%H%M}".encode(), after=0)

    def _wall_time(self, text: str) -> datetime:
        for shape in (self._shape, *SHAPES):
            try:
                wall = datetime.strptime(text, shape)  # noqa: DTZ007 - a wall time, its zone comes next
            except ValueError:
                continue
            self._shape = shape
            return wall
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            raise NoSuchTime(f"{text[:30]!r} is not a time.") from None
