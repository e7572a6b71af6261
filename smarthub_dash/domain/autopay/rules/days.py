"""On which day a bill is drafted: its due date or a chosen day, early enough to tell of it, when banks are open."""

from datetime import date, timedelta
from functools import lru_cache

from smarthub_dash.domain.rates.rules.holidays import Holiday, HolidayRule, HolidayShift, holidays_in
from smarthub_dash.kit.periods import Period, day_of_month

NOTICE_DAYS = 10
"""
How long before a draft of a varying amount its member is told.

Source: Regulation E, 12 CFR 1005.10(d).
"""
SATURDAY = 5

# The Federal Reserve keeps a holiday that falls on a Sunday on Monday, and is open on Friday before one on a Saturday.
BANK_HOLIDAYS = HolidayRule(
    names=(
        Holiday.NEW_YEAR,
        Holiday.MARTIN_LUTHER_KING,
        Holiday.PRESIDENTS,
        Holiday.MEMORIAL,
        Holiday.JUNETEENTH,
        Holiday.INDEPENDENCE,
        Holiday.LABOR,
        Holiday.COLUMBUS,
        Holiday.VETERANS,
        Holiday.THANKSGIVING,
        Holiday.CHRISTMAS,
    ),
    shift=HolidayShift.SUNDAY_TO_MONDAY,
)


def draft_day(*, issued_on: date, due_on: date, chosen_day: int | None, notice_days: int, today: date) -> date:
    """
    Return on which day a bill is drafted.

    It is the due date, or the first chosen day by which its member can have been told in time, and never today: whoever
    signs up or changes something today has until the end of the day. On a day without banks it is the next with them.
    """
    earliest = max(issued_on + timedelta(days=notice_days), today + timedelta(days=1))
    wanted = max(due_on, earliest) if chosen_day is None else next_such_day(earliest, day=chosen_day)
    return bank_day(wanted)


def next_such_day(earliest: date, *, day: int) -> date:
    """Return the first date, from one on, with a day of the month; the last one of a shorter month."""
    found = day_of_month(earliest.year, earliest.month, day)
    if found >= earliest:
        return found
    year, month = (earliest.year + 1, 1) if earliest.month == 12 else (earliest.year, earliest.month + 1)
    return day_of_month(year, month, day)


def bank_day(day: date) -> date:
    """Return the first day, from one on, on which banks are open."""
    while not is_bank_day(day):
        day += timedelta(days=1)
    return day


def is_bank_day(day: date) -> bool:
    """Tell whether banks are open."""
    return day.weekday() < SATURDAY and day not in _bank_holidays(day.year)


@lru_cache(maxsize=64)
def _bank_holidays(year: int) -> frozenset[date]:
    epoch = date(1970, 1, 1)
    kept = holidays_in(Period(date(year, 1, 1), date(year + 1, 1, 1)), BANK_HOLIDAYS)
    return frozenset(epoch + timedelta(days=int(each)) for each in kept)
