"""Reads of bills and the ledger. Whatever concerns an account takes the scope that `scope_of` makes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func, select

from smarthub_dash.domain.accounts.records import Account
from smarthub_dash.domain.accounts.rules import AccountScope, NotYours
from smarthub_dash.domain.billing.records import Charge, LedgerEntry, Statement, StatementCancellation
from smarthub_dash.domain.billing.rules import LedgerBook
from smarthub_dash.kit.money import Cents
from smarthub_dash.kit.periods import Period
from smarthub_dash.kit.prepared import ACCOUNT_IDS, any_account


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
    billed_cents: Cents
    """What it asked for: its charges, or the installment of budget billing."""
    is_estimated: bool
    revision: int
    cancelled_on: date | None


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
    rate_from: date | None
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


def stands() -> ColumnElement[bool]:
    """Return the condition that a bill was not cancelled."""
    cancelled = select_columns(col(StatementCancellation.statement_id))
    return ~cancelled.where(col(StatementCancellation.statement_id) == col(Statement.id)).exists()


def balances(
    session: Session, *, account_ids: Collection[UUID], book: LedgerBook = LedgerBook.RECEIVABLE
) -> Mapping[UUID, Cents]:
    """Return the balance of each account in a book; zero where nothing was ever posted."""
    # no scope: the bill run writes the balance before each bill; `standings` passes the ids of its scope
    rows = session.execute(_balances(), {ACCOUNT_IDS: list(account_ids), "book": book})
    return {**dict.fromkeys(account_ids, 0), **{account_id: int(cents) for account_id, cents in rows}}


@lru_cache(maxsize=1)
def _balances() -> Select:
    return (
        select_columns(col(LedgerEntry.account_id), func.sum(col(LedgerEntry.cents)))
        .where(col(LedgerEntry.account_id).in_(any_account()), col(LedgerEntry.book) == bindparam("book"))
        .group_by(col(LedgerEntry.account_id))
    )


def statements_of(session: Session, *, scope: AccountScope, since: date) -> Sequence[StatementView]:
    """Return the bills of a scope's accounts whose period ended after a day, newest first, cancelled ones too."""
    rows = session.execute(
        _statements(scope)
        .where(col(Statement.end_on) > since)
        .order_by(col(Statement.end_on).desc(), col(Statement.revision).desc(), col(Statement.bill_number))
    )
    return tuple(_view(*row) for row in rows)


def statement_of(session: Session, *, scope: AccountScope, bill_number: str) -> StatementView:
    """
    Return a bill by its number.

    :raises NotYours: if no account of the scope has such a bill
    """
    row = session.execute(_statements(scope).where(col(Statement.bill_number) == bill_number)).one_or_none()
    if row is None:
        raise NotYours("We could not find that bill among yours.")
    return _view(*row)


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
    """Return the lines of every bill that stands and touches some days, by the day its period begins."""
    rows = session.execute(
        select_columns(col(Statement.start_on), Charge)
        .join(Charge, col(Charge.statement_id) == col(Statement.id))
        .where(
            col(Statement.account_id).in_(scope.account_ids),
            col(Statement.start_on) < within.end_on,
            col(Statement.end_on) > within.start_on,
            stands(),
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
        select_columns(col(Statement.bill_number), col(Statement.billed_cents), col(Statement.previous_cents))
        .join(Account, col(Account.id) == col(Statement.account_id))
        .where(col(Account.account_number) == account_number, stands())
        .order_by(col(Statement.start_on).desc())
        .limit(2)
    )
    return tuple(BillOnPaper(number, billed, billed + previous) for number, billed, previous in rows)


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


def _charge(row: Charge) -> ChargeView:
    return ChargeView(*(getattr(row, field.name) for field in fields(ChargeView)))


def _statements(scope: AccountScope) -> Select:
    return (
        select_columns(Statement, col(StatementCancellation.cancelled_on))
        .outerjoin(StatementCancellation, col(StatementCancellation.statement_id) == col(Statement.id))
        .where(col(Statement.account_id).in_(scope.account_ids))
    )


def _view(row: Statement, cancelled_on: date | None) -> StatementView:
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
        billed_cents=row.billed_cents,
        is_estimated=row.is_estimated,
        revision=row.revision,
        cancelled_on=cancelled_on,
    )
