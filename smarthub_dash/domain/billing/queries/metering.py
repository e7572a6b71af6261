"""Reads of credits for energy sent back: what is left of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func

from smarthub_dash.domain.billing.queries import balances
from smarthub_dash.domain.billing.records import LedgerEntry, Statement, StatementCancellation
from smarthub_dash.domain.billing.rules import LedgerBook, LedgerKind
from smarthub_dash.domain.rates.rules.banked import (
    BankedCredit,
    CreditMove,
    credit_to_expire,
    credit_to_use,
    credits_left,
)
from smarthub_dash.kit.money import Cents

MOVES = (LedgerKind.METERING_CREDIT, LedgerKind.STATEMENT, LedgerKind.METERING_EXPIRY)


@dataclass(frozen=True, slots=True)
class CreditsLeft:
    """What an account has put by: the ledger's balance, and the credits it is made of. Units: cents, above zero."""

    balance_cents: Cents
    credits: tuple[BankedCredit, ...]

    def usable(self, *, owed_cents: Cents, on: date) -> Cents:
        """Return how much a bill made on a day can use."""
        return min(credit_to_use(self.credits, owed_cents=owed_cents, on=on), self.balance_cents)

    def expired(self, *, on: date) -> Cents:
        """Return how much can no longer be used on a day."""
        return min(credit_to_expire(self.credits, on=on), self.balance_cents)


NO_CREDITS = CreditsLeft(0, ())


def credits_of(session: Session, *, account_ids: Collection[UUID]) -> Mapping[UUID, CreditsLeft]:
    """Return the credits of accounts in at most two SQL statements; an account without any is not among them."""
    # no scope: the bill run uses the credits of every account
    owed = balances(session, account_ids=account_ids, book=LedgerBook.METERING)
    having = [account_id for account_id, cents in owed.items() if cents < 0]
    moves = _moves(session, having) if having else {}
    return {
        account_id: CreditsLeft(-owed[account_id], credits_left(moves.get(account_id, ()))) for account_id in having
    }


def accounts_with_credits(session: Session) -> Sequence[UUID]:
    """Return every account that has credits put by."""
    # no scope: credits of every account expire
    balance = func.sum(col(LedgerEntry.cents))
    rows = session.execute(
        select_columns(col(LedgerEntry.account_id))
        .where(col(LedgerEntry.book) == LedgerBook.METERING)
        .group_by(col(LedgerEntry.account_id))
        .having(balance < 0)
        .order_by(col(LedgerEntry.account_id))
    )
    return tuple(rows.scalars())


def _moves(session: Session, account_ids: Collection[UUID]) -> Mapping[UUID, list[CreditMove]]:
    # A cancelled bill neither put anything by nor used anything: its entries and their reversal cancel out. What a
    # bill put by is as old as its period, so that a bill made anew does not make its credit younger.
    rows = session.execute(
        select_columns(
            col(LedgerEntry.account_id),
            col(LedgerEntry.kind),
            col(LedgerEntry.posted_on),
            col(Statement.end_on),
            col(LedgerEntry.cents),
        )
        .outerjoin(Statement, col(Statement.id) == col(LedgerEntry.statement_id))
        .outerjoin(StatementCancellation, col(StatementCancellation.statement_id) == col(Statement.id))
        .where(
            col(LedgerEntry.account_id).in_(account_ids),
            col(LedgerEntry.book) == LedgerBook.METERING,
            col(LedgerEntry.kind).in_([str(kind) for kind in MOVES]),
            col(StatementCancellation.statement_id).is_(None),
        )
        .order_by(col(LedgerEntry.id))
    )
    found: dict[UUID, list[CreditMove]] = {}
    for account_id, kind, posted_on, end_on, cents in rows:
        on = end_on if kind == LedgerKind.METERING_CREDIT else posted_on
        found.setdefault(account_id, []).append(CreditMove(on, -cents, kind == LedgerKind.METERING_EXPIRY))
    return found
