"""How far accounts are billed: what the bill run goes by."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func, select

from smarthub_dash.domain.accounts.records import Account
from smarthub_dash.domain.accounts.rules import Provider
from smarthub_dash.domain.billing.records import Statement


@dataclass(frozen=True, slots=True)
class BillingMark:
    """How far an account is billed."""

    account_id: UUID
    account_number: str
    provider: Provider
    opened_on: date
    closed_on: date | None
    read_day: int
    billed_until: date | None


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


def _marks() -> Select:
    return (
        select_columns(
            col(Account.id),
            col(Account.account_number),
            col(Account.provider),
            col(Account.opened_on),
            col(Account.closed_on),
            col(Account.read_day),
            func.max(col(Statement.end_on)),
        )
        .join(Statement, col(Statement.account_id) == col(Account.id), isouter=True)
        .group_by(col(Account.id))
        .order_by(col(Account.id))
    )
