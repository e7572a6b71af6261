"""Quantities on the usage chart: parts sum to the whole, and what was not read is never a zero."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from smarthub_dash.gateways.headend import FlowDirection, HowKnown
from smarthub_dash.journeys.usage_bars import DELIVERY_SECONDS, Bar
from smarthub_dash.journeys.usage_ranges import Span
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.periods import epoch_of_day, epochs_of
from tests.support.households import add_household
from tests.support.meters import add_meter
from tests.support.usage import HOUR, ZONE, at, bring_in, look

METER = "1"
SPRING, AUTUMN, PLAIN = date(2026, 3, 8), date(2026, 11, 1), date(2026, 10, 20)
LATER = at(2026, 11, 17)
ALL_BUT_WEEK = (Span.DAY, Span.BILL, Span.YEAR)


def _hours_of(day: date, *, days: int = 1) -> list[int]:
    return list(range(epoch_of_day(day, ZONE), epoch_of_day(day + timedelta(days=days), ZONE), HOUR))


def _day(database: Database, member_id: UUID, now: datetime) -> Bar:
    bars = look(database, member_id, span=Span.WEEK, day=PLAIN, now=now).bars
    return next(bar for bar in bars if bar.start_on == PLAIN)


@pytest.fixture
def member_id(database: Database, now: datetime) -> UUID:
    member, _ = add_household(database, "Ada", meters=[METER], now=now)
    return member


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 23), (PLAIN, 24), (AUTUMN, 25)])
def test_the_hours_sum_to_the_day_and_the_days_to_the_period(
    database: Database, member_id: UUID, day: date, hours: int
) -> None:
    period = look(database, member_id, span=Span.BILL, day=day, now=LATER).range.period
    start, end = epochs_of(period, ZONE)
    hours_read = range(start, min(end, int(LATER.timestamp())), HOUR)
    bring_in(database, METER, {epoch: 100 + place % 37 for place, epoch in enumerate(hours_read)}, now=LATER)

    of_day = look(database, member_id, span=Span.DAY, day=day, now=LATER).bars
    of_bill = look(database, member_id, span=Span.BILL, day=day, now=LATER).bars
    of_year = look(database, member_id, span=Span.YEAR, day=day, now=LATER).bars

    assert len(of_day) == hours
    assert sum(bar.quantity or 0 for bar in of_day) == next(bar.quantity for bar in of_bill if bar.start_on == day)
    assert sum(bar.quantity or 0 for bar in of_bill) == next(
        bar.quantity for bar in of_year if bar.start_on == period.start_on
    )
    assert not any(bar.missing_seconds for bar in (*of_day, *of_bill))


def test_quarter_hours_are_shown_as_hours(database: Database, now: datetime) -> None:
    account = add_meter(database, "2", interval_seconds=900)
    boone, _ = add_household(database, "Boone", meters=(), shares=[account.id], now=now)
    start = epoch_of_day(PLAIN, ZONE)
    bring_in(database, "2", {start + quarter * 900: 25 for quarter in range(96)}, now=LATER, seconds=900)

    bars = look(database, boone, span=Span.DAY, day=PLAIN, now=LATER).bars

    assert [bar.quantity for bar in bars] == [100] * 24


def test_an_hour_that_was_not_read_is_a_gap_and_a_measured_zero_stays(database: Database, member_id: UUID) -> None:
    hours = _hours_of(PLAIN)
    bring_in(
        database, METER, {epoch: 0 if at in (5, 6) else 70 for at, epoch in enumerate(hours) if at != 9}, now=LATER
    )

    bars = look(database, member_id, span=Span.DAY, day=PLAIN, now=LATER).bars
    day = _day(database, member_id, LATER)

    assert (bars[9].quantity, bars[9].missing_seconds) == (None, HOUR)
    assert [(bar.quantity, bar.zero_seconds) for bar in bars[5:7]] == [(0, HOUR)] * 2
    assert (day.quantity, day.missing_seconds, day.zero_seconds) == (21 * 70, HOUR, 2 * HOUR)


def test_a_day_without_a_read_is_missing_and_has_no_quantity(database: Database, member_id: UUID) -> None:
    bring_in(database, METER, dict.fromkeys(_hours_of(PLAIN + timedelta(days=1)), 50), now=LATER)

    missed = _day(database, member_id, LATER)

    assert (missed.quantity, missed.missing_seconds, missed.is_running) == (None, 24 * HOUR, False)


def test_what_was_estimated_is_told_apart_on_every_range(database: Database, member_id: UUID) -> None:
    hours = _hours_of(PLAIN)
    bring_in(database, METER, dict.fromkeys(hours[:20], 100), now=LATER)
    bring_in(database, METER, dict.fromkeys(hours[20:], 30), now=LATER, known=HowKnown.ESTIMATED)

    day, bill, year = (look(database, member_id, span=span, day=PLAIN, now=LATER).bars for span in ALL_BUT_WEEK)

    assert [bar.estimated_quantity for bar in day] == [0] * 20 + [30] * 4
    for bars in (bill, year):
        assert sum(bar.estimated_quantity for bar in bars) == 120
        assert sum(bar.quantity or 0 for bar in bars) == 2_120


def test_energy_that_was_sent_back_stands_beside_what_was_used(database: Database, member_id: UUID) -> None:
    hours = _hours_of(PLAIN)
    bring_in(database, METER, dict.fromkeys(hours, 10), now=LATER)
    bring_in(database, METER, dict.fromkeys(hours[10:14], 900), now=LATER, flow=FlowDirection.RECEIVED)

    for span in ALL_BUT_WEEK:
        bars = look(database, member_id, span=span, day=PLAIN, now=LATER).bars
        assert (sum(bar.quantity or 0 for bar in bars), sum(bar.received for bar in bars)) == (240, 3_600)


def test_the_running_day_counts_only_what_has_passed(database: Database, member_id: UUID) -> None:
    now = at(2026, 10, 20, 14)
    bring_in(database, METER, dict.fromkeys(_hours_of(PLAIN)[:13], 100), now=now)

    today = _day(database, member_id, now)
    hours = look(database, member_id, span=Span.DAY, day=PLAIN, now=now).bars

    assert (today.quantity, today.missing_seconds, today.is_running) == (1_300, 0, True)
    assert [bar.is_running for bar in hours] == [False] * 13 + [True] * 11
    assert not any(bar.missing_seconds for bar in hours)


def test_reads_on_their_way_are_awaited_and_missing_only_when_they_are_too_late(
    database: Database, member_id: UUID
) -> None:
    bring_in(database, METER, dict.fromkeys(_hours_of(PLAIN)[:6], 100), now=LATER)
    soon, late = at(2026, 10, 21, 8), at(2026, 10, 21, 8) + timedelta(seconds=DELIVERY_SECONDS)

    awaited, missed = _day(database, member_id, soon), _day(database, member_id, late)

    assert (awaited.missing_seconds, awaited.is_running) == (0, True)
    assert (missed.missing_seconds, missed.is_running) == (18 * HOUR, False)


def test_a_gap_before_newer_reads_is_missing_at_once(database: Database, member_id: UUID) -> None:
    now = at(2026, 10, 20, 14)
    bring_in(database, METER, {epoch: 100 for place, epoch in enumerate(_hours_of(PLAIN)[:13]) if place != 4}, now=now)

    bars = look(database, member_id, span=Span.DAY, day=PLAIN, now=now).bars

    assert [place for place, bar in enumerate(bars) if bar.missing_seconds] == [4]


def test_the_days_before_the_account_are_outside_and_nothing_is_missed_on_them(
    database: Database, member_id: UUID
) -> None:
    opened_on = date(2020, 1, 1)
    bring_in(database, METER, dict.fromkeys(_hours_of(opened_on, days=30), 100), now=LATER)

    days = look(database, member_id, span=Span.BILL, day=opened_on, now=LATER).bars
    bills = look(database, member_id, span=Span.YEAR, day=opened_on, now=LATER).bars

    assert next(bar.start_on for bar in days if not bar.is_outside) == opened_on
    assert not any(bar.missing_seconds for bar in days[:20])
    assert sum(bar.is_outside for bar in bills) == 12
    assert bills[-1].missing_seconds == 0
