"""The wall clock of many instants agrees with the one of each."""

from datetime import date, datetime, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from smarthub_dash.domain.rates.rules.holidays import UNIX_EPOCH_ORDINAL, holidays_in
from smarthub_dash.domain.rates.rules.local_time import local_times
from smarthub_dash.kit.periods import Period, epochs_of
from tests.support.rates import CHICAGO


@given(start_on=st.dates(date(2007, 3, 1), date(2040, 1, 1)), days=st.integers(1, 400))
def test_local_hours_weekdays_and_days_are_the_calendar_s(start_on: date, days: int) -> None:
    period = Period(start_on, start_on + timedelta(days=days))
    start, end = epochs_of(period, CHICAGO)
    epochs = np.arange(start, end, 5 * 3600, dtype=np.int64)

    local = local_times(epochs, period=period, zone=CHICAGO)

    walls = [datetime.fromtimestamp(int(epoch), CHICAGO) for epoch in epochs]
    assert local.hour.tolist() == [wall.hour for wall in walls]
    assert local.weekday.tolist() == [wall.weekday() for wall in walls]
    assert local.day.tolist() == [wall.toordinal() - UNIX_EPOCH_ORDINAL for wall in walls]


def test_the_six_holidays_of_2026_are_where_the_calendar_has_them() -> None:
    found = holidays_in(Period(date(2026, 1, 1), date(2027, 1, 1)))

    assert [date.fromordinal(int(day) + UNIX_EPOCH_ORDINAL) for day in found] == [
        date(2026, 1, 1),
        date(2026, 5, 25),
        date(2026, 7, 4),
        date(2026, 9, 7),
        date(2026, 11, 26),
        date(2026, 12, 25),
    ]
