"""A year of the demo co-op: its books are proven, it shows what bills can be, made anew it has the same cents."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner
from sqlalchemy import select as select_columns
from sqlmodel import col, func, select

from smarthub_dash.cli import main
from smarthub_dash.demo.build import build_demo
from smarthub_dash.demo.cast import BOONE, CLARA, DEE
from smarthub_dash.domain.accounts.records import Account
from smarthub_dash.domain.billing.queries.proof import CHECKS
from smarthub_dash.domain.billing.records import (
    CapitalCreditEntry,
    Charge,
    LedgerEntry,
    Statement,
    StatementCancellation,
)
from smarthub_dash.domain.billing.rules import CapitalCreditKind, LedgerBook, LedgerKind
from smarthub_dash.domain.payments.queries.proof import PAYMENT_CHECKS
from smarthub_dash.kit.database import Database, open_database
from smarthub_dash.settings import settings

ZONE = ZoneInfo("America/Chicago")
NOW = datetime(2026, 11, 17, 15, 30, tzinfo=UTC)
YEAR = timedelta(days=400)
"""Twelve whole billing periods of every account, whatever its read day, and the bills of the month after."""


def build(folder: Path, migrated_sqlite: Path) -> Path:
    path = folder / "smarthub.db"
    path.write_bytes(migrated_sqlite.read_bytes())
    database = open_database(f"sqlite:///{path}")
    build_demo(database, now=NOW, zone=ZONE, report=lambda *_: None, history=YEAR)
    database.close()
    return path


@pytest.fixture(scope="module")
def year_folder(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a year of the demo co-op."""
    return build(tmp_path_factory.mktemp("year"), migrated_sqlite).parent


@pytest.fixture(scope="module")
def year(year_folder: Path) -> Iterator[Database]:
    database = open_database(f"sqlite:///{year_folder / 'smarthub.db'}")
    yield database
    database.close()


def kinds_of(database: Database, account_number: str, book: LedgerBook) -> set[str]:
    with database.reading() as session:
        rows = session.exec(
            select(LedgerEntry.kind)
            .join(Account, col(Account.id) == col(LedgerEntry.account_id))
            .where(col(Account.account_number) == account_number, col(LedgerEntry.book) == book)
        )
        return set(rows)


def lines_of(database: Database, kind: str) -> dict[str, int]:
    """Return how many lines of a kind are on the bills of each account that has any."""
    with database.reading() as session:
        rows = session.execute(
            select_columns(col(Account.account_number), func.count())
            .join(Statement, col(Statement.account_id) == col(Account.id))
            .join(Charge, col(Charge.statement_id) == col(Statement.id))
            .where(col(Charge.kind) == kind)
            .group_by(col(Account.account_number))
        )
        return {number: count for number, count in rows}


def test_the_shell_proves_the_books(year_folder: Path, year: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMARTHUB_DATA", str(year_folder))
    settings.cache_clear()

    result = CliRunner().invoke(main, ["books", "prove"])

    settings.cache_clear()
    assert result.exit_code == 0, result.output
    assert "The books are in order." in result.output
    assert result.output.count("  ok\n") == len(CHECKS) + len(PAYMENT_CHECKS)


def test_dee_s_panels_put_credits_by_and_pay_bills_with_them(year: Database) -> None:
    house = DEE.accounts[0].account_number

    assert {LedgerKind.METERING_CREDIT, LedgerKind.STATEMENT} <= kinds_of(year, house, LedgerBook.METERING)
    assert lines_of(year, "credit").keys() == {house}


def test_lights_rounding_up_and_both_services_are_on_bills(year: Database) -> None:
    light, rounded, both = (lines_of(year, kind) for kind in ("rider", "donation", "discount"))

    assert BOONE.accounts[0].account_number in light
    assert rounded
    assert {DEE.accounts[1].account_number, BOONE.accounts[3].account_number} <= both.keys()


def test_the_shop_that_is_past_due_bears_a_late_charge(year: Database) -> None:
    with year.reading() as session:
        late = session.exec(
            select(Account.account_number)
            .join(LedgerEntry, col(LedgerEntry.account_id) == col(Account.id))
            .where(col(LedgerEntry.kind) == LedgerKind.LATE_CHARGE)
        ).all()

    assert set(late) == {BOONE.accounts[1].account_number}


def test_one_bill_was_cancelled_and_made_anew_for_less(year: Database) -> None:
    with year.reading() as session:
        cancelled = session.exec(select(StatementCancellation)).one()
        old = session.get_one(Statement, cancelled.statement_id)
        new = session.get_one(Statement, cancelled.replaced_by_id)
        number = session.get_one(Account, old.account_id).account_number

    assert number == CLARA.accounts[0].account_number
    assert (new.start_on, new.end_on, new.revision) == (old.start_on, old.end_on, 1)
    assert new.charges_cents < old.charges_cents


def test_deposits_are_held_and_one_was_given_back(year: Database) -> None:
    assert kinds_of(year, CLARA.accounts[0].account_number, LedgerBook.DEPOSIT) == {
        LedgerKind.DEPOSIT,
        LedgerKind.DEPOSIT_REFUND,
    }
    assert kinds_of(year, BOONE.accounts[1].account_number, LedgerBook.DEPOSIT) == {LedgerKind.DEPOSIT}


def test_who_buys_electricity_has_capital_credits_by_year(year: Database) -> None:
    with year.reading() as session:
        kinds = session.execute(
            select_columns(col(CapitalCreditEntry.year), col(CapitalCreditEntry.kind), func.count())
            .group_by(col(CapitalCreditEntry.year), col(CapitalCreditEntry.kind))
            .order_by(col(CapitalCreditEntry.year), col(CapitalCreditEntry.kind))
        ).all()

    assert [(year, kind) for year, kind, _ in kinds] == [
        (2025, CapitalCreditKind.ALLOCATED),
        (2025, CapitalCreditKind.RETIRED),
    ]


def test_a_year_made_anew_comes_to_the_same_cents(year: Database, migrated_sqlite: Path, tmp_path: Path) -> None:
    again = open_database(f"sqlite:///{build(tmp_path, migrated_sqlite)}")

    assert every_cent(again) == every_cent(year)
    again.close()


def every_cent(database: Database) -> list[list[tuple[object, ...]]]:
    """Return every line, bill and ledger entry by what members know of it: ids and numbers of bills are random."""
    account, bill, line, entry = Account, Statement, Charge, LedgerEntry
    bills = select_columns(
        col(account.account_number),
        col(bill.start_on),
        col(bill.revision),
        col(bill.issued_on),
        col(bill.previous_cents),
    ).join(bill, col(bill.account_id) == col(account.id))
    lines = (
        select_columns(
            *(col(account.account_number), col(bill.start_on), col(bill.revision), col(line.position)),
            *(col(line.kind), col(line.quantity_text), col(line.price_text), col(line.rate_from), col(line.cents)),
        )
        .join(bill, col(bill.account_id) == col(account.id))
        .join(line, col(line.statement_id) == col(bill.id))
    )
    entries = select_columns(
        *(col(account.account_number), col(entry.book), col(entry.kind), col(entry.cents), col(entry.posted_at)),
    ).join(entry, col(entry.account_id) == col(account.id))
    with database.reading() as session:
        found = [[tuple(row) for row in session.execute(each)] for each in (bills, lines, entries)]
    return [sorted(rows, key=repr) for rows in found]
