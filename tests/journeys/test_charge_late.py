"""Late charges: once for each bill that is late, by its rate schedule, and counted in what is owed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from smarthub_dash.domain.billing.queries import entries_of
from smarthub_dash.domain.billing.queries.owed import standings
from smarthub_dash.domain.billing.queries.proof import prove_books
from smarthub_dash.domain.billing.rules import AccountStanding, LedgerKind
from smarthub_dash.journal.records import JournalEvent
from smarthub_dash.journeys.charge_late import LateChargeSummary, charge_late
from smarthub_dash.journeys.receive_payment import receive_payment
from smarthub_dash.journeys.run_bills import run_bills
from smarthub_dash.kit.database import Database, open_database
from tests.support.billing import Household, a_household
from tests.support.sql import counted

OPENED = date(2025, 7, 10)
BILLED = date(2025, 8, 10)
DUE = date(2025, 8, 30)
NOON = datetime(2025, 9, 20, 17, tzinfo=UTC)
# The demo's fiber rates: 1.5 % of what is late, at least 5.00, from the sixth day after it was due.
FIRST_LATE_DAY = DUE + timedelta(days=6)
FIBER_CENTS = 7_230


@pytest.fixture
def feed_store(database: Database, zone: ZoneInfo) -> Household:
    """One fiber line with one bill of $72.30, due on August 30."""
    household = a_household(database, rate_codes=("CALLABYTE-100",), opened_on=OPENED, read_day=10)
    run_bills(database, on=BILLED, now=NOON - timedelta(days=41), zone=zone, report=lambda _: None)
    return household


def charge(database: Database, on: date) -> LateChargeSummary:
    return charge_late(database, on=on, now=NOON, report=lambda _: None)


def standing_of(database: Database, household: Household, today: date) -> AccountStanding:
    with database.reading() as session:
        assert prove_books(session).faults == ()
        return next(iter(standings(session, scope=household.scope(session, today=today), today=today).values()))


def pay(database: Database, household: Household, cents: int) -> None:
    receive_payment(
        database,
        account_id=household.account_ids[0],
        cents=cents,
        receipt_number="1",
        received_on=BILLED,
        now=NOON,
    )


def test_a_bill_is_charged_after_its_days_of_grace_and_once(database: Database, feed_store: Household) -> None:
    found = [charge(database, FIRST_LATE_DAY + timedelta(days=days)) for days in (-1, 0, 1, 40)]

    standing = standing_of(database, feed_store, FIRST_LATE_DAY)
    # 1.5 % of 72.30 is 1.08: less than 5.00.
    assert found == [LateChargeSummary(*one) for one in ((0, 0), (1, 500), (0, 0), (0, 0))]
    assert (standing.amount_due_cents, standing.past_due_cents, standing.due_on) == (7_730, 7_730, DUE)


def test_the_ledger_says_what_it_was_for_and_open_pages_follow(database: Database, feed_store: Household) -> None:
    charge(database, FIRST_LATE_DAY)

    with database.reading() as session:
        scope = feed_store.scope(session, today=FIRST_LATE_DAY)
        (late, bill) = entries_of(session, scope=scope, since=OPENED)
        topics = session.exec(select(JournalEvent.topic)).all()
    assert (late.kind, late.cents, late.posted_on) == (LedgerKind.LATE_CHARGE, 500, FIRST_LATE_DAY)
    assert late.statement_id == bill.statement_id
    assert topics == ["billing", "billing"]


def test_a_paid_bill_is_not_charged(database: Database, feed_store: Household) -> None:
    pay(database, feed_store, FIBER_CENTS)

    assert charge(database, FIRST_LATE_DAY).charge_count == 0


def test_a_small_rest_is_not_charged(database: Database, feed_store: Household) -> None:
    pay(database, feed_store, FIBER_CENTS - 500)

    assert charge(database, FIRST_LATE_DAY).charge_count == 0


def test_each_late_bill_is_charged_for_itself(database: Database, zone: ZoneInfo, feed_store: Household) -> None:
    run_bills(database, on=date(2025, 10, 10), now=NOON, zone=zone, report=lambda _: None)
    later = date(2025, 10, 10) + timedelta(days=26)

    first, second = charge(database, later), charge(database, later)

    # Two bills are late and both of the same late charge; the one of October 10 was due on the 30th, six days ago.
    assert (first, second) == (LateChargeSummary(3, 1_500), LateChargeSummary(0, 0))
    assert standing_of(database, feed_store, later).amount_due_cents == 3 * FIBER_CENTS + 1_500


def test_the_number_of_statements_does_not_grow_with_the_accounts(database: Database, zone: ZoneInfo) -> None:
    a_household(database, rate_codes=("CALLABYTE-100",) * 2, opened_on=OPENED, read_day=10)
    run_bills(database, on=BILLED, now=NOON, zone=zone, report=lambda _: None)
    with counted(database.engine) as few:
        charge(database, FIRST_LATE_DAY)
    a_household(database, rate_codes=("CALLABYTE-100",) * 9, opened_on=OPENED, read_day=10)
    run_bills(database, on=BILLED, now=NOON, zone=zone, report=lambda _: None)
    with counted(database.engine) as many:
        charge(database, FIRST_LATE_DAY)

    assert len(many) == len(few)


def test_jobs_that_meet_charge_once(database: Database, database_address: str, feed_store: Household) -> None:
    def run(_number: int) -> int:
        own = open_database(database_address)
        try:
            return charge(own, FIRST_LATE_DAY).charge_count
        finally:
            own.close()

    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(run, range(4)))

    assert sum(counts) == 1
    assert standing_of(database, feed_store, FIRST_LATE_DAY).amount_due_cents == FIBER_CENTS + 500
