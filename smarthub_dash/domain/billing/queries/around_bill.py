"""What surrounds a bill: what changed the balance, the other books, budget billing, true-ups, messages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import case
from sqlalchemy import select as select_columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, or_

from smarthub_dash.domain.accounts.rules import Provider
from smarthub_dash.domain.billing.records import (
    BillMessage,
    BudgetInstallment,
    BudgetPlan,
    LedgerEntry,
    Statement,
    StatementTrueUp,
)
from smarthub_dash.domain.billing.rules import BudgetKind, LedgerBook, LedgerKind
from smarthub_dash.kit.money import Cents


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """What changed a balance. Units: cents, above zero where more is owed."""

    posted_on: date
    kind: LedgerKind
    cents: Cents
    memo: str
    statement_id: UUID | None


@dataclass(frozen=True, slots=True)
class BookSum:
    """What stood in a book on a day, and what of it one bill put there. Units: cents, debit above zero."""

    cents: Cents
    of_bill_cents: Cents


@dataclass(frozen=True, slots=True)
class BudgetShare:
    """The budget plan in force when a bill was made, and what it asked for. Units: cents."""

    kind: BudgetKind
    installment_cents: Cents
    trues_up_on: date


@dataclass(frozen=True, slots=True)
class TrueUp:
    """That a later bill settled an estimated one. Units: cents, above zero where more was owed."""

    estimated_statement_id: UUID
    estimated_number: str
    settled_by_id: UUID
    settled_by_number: str
    cents: Cents


def ledger_lines(session: Session, *, account_id: UUID, since: date) -> Sequence[LedgerLine]:
    """Return what changed an account's balance on or after a day, oldest first."""
    # no scope: of the account of a bill that was found
    rows = session.execute(
        select_columns(
            col(LedgerEntry.posted_on),
            col(LedgerEntry.kind),
            col(LedgerEntry.cents),
            col(LedgerEntry.memo),
            col(LedgerEntry.statement_id),
        )
        .where(
            col(LedgerEntry.account_id) == account_id,
            col(LedgerEntry.book) == LedgerBook.RECEIVABLE,
            col(LedgerEntry.posted_on) >= since,
        )
        .order_by(col(LedgerEntry.id))
    )
    return tuple(LedgerLine(day, LedgerKind(kind), cents, memo, owner) for day, kind, cents, memo, owner in rows)


def book_sums(session: Session, *, account_id: UUID, statement_id: UUID, on: date) -> Mapping[LedgerBook, BookSum]:
    """Return what each book held for an account at the end of a day, with what one bill put there."""
    # no scope: of the account of a bill that was found
    of_bill = case((col(LedgerEntry.statement_id) == statement_id, col(LedgerEntry.cents)), else_=0)
    rows = session.execute(
        select_columns(col(LedgerEntry.book), func.sum(col(LedgerEntry.cents)), func.sum(of_bill))
        .where(col(LedgerEntry.account_id) == account_id, col(LedgerEntry.posted_on) <= on)
        .group_by(col(LedgerEntry.book))
    )
    return {LedgerBook(book): BookSum(int(cents), int(part)) for book, cents, part in rows}


def budget_share(session: Session, *, account_id: UUID, on: date) -> BudgetShare | None:
    """Return the budget plan of an account on a day, with the installment that held then."""
    # no scope: of the account of a bill that was found
    row = session.execute(
        select_columns(col(BudgetPlan.kind), col(BudgetInstallment.cents), col(BudgetPlan.trues_up_on))
        .join(BudgetInstallment, col(BudgetInstallment.plan_id) == col(BudgetPlan.id))
        .where(
            col(BudgetPlan.account_id) == account_id,
            col(BudgetPlan.started_on) <= on,
            or_(col(BudgetPlan.ended_on).is_(None), col(BudgetPlan.ended_on) > on),
            col(BudgetInstallment.from_on) <= on,
        )
        .order_by(col(BudgetPlan.started_on).desc(), col(BudgetInstallment.from_on).desc())
        .limit(1)
    ).one_or_none()
    return BudgetShare(BudgetKind(row[0]), row[1], row[2]) if row else None


def true_ups_of(session: Session, *, statement_id: UUID) -> Sequence[TrueUp]:
    """Return what a bill settles of earlier, estimated ones, and which later bill settled it."""
    # no scope: of a bill that was found
    estimated, settling = aliased(Statement), aliased(Statement)
    rows = session.execute(
        select_columns(
            col(StatementTrueUp.estimated_statement_id),
            col(estimated.bill_number),
            col(StatementTrueUp.statement_id),
            col(settling.bill_number),
            col(StatementTrueUp.cents),
        )
        .join(estimated, col(estimated.id) == col(StatementTrueUp.estimated_statement_id))
        .join(settling, col(settling.id) == col(StatementTrueUp.statement_id))
        .where(
            or_(
                col(StatementTrueUp.statement_id) == statement_id,
                col(StatementTrueUp.estimated_statement_id) == statement_id,
            )
        )
        .order_by(col(estimated.start_on))
    )
    return tuple(TrueUp(*row) for row in rows)


def messages_on(session: Session, *, provider: Provider, on: date) -> Sequence[str]:
    """Return what the Message Center of a provider's bills says on a day."""
    # no scope: it is said to all accounts of a provider
    rows = session.execute(
        select_columns(col(BillMessage.words))
        .where(
            or_(col(BillMessage.provider).is_(None), col(BillMessage.provider) == provider),
            col(BillMessage.from_on) <= on,
            col(BillMessage.to_on) > on,
        )
        .order_by(col(BillMessage.from_on).desc(), col(BillMessage.words))
    )
    return tuple(words for (words,) in rows)
