"""Members with bills, payment accounts at a processor and Auto Pay: rows put in directly, for the benches of paying."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import cycle
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, insert
from sqlmodel import SQLModel

from smarthub_dash.domain.accounts.rules import HouseholdRole, Provider
from smarthub_dash.domain.autopay.rules.terms import terms_now
from smarthub_dash.domain.billing.rules import LedgerBook, LedgerKind
from smarthub_dash.domain.members.rules import MemberRole
from smarthub_dash.domain.payments.rules import MethodKind
from smarthub_dash.gateways.processor import Instrument, InstrumentKind
from smarthub_dash.journeys.household_news import Moment
from smarthub_dash.kit.database import Database
from tests.support.simulators import ProcessorAtHand

ZONE = ZoneInfo("America/Chicago")
BILLED, DUE = date(2026, 10, 1), date(2026, 10, 21)
ACCOUNTS_OF_A_MEMBER = 50
CENTS = 14_217
"""What each account owes."""
NUMBERS = {InstrumentKind.CARD: "4242424242424242", InstrumentKind.BANK: "000123456789"}


def moment(day: date) -> Moment:
    """Return half past eight of a day."""
    return Moment(datetime(day.year, day.month, day.day, 8, 30, tzinfo=ZONE), ZONE)


def fill(
    database: Database,
    simulator: ProcessorAtHand,
    *,
    accounts: int,
    of_each: int = ACCOUNTS_OF_A_MEMBER,
    kinds: Sequence[InstrumentKind] = (InstrumentKind.BANK,),
) -> None:
    """Put in accounts that owe a bill, some of each member, whose payment accounts are of these kinds by turns."""
    now, adapter = moment(BILLED).now, simulator.adapter()
    with database.engine.execution_options(is_writer=True).begin() as connection:
        for number, kind in zip(range(0, accounts, of_each), cycle(kinds), strict=False):
            member_id = uuid4()
            customer = adapter.customer(key=str(member_id), name="Bench", email="bench@example.com")
            entered = simulator.instrument(kind, NUMBERS[kind], customer_ref=customer)
            _put(connection, "member", [_member(member_id, now)])
            _put(connection, "processor_customer", [{"member_id": member_id, "customer_ref": customer}])
            method_id = uuid4()
            _put(connection, "stored_payment_method", [_method(method_id, member_id, entered, now)])
            count = min(of_each, accounts - number)
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
        "kind": MethodKind(entered.kind.value),
        "token": entered.token,
        "brand": entered.brand,
        "account_type": entered.account_type,
        "last_four": entered.last_four,
        "expires_year": entered.expires_year,
        "expires_month": entered.expires_month,
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
