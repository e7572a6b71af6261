"""Estimated bills set right by a later one: the difference to the cent, and once."""

from collections.abc import Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Row
from sqlalchemy import select as select_columns
from sqlmodel import col, select

from smarthub_dash.domain.billing.queries.proof import prove_books
from smarthub_dash.domain.billing.records import Charge, LedgerEntry, Statement, StatementTrueUp
from smarthub_dash.domain.billing.rules import LedgerBook
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.periods import Period
from tests.support.billing import Household
from tests.support.estimating import LATER, PERIOD, hours, meter_of, metered, run, silent_hours, without_a_day
from tests.support.usage import bring_in

NEXT = Period(PERIOD.end_on, date(2025, 11, 10))
THIRD = Period(NEXT.end_on, date(2025, 12, 10))
FOURTH = Period(THIRD.end_on, date(2026, 1, 10))
ESTIMATED_ON = PERIOD.end_on + timedelta(days=3)


def estimated_home(database: Database, zone: ZoneInfo, rate_code: str = "CEC-RES") -> Household:
    """Bill a home over a missing day, and let it count through the next three periods."""
    household = metered(database, rate_code, without_a_day(zone))
    run(database, zone, ESTIMATED_ON)
    bring_in(database, meter_of(database, household), hours(Period(NEXT.start_on, FOURTH.end_on), zone), now=LATER)
    return household


def true_up_lines(database: Database) -> Sequence[Row]:
    with database.reading() as session:
        rows = session.execute(
            select_columns(col(Statement.start_on), col(Charge.cents), col(Charge.label))
            .join(Charge, col(Charge.statement_id) == col(Statement.id))
            .where(col(Charge.kind) == "true_up")
            .order_by(col(Statement.start_on))
        ).all()
        assert prove_books(session).faults == ()
    return rows


def test_the_next_bill_carries_the_difference_once(database: Database, zone: ZoneInfo) -> None:
    household = estimated_home(database, zone)
    bring_in(database, meter_of(database, household), silent_hours(zone, wh=2_000), now=LATER)

    run(database, zone, NEXT.end_on)
    run(database, zone, THIRD.end_on)

    # 24 kWh more. Estimated: 720 x 0.1065 = 76.68, 720 x 0.0018 = 1.296 -> 1.30, with 32.00 they are 109.98, and 1.5 %
    # of that 1.65. Measured: 744 x 0.1065 = 79.236 -> 79.24, 744 x 0.0018 = 1.3392 -> 1.34, 112.58, tax 1.69. So 2.64.
    ((start_on, cents, label),) = true_up_lines(database)
    assert (start_on, cents) == (NEXT.start_on, 264)
    with database.reading() as session:
        (noted,) = session.exec(select(StatementTrueUp)).all()
        first = session.get_one(Statement, noted.estimated_statement_id)
        later = session.get_one(Statement, noted.statement_id)
        tax = session.exec(
            select(LedgerEntry.cents).where(
                col(LedgerEntry.statement_id) == later.id, col(LedgerEntry.book) == LedgerBook.TAX
            )
        ).one()
    assert label.endswith(first.bill_number)
    assert noted.cents == 264
    # 1.5 % of 32.00 + 744 hours of the next period (one hour repeats: 745) and the 4 cents of the correction.
    assert tax == -(169 + 4)


def test_less_than_was_estimated_is_given_back(database: Database, zone: ZoneInfo) -> None:
    household = estimated_home(database, zone)
    bring_in(database, meter_of(database, household), silent_hours(zone, wh=0), now=LATER)

    run(database, zone, NEXT.end_on)

    # 696 kWh: 74.124 -> 74.12, 1.2528 -> 1.25, 107.37, tax 1.61: 108.98 against 111.63.
    assert [cents for _, cents, _ in true_up_lines(database)] == [-265]


def test_what_was_never_measured_is_never_corrected(database: Database, zone: ZoneInfo) -> None:
    estimated_home(database, zone)

    for period in (NEXT, THIRD, FOURTH):
        run(database, zone, period.end_on)

    assert true_up_lines(database) == []


def test_a_part_that_was_measured_waits_for_the_rest_for_two_months(database: Database, zone: ZoneInfo) -> None:
    household = estimated_home(database, zone)
    half = dict(list(silent_hours(zone, wh=2_000).items())[:12])
    bring_in(database, meter_of(database, household), half, now=LATER)

    run(database, zone, NEXT.end_on)
    early = true_up_lines(database)
    run(database, zone, THIRD.end_on)

    assert early == []
    ((start_on, cents, _),) = true_up_lines(database)
    # 12 kWh more: 732 x 0.1065 = 77.958 -> 77.96, 732 x 0.0018 = 1.3176 -> 1.32, 111.28, tax 1.67: 112.95 - 111.63.
    assert (start_on, cents) == (THIRD.start_on, 132)


@pytest.mark.parametrize("rate_code", ["CEC-TOU-NM", "CEC-GS-D", "CEC-WELL"])
def test_both_bills_together_are_what_the_measured_ones_would_have_been(
    database: Database, zone: ZoneInfo, rate_code: str
) -> None:
    late = estimated_home(database, zone, rate_code)
    in_time = metered(database, rate_code, without_a_day(zone) | silent_hours(zone, wh=3_000))
    bring_in(database, meter_of(database, in_time), hours(Period(NEXT.start_on, THIRD.end_on), zone), now=LATER)
    bring_in(database, meter_of(database, late), silent_hours(zone, wh=3_000), now=LATER)

    run(database, zone, NEXT.end_on)

    assert len(true_up_lines(database)) == 1
    assert charged(database, late) == charged(database, in_time)


def test_two_estimated_bills_are_set_right_by_one(database: Database, zone: ZoneInfo) -> None:
    household = metered(database, "CEC-RES", without_a_day(zone))
    run(database, zone, ESTIMATED_ON)
    run(database, zone, NEXT.end_on + timedelta(days=3))
    bring_in(database, meter_of(database, household), silent_hours(zone), now=LATER)
    bring_in(
        database, meter_of(database, household), hours(Period(NEXT.start_on, FOURTH.end_on), zone, 1_500), now=LATER
    )

    run(database, zone, THIRD.end_on)

    lines = true_up_lines(database)
    # The first was estimated exactly: it is noted, and has no line.
    assert [start_on for start_on, _, _ in lines] == [THIRD.start_on]
    with database.reading() as session:
        assert len(session.exec(select(StatementTrueUp)).all()) == 2


def charged(database: Database, household: Household) -> int:
    with database.reading() as session:
        cents = session.exec(
            select(Statement.charges_cents).where(col(Statement.account_id) == household.account_ids[0])
        ).all()
    assert len(cents) == 2
    return sum(cents)
