"""What staff look up by the numbers they are given: a bill, an account."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func, select

from smarthub_dash.domain.accounts.records import Account
from smarthub_dash.domain.billing.records import (
    Charge,
    LedgerEntry,
    Statement,
    StatementCancellation,
    StatementTrueUp,
)
from smarthub_dash.domain.billing.rules import LedgerBook, LedgerKind
from smarthub_dash.domain.rates.rules.terms import ChargeKind
from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.money import Cents
from smarthub_dash.kit.periods import Period


class NoSuchBill(Refused):
    """No bill has that number."""


class NoSuchAccount(Refused):
    """No account has that number."""


def bill_by_number(session: Session, *, bill_number: str) -> Statement:
    """
    Return a bill by its number.

    :raises NoSuchBill: if there is none
    """
    # no scope: staff look up any bill
    found = session.exec(select(Statement).where(col(Statement.bill_number) == bill_number)).one_or_none()
    if found is None:
        raise NoSuchBill(f"No bill has the number {bill_number}.")
    return found


def bills_over(session: Session, *, account_id: UUID, within: Period) -> Sequence[str]:
    """Return the numbers of an account's bills that stand and were made of some of these days, oldest first."""
    # no scope: staff look up any bill
    return session.exec(
        select(Statement.bill_number)
        .join(StatementCancellation, col(StatementCancellation.statement_id) == col(Statement.id), isouter=True)
        .where(
            col(Statement.account_id) == account_id,
            col(Statement.start_on) < within.end_on,
            col(Statement.end_on) > within.start_on,
            col(StatementCancellation.statement_id).is_(None),
        )
        .order_by(col(Statement.start_on))
    ).all()


def account_by_number(session: Session, *, account_number: str) -> Account:
    """
    Return an account by its number.

    :raises NoSuchAccount: if there is none
    """
    # no scope: staff look up any account
    found = session.exec(select(Account).where(col(Account.account_number) == account_number)).one_or_none()
    if found is None:
        raise NoSuchAccount(f"No account has the number {account_number}.")
    return found


def cancellation_of(session: Session, *, statement_id: UUID) -> StatementCancellation | None:
    """Return how a bill was cancelled, if it was."""
    # no scope: staff look up any bill
    return session.get(StatementCancellation, statement_id)


def book_sums_of_bill(session: Session, *, statement_id: UUID) -> Mapping[LedgerBook, Cents]:
    """Return what stands in the ledger because of one bill, by book."""
    # no scope: staff take back any bill
    rows = session.execute(
        select_columns(col(LedgerEntry.book), func.sum(col(LedgerEntry.cents)))
        .where(col(LedgerEntry.statement_id) == statement_id)
        .group_by(col(LedgerEntry.book))
    )
    return {LedgerBook(book): int(cents) for book, cents in rows}


def true_up_that_stands(session: Session, *, statement_id: UUID) -> tuple[str, Cents] | None:
    """Return the number of the bill that settled an estimated bill, and by how much, if one did and still stands."""
    # no scope: staff take back any bill
    found = session.get(StatementTrueUp, statement_id)
    carrier_id = found.statement_id if found else None
    while carrier_id is not None:
        cancelled = session.get(StatementCancellation, carrier_id)
        if found is not None and cancelled is None:
            return session.get_one(Statement, carrier_id).bill_number, found.cents
        carrier_id = cancelled.replaced_by_id if cancelled else None
    return None


def tax_of_true_ups(session: Session, *, statement_id: UUID) -> Cents:
    """Return how much of the differences among a bill's lines is tax: what it posted as tax beyond its tax lines."""
    # no scope: staff take back any bill
    posted = session.exec(
        select(func.coalesce(func.sum(col(LedgerEntry.cents)), 0)).where(
            col(LedgerEntry.statement_id) == statement_id,
            col(LedgerEntry.book) == LedgerBook.TAX,
            col(LedgerEntry.kind) == LedgerKind.STATEMENT,
        )
    ).one()
    lines = session.exec(
        select(func.coalesce(func.sum(col(Charge.cents)), 0)).where(
            col(Charge.statement_id) == statement_id, col(Charge.kind) == str(ChargeKind.TAX)
        )
    ).one()
    return -int(posted) - int(lines)


def accounts_with_bills_due(session: Session, *, on: Collection[date]) -> Sequence[UUID]:
    """Return the accounts that have a bill due on one of some days, paid or not."""
    # no scope: reminders are of every account
    rows = session.execute(
        select_columns(col(Statement.account_id))
        .where(col(Statement.due_on).in_(on))
        .distinct()
        .order_by(col(Statement.account_id))
    )
    return tuple(rows.scalars())


def accounts_that_owe_late(session: Session, *, due_before: date) -> Sequence[UUID]:
    """Return the accounts that owe something and have a bill without a late charge that was due before a day."""
    # no scope: late charges are of every account
    owing = (
        select_columns(col(LedgerEntry.account_id))
        .where(col(LedgerEntry.book) == LedgerBook.RECEIVABLE)
        .group_by(col(LedgerEntry.account_id))
        .having(func.sum(col(LedgerEntry.cents)) > 0)
    )
    rows = session.execute(
        select_columns(col(Statement.account_id))
        .where(col(Statement.account_id).in_(owing), col(Statement.due_on) < due_before)
        .distinct()
        .order_by(col(Statement.account_id))
    )
    return tuple(rows.scalars())
