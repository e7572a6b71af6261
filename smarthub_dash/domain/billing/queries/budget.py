"""Reads of budget billing: plans, what they ask for, and what they have put off."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func, or_, select

from smarthub_dash.domain.accounts.records import Account
from smarthub_dash.domain.accounts.rules import AccountScope
from smarthub_dash.domain.billing.records import (
    BudgetInstallment,
    BudgetPlan,
    LedgerEntry,
    Statement,
    StatementCancellation,
)
from smarthub_dash.domain.billing.rules import BudgetKind, LedgerBook
from smarthub_dash.domain.billing.rules.budget import BILLS_OF_A_YEAR
from smarthub_dash.domain.billing.rules.budget_preview import SentBill
from smarthub_dash.kit.money import Cents


@dataclass(frozen=True, slots=True)
class BudgetPlanView:
    """A plan that is in force. Units: cents; the installment is the newest."""

    plan_id: UUID
    account_id: UUID
    kind: BudgetKind
    started_on: date
    trues_up_on: date
    installment_cents: Cents
    closed_on: date | None
    """When the account was closed, if it was."""


def plans_in_force(session: Session, *, account_ids: Collection[UUID], on: date) -> Mapping[UUID, BudgetPlanView]:
    """Return the plan that each account has on a day; accounts without one are not among them."""
    # no scope: the bill run asks for what plans say; `plans_of` passes the ids of its scope
    newest = (
        select_columns(col(BudgetInstallment.cents))
        .where(col(BudgetInstallment.plan_id) == col(BudgetPlan.id), col(BudgetInstallment.from_on) <= on)
        .order_by(col(BudgetInstallment.from_on).desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = session.execute(
        select_columns(BudgetPlan, func.coalesce(newest, 0), col(Account.closed_on))
        .join(Account, col(Account.id) == col(BudgetPlan.account_id))
        .where(
            col(BudgetPlan.account_id).in_(account_ids),
            col(BudgetPlan.started_on) <= on,
            or_(col(BudgetPlan.ended_on).is_(None), col(BudgetPlan.ended_on) > on),
        )
    )
    return {
        plan.account_id: BudgetPlanView(
            plan_id=plan.id,
            account_id=plan.account_id,
            kind=BudgetKind(plan.kind),
            started_on=plan.started_on,
            trues_up_on=plan.trues_up_on,
            installment_cents=int(cents),
            closed_on=closed_on,
        )
        for plan, cents, closed_on in rows
    }


def plans_of(session: Session, *, scope: AccountScope, today: date) -> Mapping[UUID, BudgetPlanView]:
    """Return the plan of each account of a scope that has one."""
    return plans_in_force(session, account_ids=scope.account_ids, on=today)


def put_off(session: Session, *, account_ids: Collection[UUID]) -> Mapping[UUID, Cents]:
    """Return what budget billing has put off, below zero if taken in advance, of each account where it is not even."""
    # no scope: the bill run settles what was put off; journeys pass the ids of their scope
    rows = session.execute(
        select_columns(col(LedgerEntry.account_id), func.sum(col(LedgerEntry.cents)))
        .where(col(LedgerEntry.account_id).in_(account_ids), col(LedgerEntry.book) == LedgerBook.BUDGET)
        .group_by(col(LedgerEntry.account_id))
    )
    return {account_id: int(cents) for account_id, cents in rows if cents}


def last_charges(session: Session, *, account_ids: Collection[UUID]) -> Mapping[UUID, Sequence[tuple[date, Cents]]]:
    """Return when the periods of the last eleven bills of accounts ended, and what they charged; oldest first."""
    # no scope: the bill run finds installments
    newest = func.row_number().over(
        partition_by=col(Statement.account_id), order_by=(col(Statement.end_on).desc(), col(Statement.id))
    )
    ranked = (
        select_columns(
            col(Statement.account_id), col(Statement.end_on), col(Statement.charges_cents), newest.label("place")
        )
        .where(col(Statement.account_id).in_(account_ids), _stands())
        .subquery()
    )
    rows = session.execute(
        select_columns(ranked.c.account_id, ranked.c.end_on, ranked.c.charges_cents)
        .where(ranked.c.place < BILLS_OF_A_YEAR)
        .order_by(ranked.c.account_id, ranked.c.end_on)
    )
    found: dict[UUID, list[tuple[date, Cents]]] = {}
    for account_id, end_on, cents in rows:
        found.setdefault(account_id, []).append((end_on, cents))
    return found


def sent_bills(session: Session, *, scope: AccountScope, since: date) -> Mapping[UUID, Sequence[SentBill]]:
    """Return the bills of a scope's accounts that ended after a day and were not cancelled, oldest first."""
    rows = session.exec(
        select(Statement)
        .where(col(Statement.account_id).in_(scope.account_ids), col(Statement.end_on) > since, _stands())
        .order_by(col(Statement.end_on))
    )
    found: dict[UUID, list[SentBill]] = {}
    for row in rows:
        found.setdefault(row.account_id, []).append(SentBill(row.start_on, row.end_on, row.charges_cents))
    return found


def _stands() -> ColumnElement[bool]:
    return col(Statement.id).not_in(select_columns(col(StatementCancellation.statement_id)))
