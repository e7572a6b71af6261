"""Where an hour of today's calendar finds its source hour."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarthub_dash.demo.redating import HOUR, HOURS_OF_CYCLE, local_hours, place_of
from smarthub_dash.kit.periods import Period, epochs_of

CHICAGO = ZoneInfo("America/Chicago")
DAYS = st.dates(date(2012, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        (date(2024, 3, 10), 23),
        (date(2024, 11, 3), 25),
        (date(2025, 3, 9), 23),
        (date(2025, 11, 2), 25),
        (date(2026, 3, 8), 23),
        (date(2026, 11, 1), 25),
        (date(2028, 2, 29), 24),
    ],
)
def test_a_day_has_the_hours_of_its_own_year(day: date, hours: int) -> None:
    start, end = epochs_of(Period(day, day + timedelta(days=1)), CHICAGO)

    assert len(local_hours(start, end, CHICAGO).epochs) == hours


@given(day=DAYS, day_count=st.integers(1, 20))
def test_every_hour_stands_at_its_own_weekday_and_wall_clock(day: date, day_count: int) -> None:
    start, end = epochs_of(Period(day, day + timedelta(days=day_count)), CHICAGO)

    hours = local_hours(start, end, CHICAGO)

    moments = [datetime.fromtimestamp(epoch, CHICAGO) for epoch in range(start, end, HOUR)]
    assert hours.epochs.tolist() == list(range(start, end, HOUR))
    assert hours.weekday.tolist() == [moment.weekday() for moment in moments]
    assert hours.hour.tolist() == [moment.hour for moment in moments]
    assert hours.place.tolist() == [place_of(moment) for moment in moments]


@given(day=DAYS, skip=st.integers(0, 30), count=st.integers(0, 60))
def test_a_part_of_a_range_says_what_the_whole_said(day: date, skip: int, count: int) -> None:
    start, end = epochs_of(Period(day, day + timedelta(days=5)), CHICAGO)
    whole = local_hours(start, end, CHICAGO)

    part = local_hours(start + skip * HOUR, start + (skip + count) * HOUR, CHICAGO)

    assert np.array_equal(part.epochs, whole.epochs[skip : skip + count])
    assert np.array_equal(part.place, whole.place[skip : skip + count])


def test_a_53rd_week_repeats_the_52nd() -> None:
    assert place_of(datetime(2026, 12, 30, 7, tzinfo=UTC)) == place_of(datetime(2026, 12, 23, 7, tzinfo=UTC))
    assert place_of(datetime(2027, 1, 4, tzinfo=UTC)) == 0


def test_one_source_year_fills_every_place() -> None:
    first = datetime(2011, 2, 1, tzinfo=UTC)

    places = {place_of(first + timedelta(hours=at)) for at in range(HOURS_OF_CYCLE)}

    assert places == set(range(HOURS_OF_CYCLE))
