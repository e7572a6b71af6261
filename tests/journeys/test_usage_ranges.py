"""The ranges of the Usage page: whatever day is asked for, there is one range that holds it and two beside it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarthub_dash.journeys.usage_ranges import YEAR_BARS, Range, Span, bill_edges, interval_edges, range_of
from tests.support.usage import HOUR, ZONE

TODAY, OPENED = date(2026, 11, 17), date(2024, 2, 29)
SPANS = st.sampled_from([span for span in Span if span is not Span.QUARTERS])
READ_DAYS = st.integers(1, 31)


def _range(span: Span, day: date, read_day: int) -> Range:
    return range_of(span, day=day, read_day=read_day, opened_on=OPENED, today=TODAY)


@given(span=SPANS, day=st.dates(), read_day=READ_DAYS)
def test_any_day_of_the_calendar_leads_to_a_range_within_the_account(span: Span, day: date, read_day: int) -> None:
    found = _range(span, day, read_day)

    assert found.held_on in found.period
    assert OPENED <= found.held_on <= TODAY
    if OPENED <= day <= TODAY:
        assert found.held_on == day


@given(span=SPANS, day=st.dates(OPENED, TODAY), read_day=READ_DAYS)
def test_previous_and_next_tile_the_time_and_lead_back(span: Span, day: date, read_day: int) -> None:
    found = _range(span, day, read_day)

    if found.previous_on:
        before = _range(span, found.previous_on, read_day)
        assert before.period.end_on == found.period.start_on
        assert before.next_on
        assert _range(span, before.next_on, read_day).period.start_on <= found.period.start_on
    else:
        assert found.period.start_on <= OPENED
    if found.next_on:
        after = _range(span, found.next_on, read_day)
        assert after.period.start_on <= found.period.end_on < after.period.end_on
        assert found.next_on <= TODAY
    else:
        assert TODAY in found.period


@given(day=st.dates(OPENED, TODAY), read_day=READ_DAYS)
def test_a_year_is_thirteen_bills_and_ends_with_the_one_that_was_asked_for(day: date, read_day: int) -> None:
    found = _range(Span.YEAR, day, read_day)
    bills = bill_edges(found.period, read_day=read_day)

    assert len(bills) == YEAR_BARS
    assert day in bills[-1]
    assert bills[-1] == _range(Span.BILL, day, read_day).period


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 8), 23), (date(2026, 3, 9), 24), (date(2026, 11, 1), 25)])
def test_a_day_has_the_hours_that_passed_on_it(day: date, hours: int) -> None:
    edges = interval_edges(day, seconds=HOUR, zone=ZONE)

    assert len(edges) == hours + 1
    assert edges[-1] - edges[0] == hours * HOUR


def test_a_week_begins_on_sunday() -> None:
    for offset in range(7):
        period = _range(Span.WEEK, date(2026, 11, 8) + timedelta(days=offset), 14).period
        assert (period.start_on, period.day_count) == (date(2026, 11, 8), 7)


def test_a_quarter_of_a_day_steps_through_the_day_and_on_to_its_neighbors() -> None:
    day = date(2026, 3, 8)
    first, last = (
        range_of(Span.QUARTERS, day=day, read_day=14, opened_on=OPENED, today=day, part=part) for part in (0, 3)
    )

    assert (first.previous_on, first.previous_part) == (day - timedelta(days=1), 3)
    assert (first.next_on, first.next_part) == (day, 1)
    assert (last.previous_on, last.previous_part, last.next_on) == (day, 2, None)
