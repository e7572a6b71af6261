"""Take a bill back: reverse all that was posted for it, and note why and what took its place."""

from datetime import date, datetime
from uuid import UUID, uuid5

from sqlmodel import Session, col, func, select

from smarthub_dash.domain.billing.operations.ledger import Transaction, post
from smarthub_dash.domain.billing.queries import balances
from smarthub_dash.domain.billing.queries.staff import book_sums_of_bill
from smarthub_dash.domain.billing.records import LedgerEntry, Statement, StatementCancellation
from smarthub_dash.domain.billing.rules import LedgerBook, LedgerKind
from smarthub_dash.domain.billing.rules.postings import metering_shortfall_postings, reversal_postings
from smarthub_dash.kit.money import Cents

CANCELLATIONS = UUID("e4b7a0c2-6f19-4d3a-9a85-2c7d5e8f0b17")
"""The namespace that turns the id of a bill into the id of the transaction that takes it back."""
SHORTFALLS = UUID("b2d94f6e-0a3c-4b58-8e17-9f6c1d2a7e18")


def reverse_statement(session: Session, *, statement: Statement, on: date, now: datetime) -> None:
    """
    Post the reversal of a bill of an account that the caller has locked: its charges, late charge and put-by credit.

    What was paid stays paid, and becomes a credit of the account.

    :raises IntegrityError: if it was reversed before
    """
    # no scope: staff take back any bill
    postings = reversal_postings(book_sums_of_bill(session, statement_id=statement.id))
    if postings:
        reversal = Transaction(
            uuid5(CANCELLATIONS, str(statement.id)),
            LedgerKind.CANCELLATION,
            {statement.account_id: postings},
            on,
            f"Bill {statement.bill_number} cancelled",
            statement.id,
        )
        post(session, transactions=[reversal], now=now)


def note_cancellation(
    session: Session, *, statement: Statement, replaced_by_id: UUID | None, reason: str, on: date, now: datetime
) -> None:
    """
    Keep that a reversed bill was cancelled.

    :raises IntegrityError: if it was cancelled before
    """
    # no scope: staff take back any bill
    session.add(
        StatementCancellation(
            statement_id=statement.id, replaced_by_id=replaced_by_id, reason=reason, cancelled_on=on, cancelled_at=now
        )
    )
    session.flush()


def settle_missing_credits(session: Session, *, statement: Statement, on: date, now: datetime) -> Cents:
    """
    Settle credits for energy sent back that paid later bills, and are gone with the cancelled bill that put them by.

    Asked for when the bill that takes its place is made, since that one puts its own credit by. Return what is owed.
    """
    # no scope: staff take back any bill
    account_id = statement.account_id
    missing = balances(session, account_ids=[account_id], book=LedgerBook.METERING)[account_id]
    if missing <= 0:
        return 0
    # What expired never paid for anything: that part is given back to the book, and nobody owes it.
    expired = min(missing, _expired(session, account_id))
    postings = metering_shortfall_postings(missing_cents=missing, expired_cents=expired)
    settled = Transaction(
        uuid5(SHORTFALLS, str(statement.id)),
        LedgerKind.CANCELLATION,
        {account_id: postings},
        on,
        f"Credit for energy sent back, gone with bill {statement.bill_number}",
    )
    post(session, transactions=[settled], now=now)
    return missing - expired


def _expired(session: Session, account_id: UUID) -> Cents:
    found = session.exec(
        select(func.coalesce(func.sum(col(LedgerEntry.cents)), 0)).where(
            col(LedgerEntry.account_id) == account_id,
            col(LedgerEntry.book) == LedgerBook.METERING,
            col(LedgerEntry.kind) == LedgerKind.METERING_EXPIRY,
        )
    ).one()
    return int(found)
