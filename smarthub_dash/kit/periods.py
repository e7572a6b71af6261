"""
Local days and half-open periods.

A local day has 23, 24 or 25 hours. Python subtracts aware datetimes of one zone by the wall clock and forgets the
clock change, so every length here is measured between UTC instants.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """
    Local days from `start_on` up to, but not including, `end_on`.

    :raises ValueError: if it holds no day
    """

    start_on: date
    end_on: date

    def __post_init__(self) -> None:
        if self.end_on <= self.start_on:
            raise ValueError(f"a period must hold a day: {self.start_on}..{self.end_on}")

    def __contains__(self, day: date) -> bool:
        return self.start_on <= day < self.end_on

    @property
    def day_count(self) -> int:
        return (self.end_on - self.start_on).days

    @property
    def last_on(self) -> date:
        return self.end_on - timedelta(days=1)

    def days(self) -> Iterator[date]:
        for offset in range(self.day_count):
            yield self.start_on + timedelta(days=offset)


@lru_cache(maxsize=16_384)
def epoch_of_day(day: date, zone: ZoneInfo) -> int:
    """
    Return when a local day begins.

    Units: epoch seconds, UTC.
    """
    return int(datetime.combine(day, time(), zone).timestamp())


def epochs_of(period: Period, zone: ZoneInfo) -> tuple[int, int]:
    """
    Return the half-open bounds of a period.

    Units: epoch seconds, UTC.
    """
    return epoch_of_day(period.start_on, zone), epoch_of_day(period.end_on, zone)


def day_of_epoch(epoch: int, zone: ZoneInfo) -> date:
    """Return the local day that an instant falls in."""
    return datetime.fromtimestamp(epoch, zone).date()


def hour_of_epoch(epoch: int, zone: ZoneInfo) -> int:
    """Return the hour of the local clock at an instant, from 0 to 23."""
    return datetime.fromtimestamp(epoch, zone).hour


def seconds_in_day(day: date, zone: ZoneInfo) -> int:
    """Return how long a local day lasts: 82,800, 86,400 or 90,000 seconds where the clock moves by an hour."""
    return epoch_of_day(day + timedelta(days=1), zone) - epoch_of_day(day, zone)


def instant_of(epoch: int) -> datetime:
    """Return epoch seconds as an aware UTC instant."""
    return datetime.fromtimestamp(epoch, UTC)


def day_of_month(year: int, month: int, day: int) -> date:
    """Return that day of the month, or the month's last day if the month is shorter."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return min(date(year, month, 1) + timedelta(days=day - 1), following - timedelta(days=1))
