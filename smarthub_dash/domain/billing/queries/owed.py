"""What each account is asked for and where it stands, with all that was agreed about paying later."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import lru_cache
from uuid import UUID

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, false, null
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func

from smarthub_dash.domain.accounts.rules import AccountScope
from smarthub_dash.domain.billing.queries import balances, stands
from smarthub_dash.domain.billing.records import (
    ArrangementInstallment,
    LedgerEntry,
    PaymentArrangement,
    PaymentExtension,
    Statement,
)
from smarthub_dash.domain.billing.rules import AccountStanding, LedgerBook, LedgerKind, OwedBill, standing_of
from smarthub_dash.kit.money import Cents
from smarthub_dash.kit.prepared import ACCOUNT_IDS, any_account


def standings(session: Session, *, scope: AccountScope, today: date) -> Mapping[UUID, AccountStanding]:
    """Return where every account of a scope stands, in at most two SQL statements."""
    owed = balances(session, account_ids=scope.account_ids)
    bills = unpaid_asked(session, owed=owed)
    return {
        account_id: standing_of(balance_cents=cents, bills=bills.get(account_id, ()), today=today)
        for account_id, cents in owed.items()
    }


def unpaid_asked(session: Session, *, owed: Mapping[UUID, Cents]) -> Mapping[UUID, Sequence[OwedBill]]:
    """Return `owed_bills` of those accounts that owe anything."""
    # no scope: as `owed_bills`
    return owed_bills(session, account_ids=[account_id for account_id, cents in owed.items() if cents > 0])


def owed_bills(session: Session, *, account_ids: Collection[UUID]) -> Mapping[UUID, Sequence[OwedBill]]:
    """
    Return what each bill that stands asks for, with its late charge, the oldest first.

    A bill with a payment extension is to be paid when that ends. Where a payment arrangement runs, its installments
    are among them, and the bills that they stand for are marked.
    """
    # no scope: the job of late charges looks at every account; `standings` passes ids of its scope
    if not account_ids:
        return {}
    found: dict[UUID, list[OwedBill]] = {}
    for account_id, *asked in session.execute(_owed_bills(), {ACCOUNT_IDS: list(account_ids)}):
        found.setdefault(account_id, []).append(_owed_bill(*asked))
    return found


def _owed_bill(
    due_on: date,
    statement_id: UUID | None,
    cents: Cents,
    is_charged: bool,
    until_on: date | None,
    covers_before: date | None,
) -> OwedBill:
    if statement_id is None:
        return OwedBill(due_on, cents, is_installment=True)
    asked_on = until_on or due_on
    is_arranged = covers_before is not None and asked_on < covers_before
    extended_from = due_on if until_on else None
    return OwedBill(asked_on, cents, statement_id, bool(is_charged), extended_from, is_arranged)


@lru_cache(maxsize=1)
def _owed_bills() -> CompoundSelect:
    return _bills().union_all(_installments()).order_by("account_id", "due_on")


def _bills() -> Select:
    late = _late_charges().subquery()
    runs = and_(col(PaymentArrangement.account_id) == col(Statement.account_id), _runs())
    return (
        select_columns(
            col(Statement.account_id),
            col(Statement.due_on),
            col(Statement.id),
            col(Statement.billed_cents) + func.coalesce(late.c.cents, 0),
            late.c.cents.is_not(None),
            col(PaymentExtension.until_on),
            col(PaymentArrangement.covers_before),
        )
        .outerjoin(late, late.c.statement_id == col(Statement.id))
        .outerjoin(PaymentExtension, col(PaymentExtension.statement_id) == col(Statement.id))
        .outerjoin(PaymentArrangement, runs)
        .where(col(Statement.account_id).in_(any_account()), stands())
    )


def _installments() -> Select:
    return (
        select_columns(
            col(PaymentArrangement.account_id),
            col(ArrangementInstallment.due_on),
            null(),
            col(ArrangementInstallment.cents),
            false(),
            null(),
            null(),
        )
        .join(ArrangementInstallment, col(ArrangementInstallment.arrangement_id) == col(PaymentArrangement.id))
        .where(col(PaymentArrangement.account_id).in_(any_account()), _runs())
    )


def _runs() -> ColumnElement[bool]:
    return col(PaymentArrangement.ended_on).is_(None)


def _late_charges() -> Select:
    return (
        select_columns(col(LedgerEntry.statement_id), func.sum(col(LedgerEntry.cents)).label("cents"))
        .where(
            col(LedgerEntry.account_id).in_(any_account()),
            col(LedgerEntry.book) == LedgerBook.RECEIVABLE,
            col(LedgerEntry.kind) == LedgerKind.LATE_CHARGE,
        )
        .group_by(col(LedgerEntry.statement_id))
    )
