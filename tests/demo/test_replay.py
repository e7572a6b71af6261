"""The real year, re-dated: its blackout, zero runs, gap and clock changes keep their places."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarthub_dash.demo.replay import reads_between
from smarthub_dash.kit.periods import Period, epochs_of

CHICAGO = ZoneInfo("America/Chicago")
YEARS = (2024, 2025, 2026)


def _hours(day: date) -> dict[int, int]:
    """Return the quantities of a local day by the hours since its midnight."""
    start, end = epochs_of(Period(day, day + timedelta(days=1)), CHICAGO)
    reads = reads_between(start, end, CHICAGO)
    return {
        (epoch - start) // 3600: wh for epoch, wh in zip(reads.starts.tolist(), reads.quantities.tolist(), strict=True)
    }


def test_a_whole_cycle_is_the_whole_source() -> None:
    start, end = epochs_of(Period(date(2025, 12, 29), date(2026, 12, 28)), CHICAGO)

    reads = reads_between(start, end, CHICAGO)

    # The source has 8,727 readings of 5,089,595 Wh; the hour that autumn repeats stands twice.
    assert len(reads.starts) == 8_728
    assert reads.quantities.sum() == 5_089_595 + _hours(date(2026, 11, 1))[1]


def test_a_plain_day_is_the_source_day_of_its_week_and_weekday() -> None:
    # Tuesday of week 5: the first day of the source, 2011-02-01, a Tuesday too.
    assert [_hours(date(2026, 1, 27))[hour] for hour in range(4)] == [385, 365, 425, 500]


@pytest.mark.parametrize("year", YEARS)
def test_the_blackout_is_eight_measured_zeros_on_a_thursday_of_week_36(year: int) -> None:
    hours = _hours(date.fromisocalendar(year, 36, 4))

    assert len(hours) == 24
    assert [hour for hour, wh in hours.items() if wh == 0] == list(range(16, 24))


@pytest.mark.parametrize("year", YEARS)
def test_the_gap_is_eight_absent_hours_on_a_tuesday_of_week_6(year: int) -> None:
    assert sorted(_hours(date.fromisocalendar(year, 6, 2))) == list(range(16))


@pytest.mark.parametrize("year", YEARS)
def test_the_zero_runs_keep_their_places(year: int) -> None:
    spring, summer = _hours(date.fromisocalendar(year, 14, 3)), _hours(date.fromisocalendar(year, 29, 1))

    assert [hour for hour, wh in spring.items() if wh == 0] == list(range(16, 24))
    assert [hour for hour, wh in summer.items() if wh == 0] == list(range(16))


@pytest.mark.parametrize(
    ("day", "count"), [(date(2025, 3, 9), 23), (date(2026, 3, 8), 23), (date(2025, 11, 2), 25), (date(2026, 11, 1), 25)]
)
def test_clock_changes_are_those_of_the_target_year(day: date, count: int) -> None:
    assert len(_hours(day)) == count


def test_the_repeated_hour_of_autumn_takes_the_one_reading_twice() -> None:
    hours = _hours(date(2026, 11, 1))

    assert hours[1] == hours[2]


def test_where_the_source_had_its_spring_change_another_year_lacks_an_hour() -> None:
    # In 2032 the clocks change in week 11; the source changed in week 10 and has no reading of that 2 AM.
    assert 2 not in _hours(date.fromisocalendar(2032, 10, 7))


@given(start=st.integers(1_700_000_000, 1_900_000_000), length=st.integers(0, 10 * 86_400), cut=st.floats(0, 1))
def test_two_parts_are_the_whole(start: int, length: int, cut: float) -> None:
    middle = start + int(length * cut) // 3600 * 3600
    middle -= middle % 3600
    middle = max(middle, start)

    whole = reads_between(start, start + length, CHICAGO)
    parts = [reads_between(start, middle, CHICAGO), reads_between(middle, start + length, CHICAGO)]

    assert whole.starts.tolist() == [epoch for part in parts for epoch in part.starts.tolist()]
    assert whole.quantities.tolist() == [wh for part in parts for wh in part.quantities.tolist()]


def test_an_hour_that_has_not_ended_is_not_there() -> None:
    noon = int(datetime(2026, 11, 17, 12, tzinfo=CHICAGO).timestamp())

    assert reads_between(noon, noon + 3599, CHICAGO).starts.tolist() == []
    assert reads_between(noon, noon + 3600, CHICAGO).starts.tolist() == [noon]
