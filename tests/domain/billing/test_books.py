"""The books: standings in two statements, a ledger that cannot be changed, and proof that all of it sums."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel, col, select

from smarthub_dash.domain.accounts.records import ServiceAgreement
from smarthub_dash.domain.accounts.rules import NotYours
from smarthub_dash.domain.billing.operations import (
    ReceiptUsedTwice,
    issue_statements,
    post_payment,
)
from smarthub_dash.domain.billing.queries import charges_of, entries_of, statement_of, statements_of
from smarthub_dash.domain.billing.queries.owed import standings
from smarthub_dash.domain.billing.queries.proof import prove_books
from smarthub_dash.domain.billing.queries.proof.checked import Checked
from smarthub_dash.domain.billing.records import LedgerEntry, Statement
from smarthub_dash.domain.billing.rules import LedgerBook
from smarthub_dash.domain.billing.rules.drafts import BillDraft, PricedService
from smarthub_dash.domain.rates.rules.engine import price_period
from smarthub_dash.domain.rates.rules.metered import total_use
from smarthub_dash.journeys.receive_payment import receive_payment
from smarthub_dash.journeys.run_bills import run_bills
from smarthub_dash.kit.database import Database, open_database
from smarthub_dash.kit.periods import Period
from smarthub_dash.migrations import load_records
from tests.support.billing import LONG_AGO, Household, a_household, measure_days
from tests.support.rates import APRIL, FLAT, SERVICE, schedule
from tests.support.sql import counted

OPENED = date(2025, 1, 10)
ALL_RATES = ("CEC-RES", "CEC-GS-D", "CEC-WELL", "CALLABYTE-100", "CALLABYTE-1000")


def instant(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 15, tzinfo=UTC)


def draft(session: Session, account_id: UUID, wh: int) -> BillDraft:
    agreement_id = session.exec(select(ServiceAgreement.id).where(col(ServiceAgreement.account_id) == account_id)).one()
    use = total_use(APRIL, delivered_wh=wh, zone=ZoneInfo("America/Chicago"))
    priced = price_period(
        [schedule(SERVICE + FLAT)], period=APRIL, cycle=APRIL, use=use, zone=ZoneInfo("America/Chicago")
    )
    return BillDraft(account_id, APRIL, (PricedService(agreement_id, priced),), is_estimated=False)


@pytest.fixture
def boone(database: Database, zone: ZoneInfo) -> Household:
    """Five accounts with eight bills each, of which the first six are paid."""
    household = a_household(database, rate_codes=ALL_RATES, opened_on=OPENED, read_day=10)
    for month in range(2, 10):
        run_bills(
            database, on=date(2025, month, 10), now=instant(date(2025, month, 10)), zone=zone, report=lambda _: None
        )
        for number, account_id in enumerate(household.account_ids if month < 8 else ()):
            with database.reading() as session:
                owed = standings(session, scope=household.scope(session, today=OPENED), today=date(2025, month, 10))[
                    account_id
                ]
            receive_payment(
                database,
                account_id=account_id,
                cents=owed.amount_due_cents,
                receipt_number=f"{month}-{number}",
                received_on=date(2025, month, 20),
                now=instant(date(2025, month, 20)),
            )
    return household


def test_standings_of_five_accounts_are_two_statements(database: Database, boone: Household) -> None:
    today = date(2025, 9, 11)
    with database.reading() as session:
        scope = boone.scope(session, today=today)
        with counted(database.engine) as statements:
            found = standings(session, scope=scope, today=today)

    assert len(statements) == 2
    # Fiber of 72.30 and of 107.30: the bills of August 10 (due on the 30th) and of September 10 are open.
    fiber = [found[account_id] for account_id in boone.account_ids[3:]]
    assert [(one.amount_due_cents, one.past_due_cents, one.due_on) for one in fiber] == [
        (14_460, 7_230, date(2025, 8, 30)),
        (21_460, 10_730, date(2025, 8, 30)),
    ]


def test_the_books_of_a_year_are_proven(database: Database, boone: Household) -> None:
    with database.reading() as session:
        proof = prove_books(session)

    assert (proof.statement_count, proof.transaction_count, proof.faults) == (40, 40 + 30, ())


def test_a_fault_in_the_books_is_named(database: Database, boone: Household, now: datetime) -> None:
    with database.unit_of_work() as session:
        newest = select(LedgerEntry).where(col(LedgerEntry.book) == LedgerBook.RECEIVABLE)
        entry = session.exec(newest.order_by(col(LedgerEntry.id).desc())).first()
        assert entry is not None
        bill_id = session.exec(select(Statement.id).where(col(Statement.account_id) == entry.account_id)).first()
        session.add(
            LedgerEntry(
                transaction_id=uuid4(),
                account_id=entry.account_id,
                book=entry.book,
                kind="statement",
                cents=1,
                posted_on=entry.posted_on,
                posted_at=now,
                statement_id=bill_id,
            )
        )
        session.flush()

        told: list[Checked] = []
        proof = prove_books(session, report=told.append)

    assert "is off by $0.01" in proof.faults[0]
    assert "its ledger entries say" in proof.faults[1]
    assert "was owed before it" in proof.faults[2]
    assert [fault for check in told for fault in check.faults] == list(proof.faults)


def test_a_stranger_s_bill_is_not_found(database: Database, boone: Household) -> None:
    clara = a_household(database, rate_codes=("CEC-RES",), opened_on=OPENED, read_day=10)
    with database.reading() as session:
        bill = statements_of(session, scope=boone.scope(session, today=OPENED), since=OPENED)[0]
        scope = clara.scope(session, today=OPENED)

        assert charges_of(session, scope=scope, bill_number=bill.bill_number) == ()
        assert statements_of(session, scope=scope, since=OPENED) == ()
        assert entries_of(session, scope=scope, since=OPENED) == ()
        with pytest.raises(NotYours):
            statement_of(session, scope=scope, bill_number=bill.bill_number)


def test_an_account_is_not_billed_twice_for_one_period(database: Database, now: datetime) -> None:
    ada = a_household(database, rate_codes=("CEC-RES",), opened_on=OPENED, read_day=1)
    with database.unit_of_work() as session:
        issue_statements(
            session, drafts=[draft(session, ada.account_ids[0], 1000)], issued_on=date(2026, 5, 1), now=now
        )

    with pytest.raises(IntegrityError), database.unit_of_work() as session:
        issue_statements(
            session, drafts=[draft(session, ada.account_ids[0], 2000)], issued_on=date(2026, 5, 2), now=now
        )


def test_a_receipt_with_another_amount_is_refused(database: Database, now: datetime) -> None:
    ada = a_household(database, rate_codes=("CEC-RES",), opened_on=OPENED, read_day=1)
    with database.unit_of_work() as session:
        for cents, expected in ((5000, True), (5000, False)):
            assert (
                post_payment(
                    session,
                    account_id=ada.account_ids[0],
                    cents=cents,
                    receipt_number="MAIL-1",
                    posted_on=OPENED,
                    now=now,
                )
                is expected
            )
        with pytest.raises(ReceiptUsedTwice, match=r"\$50\.00"):
            post_payment(
                session, account_id=ada.account_ids[0], cents=1, receipt_number="MAIL-1", posted_on=OPENED, now=now
            )


@pytest.mark.parametrize("statement", ["UPDATE ledger_entry SET cents = cents + 1", "DELETE FROM ledger_entry"])
def test_the_ledger_refuses_to_be_changed(tmp_path: Path, statement: str) -> None:
    load_records()
    database = open_database(f"sqlite:///{tmp_path / 'books.db'}")
    SQLModel.metadata.create_all(database.engine)
    ada = a_household(database, rate_codes=("CEC-RES",), opened_on=OPENED, read_day=1)
    with database.unit_of_work() as session:
        post_payment(
            session, account_id=ada.account_ids[0], cents=1, receipt_number="1", posted_on=OPENED, now=LONG_AGO
        )

    with pytest.raises(IntegrityError, match="ledger_entry is append-only"), database.unit_of_work() as session:
        session.execute(text(statement))
    database.close()


@given(
    acts=st.lists(
        st.tuples(st.sampled_from(["bill", "pay"]), st.integers(1, 70), st.integers(0, 4), st.integers(1, 40_000)),
        max_size=12,
    )
)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_books_are_proven_after_any_bills_and_payments(
    tmp_path_factory: pytest.TempPathFactory,
    migrated_sqlite: Path,
    zone: ZoneInfo,
    acts: list[tuple[str, int, int, int]],
) -> None:
    path = tmp_path_factory.mktemp("books") / "smarthub.db"
    path.write_bytes(migrated_sqlite.read_bytes())
    database = open_database(f"sqlite:///{path}")
    household = a_household(database, rate_codes=ALL_RATES, opened_on=OPENED, read_day=31)
    within = Period(OPENED, OPENED + timedelta(days=200))
    measure_days(database, account_id=household.account_ids[0], within=within, wh_a_day=31_337, zone=zone)
    day, paid = OPENED, 0
    for number, (act, days, which, cents) in enumerate(acts):
        day += timedelta(days=days)
        if act == "bill":
            run_bills(database, on=day, now=instant(day), zone=zone, report=lambda _: None)
        else:
            paid += cents
            receive_payment(
                database,
                account_id=household.account_ids[which],
                cents=cents,
                receipt_number=str(number),
                received_on=day,
                now=instant(day),
            )

    with database.reading() as session:
        scope = household.scope(session, today=day)
        proof = prove_books(session)
        bills = statements_of(session, scope=scope, since=OPENED)
        owed = sum(one.balance_cents for one in standings(session, scope=scope, today=day).values())
    database.close()
    assert proof.faults == ()
    assert owed == sum(bill.charges_cents for bill in bills) - paid
