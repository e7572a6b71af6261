"""
How long Auto Pay takes with 10,000 accounts: planned, told of, drawn through the adapter over HTTP, the books proven.

The processor is its simulator, a process of its own. Run it alone: `python -m bench.auto_pay [accounts] [database]`.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, insert
from sqlmodel import SQLModel

from bench.report import Row
from smarthub_dash.domain.accounts.rules import HouseholdRole, Provider
from smarthub_dash.domain.autopay.rules.terms import terms_now
from smarthub_dash.domain.billing.rules import LedgerBook, LedgerKind
from smarthub_dash.domain.members.rules import MemberRole
from smarthub_dash.domain.payments.queries.proof import prove_payments
from smarthub_dash.domain.payments.rules import MethodKind
from smarthub_dash.gateways.processor import Instrument, InstrumentKind
from smarthub_dash.journeys.household_news import Moment
from smarthub_dash.journeys.plan_drafts import plan_drafts, tell_of_drafts
from smarthub_dash.journeys.run_auto_pay import run_auto_pay
from smarthub_dash.journeys.till import Till
from smarthub_dash.kit.database import Database, open_database
from smarthub_dash.kit.sealing import Sealer
from smarthub_dash.migrations import migrate
from tests.support.simulators import ProcessorAtHand, running_simulator

ZONE = ZoneInfo("America/Chicago")
BILLED, DUE = date(2026, 10, 1), date(2026, 10, 21)
ACCOUNTS, ACCOUNTS_OF_A_MEMBER = 10_000, 50
CENTS, NOTICE_DAYS = 14_217, 10
SECONDS = 300


def measure(is_quick: bool) -> list[Row]:
    """Plan, tell of and draw the bills of a cooperative on Auto Pay; return the rows of the table."""
    return run(500 if is_quick else ACCOUNTS, "")


def run(accounts: int, address: str) -> list[Row]:
    """Do it in a fresh database; SQLite if no address is given."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder, running_simulator(Path(folder)) as simulator:
        database = open_database(address or f"sqlite:///{folder}/auto-pay.db")
        migrate(database)
        try:
            _fill(database, simulator, accounts)
            return _timed(database, simulator, accounts, "PostgreSQL" if address else "SQLite")
        finally:
            database.close()


def _timed(database: Database, simulator: ProcessorAtHand, accounts: int, name: str) -> list[Row]:
    till = Till(database, simulator.adapter(patience=60.0), Sealer(["x" * 48]), "https://portal.example", ZONE)
    noticed, drawn = _moment(date(2026, 10, 11)), _moment(DUE)
    planned = _seconds(lambda: plan_drafts(database, notice_days=NOTICE_DAYS, moment=_moment(BILLED)))
    told = _seconds(lambda: tell_of_drafts(database, notice_days=NOTICE_DAYS, moment=noticed))
    taken = _seconds(lambda: run_auto_pay(till, moment=drawn, report=lambda _: None))
    again = _seconds(lambda: run_auto_pay(till, moment=drawn, report=lambda _: None))
    with database.reading() as session:
        # The payments' part of the books: what was billed here has no lines.
        faults = [fault for each in prove_payments(session) for fault in each.faults]
    charges = simulator.journal()
    is_right = not faults and len(charges) == accounts == len({each["key"] for each in charges})
    said = "the books and the processor agree" if is_right else f"{len(faults)} faults, {len(charges)} charges"
    return [
        Row(f"Auto Pay, {name}: {accounts:,} drafts planned", f"{planned:.1f} s"),
        Row(f"Auto Pay, {name}: {accounts:,} letters of drafts", f"{told:.1f} s"),
        Row(
            f"Auto Pay, {name}: {accounts:,} drafts made",
            f"{taken:.1f} s ({accounts / taken:.0f} a second), {said}",
            target=f"≤ {SECONDS} s",
            is_met=taken <= SECONDS and is_right,
        ),
        Row(f"Auto Pay, {name}: run once more", f"{again:.2f} s, nothing drawn"),
    ]


def _seconds(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def _moment(day: date) -> Moment:
    return Moment(datetime(day.year, day.month, day.day, 8, 30, tzinfo=ZONE), ZONE)


def _fill(database: Database, simulator: ProcessorAtHand, accounts: int) -> None:
    now, adapter = _moment(BILLED).now, simulator.adapter()
    with database.engine.execution_options(is_writer=True).begin() as connection:
        for number in range(0, accounts, ACCOUNTS_OF_A_MEMBER):
            member_id = uuid4()
            customer = adapter.customer(key=str(member_id), name="Bench", email="bench@example.com")
            entered = simulator.instrument(InstrumentKind.BANK, "000123456789", customer_ref=customer)
            _put(connection, "member", [_member(member_id, now)])
            _put(connection, "processor_customer", [{"member_id": member_id, "customer_ref": customer}])
            method_id = uuid4()
            _put(connection, "stored_payment_method", [_method(method_id, member_id, entered, now)])
            count = min(ACCOUNTS_OF_A_MEMBER, accounts - number)
            _accounts(connection, [number + at for at in range(count)], member_id, method_id, now)


def _accounts(connection: Connection, numbers: list[int], member_id: UUID, method_id: UUID, now: datetime) -> None:
    ids = {uuid4(): number for number in numbers}
    bills = {account_id: uuid4() for account_id in ids}
    _put(connection, "account", [_account(account_id, number) for account_id, number in ids.items()])
    _put(connection, "account_grant", [_grant(member_id, each, now) for each in ids])
    _put(connection, "statement", [_statement(each, bills[each], ids[each]) for each in ids])
    _put(connection, "ledger_entry", [row for each in ids for row in _entries(each, bills[each], now)])
    _put(connection, "auto_pay_enrollment", [_enrollment(each, member_id, method_id, now) for each in ids])


def _put(connection: Connection, name: str, rows: list[dict[str, Any]]) -> None:
    connection.execute(insert(SQLModel.metadata.tables[name]), rows)


def _member(member_id: UUID, now: datetime) -> dict[str, Any]:
    told = {"email": f"{member_id.hex}@example.com", "full_name": "Bench", "password_hash": "", "created_at": now}
    return {"id": member_id, "role": MemberRole.MEMBER, **told}


def _method(method_id: UUID, member_id: UUID, entered: Instrument, now: datetime) -> dict[str, Any]:
    return {
        "id": method_id,
        "member_id": member_id,
        "kind": MethodKind.BANK,
        "token": entered.token,
        "brand": entered.brand,
        "account_type": entered.account_type,
        "last_four": entered.last_four,
        "mandate_ref": entered.mandate_ref,
        "added_at": now,
    }


def _account(account_id: UUID, number: int) -> dict[str, Any]:
    told = {"provider": Provider.CEC, "name_on_account": "BENCH", "opened_on": date(2026, 9, 1), "read_day": 1}
    return {"id": account_id, "account_number": f"{number:010d}", **told}


def _grant(member_id: UUID, account_id: UUID, now: datetime) -> dict[str, Any]:
    return {"member_id": member_id, "account_id": account_id, "role": HouseholdRole.OWNER, "granted_at": now}


def _statement(account_id: UUID, statement_id: UUID, number: int) -> dict[str, Any]:
    amounts = {"previous_cents": 0, "charges_cents": CENTS, "billed_cents": CENTS}
    days = {"start_on": date(2026, 9, 1), "end_on": BILLED, "issued_on": BILLED, "due_on": DUE}
    return {"id": statement_id, "bill_number": f"bench-{number}", "account_id": account_id, **days, **amounts}


def _entries(account_id: UUID, statement_id: UUID, now: datetime) -> list[dict[str, Any]]:
    common = {
        "transaction_id": statement_id,
        "account_id": account_id,
        "kind": str(LedgerKind.STATEMENT),
        "posted_on": BILLED,
        "posted_at": now,
        "statement_id": statement_id,
        "memo": "Bill",
    }
    sides = ((LedgerBook.RECEIVABLE, CENTS), (LedgerBook.REVENUE, -CENTS))
    return [{**common, "book": book, "cents": cents} for book, cents in sides]


def _enrollment(account_id: UUID, member_id: UUID, method_id: UUID, now: datetime) -> dict[str, Any]:
    terms = terms_now()
    accepted = {"accepted_at": now, "accepted_address": "127.0.0.1", "accepted_agent": "bench"}
    kept = {"terms_version": terms.version, "terms_hash": terms.sha256, **accepted}
    return {"id": uuid4(), "account_id": account_id, "member_id": member_id, "method_id": method_id, **kept}


if __name__ == "__main__":
    for row in run(int(sys.argv[1]) if len(sys.argv) > 1 else ACCOUNTS, sys.argv[2] if len(sys.argv) > 2 else ""):
        print(" | ".join(row.cells))
