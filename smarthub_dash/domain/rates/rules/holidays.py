"""The holidays a schedule names, and the days on which they are kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from smarthub_dash.kit.periods import Period

UNIX_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
MONDAY, THURSDAY, SATURDAY, SUNDAY = 0, 3, 5, 6


class Holiday(StrEnum):
    """Holidays that tariffs name."""

    NEW_YEAR = "new-year"
    MARTIN_LUTHER_KING = "martin-luther-king"
    PRESIDENTS = "presidents"
    MEMORIAL = "memorial"
    JUNETEENTH = "juneteenth"
    INDEPENDENCE = "independence"
    LABOR = "labor"
    COLUMBUS = "columbus"
    VETERANS = "veterans"
    THANKSGIVING = "thanksgiving"
    AFTER_THANKSGIVING = "after-thanksgiving"
    CHRISTMAS_EVE = "christmas-eve"
    CHRISTMAS = "christmas"


class HolidayShift(StrEnum):
    """Where a holiday is kept that falls on a weekend."""

    NEVER = "never"
    SUNDAY_TO_MONDAY = "sunday-to-monday"
    NEAREST_WEEKDAY = "nearest-weekday"


SIX = (
    Holiday.NEW_YEAR,
    Holiday.MEMORIAL,
    Holiday.INDEPENDENCE,
    Holiday.LABOR,
    Holiday.THANKSGIVING,
    Holiday.CHRISTMAS,
)
"""The six that cooperative tariffs commonly name."""


@dataclass(frozen=True, slots=True)
class HolidayRule:
    """Which holidays time-of-use windows know, and where those are kept that fall on a weekend."""

    names: tuple[Holiday, ...] = SIX
    shift: HolidayShift = HolidayShift.NEVER


PLAIN_HOLIDAYS = HolidayRule()


@lru_cache(maxsize=512)
def holidays_in(period: Period, rule: HolidayRule = PLAIN_HOLIDAYS) -> NDArray[np.int64]:
    """Return the days of a period on which holidays are kept, as days since 1970-01-01."""
    # New Year's Day that falls on a Saturday may be kept in the year before.
    years = range(period.start_on.year, period.last_on.year + 2)
    days = sorted({_kept(_day_of(name, year), rule.shift) for year in years for name in rule.names})
    return np.array([day.toordinal() - UNIX_EPOCH_ORDINAL for day in days if day in period], dtype=np.int64)


def _kept(day: date, shift: HolidayShift) -> date:
    if day.weekday() == SUNDAY and shift is not HolidayShift.NEVER:
        return day + timedelta(days=1)
    if day.weekday() == SATURDAY and shift is HolidayShift.NEAREST_WEEKDAY:
        return day - timedelta(days=1)
    return day


def _day_of(name: Holiday, year: int) -> date:
    thanksgiving = _nth(year, 11, THURSDAY, 4)
    return {
        Holiday.NEW_YEAR: date(year, 1, 1),
        Holiday.MARTIN_LUTHER_KING: _nth(year, 1, MONDAY, 3),
        Holiday.PRESIDENTS: _nth(year, 2, MONDAY, 3),
        Holiday.MEMORIAL: max(_weekdays(year, 5, MONDAY)),
        Holiday.JUNETEENTH: date(year, 6, 19),
        Holiday.INDEPENDENCE: date(year, 7, 4),
        Holiday.LABOR: _nth(year, 9, MONDAY, 1),
        Holiday.COLUMBUS: _nth(year, 10, MONDAY, 2),
        Holiday.VETERANS: date(year, 11, 11),
        Holiday.THANKSGIVING: thanksgiving,
        Holiday.AFTER_THANKSGIVING: thanksgiving + timedelta(days=1),
        Holiday.CHRISTMAS_EVE: date(year, 12, 24),
        Holiday.CHRISTMAS: date(year, 12, 25),
    }[name]


def _nth(year: int, month: int, weekday: int, number: int) -> date:
    return list(_weekdays(year, month, weekday))[number - 1]


def _weekdays(year: int, month: int, weekday: int) -> Iterator[date]:
    first = date(year, month, 1)
    day = first + timedelta(days=(weekday - first.weekday()) % 7)
    while day.month == month:
        yield day
        day += timedelta(days=7)
