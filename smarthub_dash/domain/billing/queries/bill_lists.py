"""The bills, payments and capital credits of every account of a scope, each in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select as select_columns
from sqlmodel import Session, col

from smarthub_dash.domain.accounts.rules import AccountScope
from smarthub_dash.domain.billing.records import CapitalCreditEntry, LedgerEntry, Statement, StatementCancellation
from smarthub_dash.domain.billing.rules import CapitalCreditKind, LedgerBook, LedgerKind
from smarthub_dash.kit.money import Cents

PAYING = (
    LedgerKind.PAYMENT,
    LedgerKind.REVERSAL,
    LedgerKind.REFUND,
    LedgerKind.CREDIT,
    LedgerKind.TRANSFER,
    LedgerKind.DEPOSIT_REFUND,
    LedgerKind.CAPITAL_CREDIT,
)
"""What a history of payments shows: what was paid, taken back or credited."""


@dataclass(frozen=True, slots=True)
class ListedBill:
    """One bill of a list. Units: cents."""

    statement_id: UUID
    account_id: UUID
    bill_number: str
    start_on: date
    end_on: date
    issued_on: date
    due_on: date
    charges_cents: Cents
    billed_cents: Cents
    is_estimated: bool
    is_cancelled: bool
    revision: int


@dataclass(frozen=True, slots=True)
class ListedPayment:
    """One payment or credit. Units: cents, above zero where it paid."""

    account_id: UUID
    posted_on: date
    kind: LedgerKind
    cents: Cents
    memo: str
    transaction_id: UUID


@dataclass(frozen=True, slots=True)
class ListedCapitalCredit:
    """What was allocated to an account for a year, or paid out of it. Units: cents, above zero in both."""

    account_id: UUID
    year: int
    kind: CapitalCreditKind
    posted_on: date
    cents: Cents


def bills_of(session: Session, *, scope: AccountScope) -> Sequence[ListedBill]:
    """Return the bills of a scope's accounts, oldest first, cancelled ones among them."""
    rows = session.execute(
        select_columns(
            col(Statement.id),
            col(Statement.account_id),
            col(Statement.bill_number),
            col(Statement.start_on),
            col(Statement.end_on),
            col(Statement.issued_on),
            col(Statement.due_on),
            col(Statement.charges_cents),
            col(Statement.billed_cents),
            col(Statement.is_estimated),
            col(StatementCancellation.statement_id).is_not(None),
            col(Statement.revision),
        )
        .join(StatementCancellation, col(StatementCancellation.statement_id) == col(Statement.id), isouter=True)
        .where(col(Statement.account_id).in_(scope.account_ids))
        .order_by(col(Statement.due_on), col(Statement.start_on), col(Statement.revision), col(Statement.bill_number))
    )
    return tuple(ListedBill(*row) for row in rows)


def payments_of(session: Session, *, scope: AccountScope) -> Sequence[ListedPayment]:
    """Return what was paid to a scope's accounts, taken back or credited, oldest first."""
    rows = session.execute(
        select_columns(
            col(LedgerEntry.account_id),
            col(LedgerEntry.posted_on),
            col(LedgerEntry.kind),
            -col(LedgerEntry.cents),
            col(LedgerEntry.memo),
            col(LedgerEntry.transaction_id),
        )
        .where(
            col(LedgerEntry.account_id).in_(scope.account_ids),
            col(LedgerEntry.book) == LedgerBook.RECEIVABLE,
            col(LedgerEntry.kind).in_(PAYING),
        )
        .order_by(col(LedgerEntry.posted_on), col(LedgerEntry.id))
    )
    return tuple(ListedPayment(account, day, LedgerKind(kind), *rest) for account, day, kind, *rest in rows)


def capital_credits_of(session: Session, *, scope: AccountScope) -> Sequence[ListedCapitalCredit]:
    """Return what was allocated to a scope's accounts and paid out, oldest first."""
    rows = session.execute(
        select_columns(
            col(CapitalCreditEntry.account_id),
            col(CapitalCreditEntry.year),
            col(CapitalCreditEntry.kind),
            col(CapitalCreditEntry.posted_on),
            col(CapitalCreditEntry.cents),
        )
        .where(col(CapitalCreditEntry.account_id).in_(scope.account_ids))
        .order_by(col(CapitalCreditEntry.posted_on), col(CapitalCreditEntry.year), col(CapitalCreditEntry.kind))
    )
    return tuple(
        ListedCapitalCredit(account, year, CapitalCreditKind(kind), day, cents)
        for account, year, kind, day, cents in rows
    )
