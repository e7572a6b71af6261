"""On which days banks are open."""

from datetime import date, timedelta
from functools import lru_cache

from smarthub_dash.domain.rates.rules.holidays import Holiday, HolidayRule, HolidayShift, holidays_in
from smarthub_dash.kit.periods import Period

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
