"""A bill that was wrong: taken back, made anew, exactly once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select, update

from smarthub_dash.domain.accounts.records import Account
from smarthub_dash.domain.billing.queries import (
    StatementView,
    balances,
    charges_of,
    newest_bills_on_paper,
    statements_of,
)
from smarthub_dash.domain.billing.queries.owed import standings
from smarthub_dash.domain.billing.queries.proof import prove_books
from smarthub_dash.domain.billing.queries.staff import NoSuchBill
from smarthub_dash.domain.billing.records import LedgerEntry, StatementCancellation
from smarthub_dash.domain.billing.rules import LedgerBook, LedgerKind, StandingState
from smarthub_dash.domain.usage.records import DailyUsage
from smarthub_dash.journal.records import JournalEvent
from smarthub_dash.journeys.cancel_bills import AlreadyCancelled, NoReason, cancel_and_rebill, cancel_bill
from smarthub_dash.journeys.charge_late import charge_late
from smarthub_dash.journeys.receive_payment import receive_payment
from smarthub_dash.journeys.run_bills import run_bills
from smarthub_dash.kit.database import Database, open_database
from smarthub_dash.kit.periods import Period
from tests.support.billing import Household, a_household, measure_days

OPENED = date(2025, 7, 10)
BILLED = date(2025, 8, 10)
TODAY = date(2025, 8, 20)
NOON = datetime(2025, 8, 20, 17, tzinfo=UTC)
REASON = "The meter was read wrong."


@pytest.fixture
def ada(database: Database, zone: ZoneInfo) -> Household:
    """One home, billed once: 31 days of 30 kWh, $134.71 (see the worked example of the bill run)."""
    household = a_household(database, rate_codes=("CEC-RES",), opened_on=OPENED, read_day=10)
    within = Period(OPENED, date(2025, 12, 10))
    measure_days(database, account_id=household.account_ids[0], within=within, wh_a_day=30_000, zone=zone)
    run_bills(database, on=BILLED, now=NOON - timedelta(days=10), zone=zone, report=lambda _: None)
    return household


def bills(database: Database, household: Household) -> tuple[StatementView, ...]:
    with database.reading() as session:
        assert prove_books(session).faults == ()
        return tuple(statements_of(session, scope=household.scope(session, today=TODAY), since=OPENED))


def correct_reads(database: Database, *, wh_a_day: int) -> None:
    with database.unit_of_work() as session:
        session.exec(update(DailyUsage).where(col(DailyUsage.day) < BILLED).values(quantity=wh_a_day))


def rebill(database: Database, zone: ZoneInfo, bill_number: str) -> None:
    cancel_and_rebill(database, bill_number=bill_number, reason=REASON, on=TODAY, now=NOON, zone=zone)


def pay(database: Database, household: Household, cents: int, receipt: str = "1") -> None:
    receive_payment(
        database,
        account_id=household.account_ids[0],
        cents=cents,
        receipt_number=receipt,
        received_on=TODAY,
        now=NOON,
    )


def test_a_bill_is_made_anew_from_the_reads_of_today(database: Database, zone: ZoneInfo, ada: Household) -> None:
    (old,) = bills(database, ada)
    correct_reads(database, wh_a_day=20_000)

    made = cancel_and_rebill(database, bill_number=old.bill_number, reason=REASON, on=TODAY, now=NOON, zone=zone)

    new, cancelled = bills(database, ada)
    # 620 kWh: 620 x 0.1065 = 66.03; 620 x 0.0018 = 1.116 -> 1.12; 1.5 % of 99.15 = 1.48725 -> 1.49; 32.00 service
    assert (made.cancelled_cents, made.charges_cents) == (13_471, 3_200 + 6_603 + 112 + 149)
    assert (new.bill_number, new.revision, new.cancelled_on) == (made.bill_number, 1, None)
    assert (new.start_on, new.end_on, new.issued_on) == (old.start_on, old.end_on, TODAY)
    assert (cancelled.bill_number, cancelled.revision, cancelled.cancelled_on) == (old.bill_number, 0, TODAY)
    with database.reading() as session:
        (standing,) = standings(session, scope=ada.scope(session, today=TODAY), today=TODAY).values()
        events = session.exec(
            select(JournalEvent.topic).where(col(JournalEvent.account_id) == ada.account_ids[0])
        ).all()
    assert (standing.amount_due_cents, standing.due_on) == (made.charges_cents, TODAY + timedelta(days=20))
    assert events == ["billing", "billing"]


def test_a_paid_bill_that_is_made_anew_leaves_a_credit(database: Database, zone: ZoneInfo, ada: Household) -> None:
    (old,) = bills(database, ada)
    pay(database, ada, old.charges_cents)
    correct_reads(database, wh_a_day=20_000)

    rebill(database, zone, old.bill_number)

    new = bills(database, ada)[0]
    with database.reading() as session:
        (standing,) = standings(session, scope=ada.scope(session, today=TODAY), today=TODAY).values()
    assert new.previous_cents == -13_471
    assert (standing.balance_cents, standing.state) == (10_064 - 13_471, StandingState.CREDIT)


def test_a_bill_that_should_never_have_been_leaves_nothing(database: Database, zone: ZoneInfo, ada: Household) -> None:
    (old,) = bills(database, ada)
    pay(database, ada, 5_000)

    cancel_bill(database, bill_number=old.bill_number, reason=REASON, on=TODAY, now=NOON)
    run_bills(database, on=TODAY, now=NOON, zone=zone, report=lambda _: None)

    (still,) = bills(database, ada)
    with database.reading() as session:
        owed = balances(session, account_ids=ada.account_ids)
        number = session.get_one(Account, ada.account_ids[0]).account_number
        assert newest_bills_on_paper(session, account_number=number) == ()
    assert (still.cancelled_on, list(owed.values())) == (TODAY, [-5_000])


def test_its_late_charge_goes_with_a_bill(database: Database, zone: ZoneInfo, ada: Household) -> None:
    (old,) = bills(database, ada)
    late_on = old.due_on + timedelta(days=30)
    charged = charge_late(database, on=late_on, now=NOON, report=lambda _: None)

    cancel_and_rebill(database, bill_number=old.bill_number, reason=REASON, on=late_on, now=NOON, zone=zone)

    new = bills(database, ada)[0]
    with database.reading() as session:
        owed = balances(session, account_ids=ada.account_ids)
    assert charged.charge_count == 1
    assert (new.previous_cents, list(owed.values())) == (0, [new.charges_cents])


def test_a_bill_can_be_corrected_again_and_again(database: Database, zone: ZoneInfo, ada: Household) -> None:
    number = bills(database, ada)[0].bill_number
    for wh in (20_000, 25_000, 30_000):
        correct_reads(database, wh_a_day=wh)
        rebill(database, zone, number)
        number = bills(database, ada)[0].bill_number

    found = bills(database, ada)
    assert [(bill.revision, bill.cancelled_on is None) for bill in found] == [
        (3, True),
        (2, False),
        (1, False),
        (0, False),
    ]
    assert found[0].charges_cents == found[3].charges_cents == 13_471


def test_a_bill_run_goes_on_after_a_corrected_bill(database: Database, zone: ZoneInfo, ada: Household) -> None:
    rebill(database, zone, bills(database, ada)[0].bill_number)

    run_bills(database, on=date(2025, 9, 10), now=NOON + timedelta(days=21), zone=zone, report=lambda _: None)

    newest, *_ = bills(database, ada)
    assert (newest.start_on, newest.revision, newest.previous_cents) == (BILLED, 0, 13_471)


def test_the_lines_of_a_cancelled_bill_can_still_be_read(database: Database, zone: ZoneInfo, ada: Household) -> None:
    (old,) = bills(database, ada)
    rebill(database, zone, old.bill_number)

    with database.reading() as session:
        lines = charges_of(session, scope=ada.scope(session, today=TODAY), bill_number=old.bill_number)

    assert sum(line.cents for line in lines) == old.charges_cents
    assert {line.rate_from for line in lines} == {date(2020, 1, 1)}


def test_what_cannot_be_cancelled_is_refused_in_words(database: Database, zone: ZoneInfo, ada: Household) -> None:
    (old,) = bills(database, ada)
    with pytest.raises(NoReason):
        cancel_bill(database, bill_number=old.bill_number, reason=" ", on=TODAY, now=NOON)
    with pytest.raises(NoSuchBill, match="2508-NONE"):
        rebill(database, zone, "2508-NONE")
    rebill(database, zone, old.bill_number)

    with pytest.raises(AlreadyCancelled, match=r"was cancelled on August 20, 2025\."):
        rebill(database, zone, old.bill_number)
    with pytest.raises(AlreadyCancelled):
        cancel_bill(database, bill_number=old.bill_number, reason=REASON, on=TODAY, now=NOON)


def test_of_several_at_once_one_cancels_a_bill(
    database: Database, database_address: str, zone: ZoneInfo, ada: Household
) -> None:
    (old,) = bills(database, ada)

    def cancel(_number: int) -> bool:
        own = open_database(database_address)
        try:
            rebill(own, zone, old.bill_number)
            return True
        except AlreadyCancelled:
            return False
        finally:
            own.close()

    with ThreadPoolExecutor(4) as pool:
        cancelled = list(pool.map(cancel, range(4)))

    assert sorted(cancelled) == [False, False, False, True]
    assert len(bills(database, ada)) == 2
    with database.reading() as session:
        assert len(session.exec(select(StatementCancellation)).all()) == 1
        kinds = session.exec(select(LedgerEntry.kind).where(col(LedgerEntry.book) == LedgerBook.RECEIVABLE)).all()
    assert sorted(kinds) == [LedgerKind.CANCELLATION, LedgerKind.STATEMENT, LedgerKind.STATEMENT]


@given(
    acts=st.lists(
        st.tuples(st.sampled_from(["bill", "pay", "rebill", "cancel", "late"]), st.integers(0, 60)), max_size=9
    )
)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_books_are_proven_after_any_corrections(
    tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path, zone: ZoneInfo, acts: list[tuple[str, int]]
) -> None:
    path = tmp_path_factory.mktemp("corrections") / "smarthub.db"
    path.write_bytes(migrated_sqlite.read_bytes())
    database = open_database(f"sqlite:///{path}")
    dee = a_household(database, rate_codes=("CEC-RES", "CALLABYTE-100"), opened_on=OPENED, read_day=10)
    day, paid = OPENED, 0
    for at, (act, days) in enumerate(acts):
        day += timedelta(days=days)
        moment = datetime(day.year, day.month, day.day, 15, tzinfo=UTC)
        standing = [bill for bill in bills(database, dee) if bill.cancelled_on is None]
        if act == "bill":
            run_bills(database, on=day, now=moment, zone=zone, report=lambda _: None)
        elif act == "pay":
            pay(database, dee, 1_234 + at, receipt=str(at))
            paid += 1_234 + at
        elif act == "late":
            charge_late(database, on=day, now=moment, report=lambda _: None)
        elif standing:
            number = standing[days % len(standing)].bill_number
            if act == "rebill":
                cancel_and_rebill(database, bill_number=number, reason=REASON, on=day, now=moment, zone=zone)
            else:
                cancel_bill(database, bill_number=number, reason=REASON, on=day, now=moment)

    found = bills(database, dee)
    with database.reading() as session:
        owed = sum(balances(session, account_ids=dee.account_ids).values())
        late = session.exec(
            select(LedgerEntry.cents, LedgerEntry.statement_id).where(
                col(LedgerEntry.kind) == LedgerKind.LATE_CHARGE, col(LedgerEntry.book) == LedgerBook.RECEIVABLE
            )
        ).all()
    database.close()
    standing_ids = {bill.statement_id for bill in found if bill.cancelled_on is None}
    charged = sum(bill.charges_cents for bill in found if bill.statement_id in standing_ids)
    assert owed == charged - paid + sum(cents for cents, statement_id in late if statement_id in standing_ids)
