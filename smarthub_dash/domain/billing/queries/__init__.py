"""Reads of bills and the ledger. Whatever concerns an account takes the scope that `scope_of` makes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select
from sqlalchemy import select as select_columns
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, func, select

from smarthub_dash.domain.accounts.records import Account
from smarthub_dash.domain.accounts.rules import AccountScope, NotYours
from smarthub_dash.domain.billing.records import Charge, LedgerEntry, Statement
from smarthub_dash.domain.billing.rules import AccountStanding, LedgerBook, LedgerKind, OwedBill, standing_of
from smarthub_dash.kit.money import Cents, money_text
from smarthub_dash.kit.periods import Period


@dataclass(frozen=True, slots=True)
class StatementView:
    """A bill as a member knows it. Units: cents."""

    statement_id: UUID
    bill_number: str
    account_id: UUID
    start_on: date
    end_on: date
    issued_on: date
    due_on: date
    previous_cents: Cents
    charges_cents: Cents
    is_estimated: bool


@dataclass(frozen=True, slots=True)
class ChargeView:
    """A line of a bill. Units: cents."""

    service_agreement_id: UUID
    kind: str
    label: str
    quantity_text: str
    price_text: str
    explanation: str
    rate_code: str
    cents: Cents


@dataclass(frozen=True, slots=True)
class BilledBand:
    """What of a bill followed use, and what did not: fixed charges, demand and taxes. Units: cents."""

    use_cents: Cents
    fixed_cents: Cents


@dataclass(frozen=True, slots=True)
class EntryView:
    """What changed the balance of an account. Units: cents, above zero where more is owed."""

    account_id: UUID
    posted_on: date
    kind: str
    cents: Cents
    memo: str
    statement_id: UUID | None


@dataclass(frozen=True, slots=True)
class BillOnPaper:
    """What whoever claims an account must know of a bill; the total holds what was owed before. Units: cents."""

    bill_number: str
    charges_cents: Cents
    total_cents: Cents


@dataclass(frozen=True, slots=True)
class BooksProof:
    """What was checked, and every fault that was found, in words."""

    transaction_count: int
    statement_count: int
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BillingMark:
    """How far an account is billed."""

    account_id: UUID
    account_number: str
    opened_on: date
    closed_on: date | None
    read_day: int
    billed_until: date | None


def standings(session: Session, *, scope: AccountScope, today: date) -> Mapping[UUID, AccountStanding]:
    """Return where every account of a scope stands, in at most two SQL statements."""
    owed = balances(session, account_ids=scope.account_ids)
    bills = _bills(session, [account_id for account_id, cents in owed.items() if cents > 0])
    return {
        account_id: standing_of(balance_cents=cents, bills=bills.get(account_id, ()), today=today)
        for account_id, cents in owed.items()
    }


def balances(session: Session, *, account_ids: Collection[UUID]) -> Mapping[UUID, Cents]:
    """Return the balance of each account; zero where nothing was ever posted."""
    # no scope: the bill run writes the balance before each bill; `standings` passes the ids of its scope
    rows = session.execute(
        select_columns(col(LedgerEntry.account_id), func.sum(col(LedgerEntry.cents)))
        .where(
            col(LedgerEntry.account_id).in_(account_ids),
            col(LedgerEntry.book) == LedgerBook.RECEIVABLE,
        )
        .group_by(col(LedgerEntry.account_id))
    )
    return {**dict.fromkeys(account_ids, 0), **{account_id: int(cents) for account_id, cents in rows}}


def statements_of(session: Session, *, scope: AccountScope, since: date) -> Sequence[StatementView]:
    """Return the bills of a scope's accounts whose period ended after a day, newest first."""
    rows = session.exec(
        select(Statement)
        .where(col(Statement.account_id).in_(scope.account_ids), col(Statement.end_on) > since)
        .order_by(col(Statement.end_on).desc(), col(Statement.bill_number))
    )
    return tuple(_view(row) for row in rows)


def statement_of(session: Session, *, scope: AccountScope, bill_number: str) -> StatementView:
    """
    Return a bill by its number.

    :raises NotYours: if no account of the scope has such a bill
    """
    row = session.exec(
        select(Statement).where(
            col(Statement.bill_number) == bill_number, col(Statement.account_id).in_(scope.account_ids)
        )
    ).one_or_none()
    if row is None:
        raise NotYours("We could not find that bill among yours.")
    return _view(row)


def charges_of(session: Session, *, scope: AccountScope, bill_number: str) -> Sequence[ChargeView]:
    """Return the lines of a bill in their order; none if no account of the scope has such a bill."""
    rows = session.exec(
        select(Charge)
        .join(Statement, col(Statement.id) == col(Charge.statement_id))
        .where(col(Statement.bill_number) == bill_number, col(Statement.account_id).in_(scope.account_ids))
        .order_by(col(Charge.position))
    )
    return tuple(_charge(row) for row in rows)


def billed_lines_in(session: Session, *, scope: AccountScope, within: Period) -> Mapping[date, Sequence[ChargeView]]:
    """Return the lines of every bill whose period touches some days, by the day the bill's period begins."""
    rows = session.execute(
        select_columns(col(Statement.start_on), Charge)
        .join(Charge, col(Charge.statement_id) == col(Statement.id))
        .where(
            col(Statement.account_id).in_(scope.account_ids),
            col(Statement.start_on) < within.end_on,
            col(Statement.end_on) > within.start_on,
        )
        .order_by(col(Statement.start_on), col(Charge.position))
    )
    found: dict[date, list[ChargeView]] = {}
    for start_on, charge in rows:
        found.setdefault(start_on, []).append(_charge(charge))
    return found


def newest_bills_on_paper(session: Session, *, account_number: str) -> tuple[BillOnPaper, ...]:
    """Return the two newest bills of an account: the newest may still be in the mail."""
    # no scope: whoever claims an account has none yet; what is found is compared, never shown
    rows = session.execute(
        select_columns(col(Statement.bill_number), col(Statement.charges_cents), col(Statement.previous_cents))
        .join(Account, col(Account.id) == col(Statement.account_id))
        .where(col(Account.account_number) == account_number)
        .order_by(col(Statement.start_on).desc())
        .limit(2)
    )
    return tuple(BillOnPaper(number, charges, charges + previous) for number, charges, previous in rows)


def entries_of(session: Session, *, scope: AccountScope, since: date) -> Sequence[EntryView]:
    """Return what changed the balances of a scope's accounts on or after a day, newest first."""
    rows = session.exec(
        select(LedgerEntry)
        .where(
            col(LedgerEntry.account_id).in_(scope.account_ids),
            col(LedgerEntry.book) == LedgerBook.RECEIVABLE,
            col(LedgerEntry.posted_on) >= since,
        )
        .order_by(col(LedgerEntry.posted_on).desc(), col(LedgerEntry.id).desc())
    )
    return tuple(
        EntryView(row.account_id, row.posted_on, row.kind, row.cents, row.memo, row.statement_id) for row in rows
    )


def all_billing_marks(session: Session) -> Sequence[BillingMark]:
    """Return how far every account is billed."""
    # no scope: the bill run bills every account
    return tuple(BillingMark(*row) for row in session.execute(_marks()))


def billing_marks(session: Session, *, account_ids: Collection[UUID]) -> Sequence[BillingMark]:
    """Return how far some accounts are billed, and keep others from billing them until the transaction ends."""
    # no scope: the bill run bills every account
    # SQLite has one writer and leaves FOR UPDATE out; PostgreSQL waits here, in one order for all.
    session.exec(
        select(Account.id).where(col(Account.id).in_(account_ids)).order_by(col(Account.id)).with_for_update()
    ).all()
    return tuple(BillingMark(*row) for row in session.execute(_marks().where(col(Account.id).in_(account_ids))))


def prove_books(session: Session) -> BooksProof:
    """Check that every transaction sums to zero, and every bill is the sum of its lines and of its ledger entries."""
    # no scope: the proof is over the books of all accounts, and names only transactions and bills
    transactions = _sums(session, col(LedgerEntry.transaction_id), col(LedgerEntry.cents))
    lines = _sums(session, col(Charge.statement_id), col(Charge.cents))
    owed = _sums(
        session,
        col(LedgerEntry.statement_id),
        col(LedgerEntry.cents),
        col(LedgerEntry.book) == LedgerBook.RECEIVABLE,
        col(LedgerEntry.kind) == LedgerKind.STATEMENT,
    )
    bills = session.exec(select(Statement.id, Statement.bill_number, Statement.charges_cents)).all()
    faults = [f"Transaction {one} is off by {money_text(cents)}." for one, cents in transactions.items() if cents]
    for statement_id, bill_number, cents in bills:
        for name, found in (("lines", lines.get(statement_id, 0)), ("ledger entries", owed.get(statement_id, 0))):
            if found != cents:
                faults.append(f"Bill {bill_number} says {money_text(cents)}; its {name} say {money_text(found)}.")
    return BooksProof(len(transactions), len(bills), tuple(faults))


def _sums(
    session: Session, key: Mapped[Any], cents: Mapped[int], *conditions: ColumnElement[bool]
) -> Mapping[UUID, Cents]:
    rows = session.execute(select_columns(key, func.sum(cents)).where(*conditions).group_by(key))
    return {one: int(total) for one, total in rows if one is not None}


def _marks() -> Select:
    return (
        select_columns(
            col(Account.id),
            col(Account.account_number),
            col(Account.opened_on),
            col(Account.closed_on),
            col(Account.read_day),
            func.max(col(Statement.end_on)),
        )
        .join(Statement, col(Statement.account_id) == col(Account.id), isouter=True)
        .group_by(col(Account.id))
        .order_by(col(Account.id))
    )


def _bills(session: Session, account_ids: Collection[UUID]) -> Mapping[UUID, Sequence[OwedBill]]:
    if not account_ids:
        return {}
    rows = session.execute(
        select_columns(col(Statement.account_id), col(Statement.due_on), col(Statement.charges_cents))
        .where(col(Statement.account_id).in_(account_ids))
        .order_by(col(Statement.account_id), col(Statement.due_on))
    )
    found: dict[UUID, list[OwedBill]] = {}
    for account_id, due_on, cents in rows:
        found.setdefault(account_id, []).append(OwedBill(due_on, cents))
    return found


def _charge(row: Charge) -> ChargeView:
    return ChargeView(*(getattr(row, field.name) for field in fields(ChargeView)))


def _view(row: Statement) -> StatementView:
    return StatementView(
        statement_id=row.id,
        bill_number=row.bill_number,
        account_id=row.account_id,
        start_on=row.start_on,
        end_on=row.end_on,
        issued_on=row.issued_on,
        due_on=row.due_on,
        previous_cents=row.previous_cents,
        charges_cents=row.charges_cents,
        is_estimated=row.is_estimated,
    )
