"""Writes of budget billing: plans begin and end, and bills ask for installments."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlmodel import Session, SQLModel, col, select, update

from smarthub_dash.domain.accounts.rules import AccountScope, Power
from smarthub_dash.domain.billing.operations.ledger import lock_accounts
from smarthub_dash.domain.billing.queries.budget import BudgetPlanView, last_charges, plans_in_force, put_off
from smarthub_dash.domain.billing.records import BudgetInstallment, BudgetPlan
from smarthub_dash.domain.billing.rules import BudgetKind
from smarthub_dash.domain.billing.rules.budget import BudgetAsk, BudgetTerms, budget_ask, next_true_up
from smarthub_dash.domain.billing.rules.drafts import BillDraft, Installment
from smarthub_dash.kit.bulk import replace_rows
from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.money import Cents


class BudgetChanged(Refused):
    """Somebody else began or ended the plan meanwhile."""


def begin_plan(
    session: Session,
    *,
    scope: AccountScope,
    kind: BudgetKind,
    installment_cents: Cents,
    today: date,
    now: datetime,
) -> None:
    """
    Let the one account of a scope pay by installments from its next bill on.

    :raises NotAllowed: if the member may not change how the account is paid
    :raises BudgetChanged: if it does so already
    """
    (account_id,) = scope.with_power(Power.MANAGE).account_ids
    lock_accounts(session, account_ids=[account_id])
    running = select(BudgetPlan.id).where(col(BudgetPlan.account_id) == account_id, col(BudgetPlan.ended_on).is_(None))
    if session.exec(running).first() is not None:
        raise BudgetChanged("This account is on budget billing already.")
    plan_id = uuid4()
    session.add(
        BudgetPlan(
            id=plan_id,
            account_id=account_id,
            kind=kind,
            started_on=today,
            trues_up_on=next_true_up(today),
            enrolled_by=scope.member_id,
            enrolled_at=now,
        )
    )
    session.flush()
    session.add(
        BudgetInstallment(plan_id=plan_id, from_on=today, cents=installment_cents, reason="Found when the plan began")
    )
    session.flush()


def end_plan(session: Session, *, scope: AccountScope, today: date) -> None:
    """
    End the plan of the one account of a scope; its next bill settles what was put off.

    :raises NotAllowed: if the member may not change how the account is paid
    :raises BudgetChanged: if it has no plan
    """
    (account_id,) = scope.with_power(Power.MANAGE).account_ids
    lock_accounts(session, account_ids=[account_id])
    ended = session.exec(
        update(BudgetPlan)
        .where(col(BudgetPlan.account_id) == account_id, col(BudgetPlan.ended_on).is_(None))
        .values(ended_on=today)
    )
    if ended.rowcount == 0:
        raise BudgetChanged("This account is not on budget billing.")


def with_installments(session: Session, *, drafts: Sequence[BillDraft], on: date) -> tuple[BillDraft, ...]:
    """
    Let drafts ask for what budget billing says, and keep what that changes of the plans.

    Two SQL statements where no account has a plan, one more and the writes where some have.
    """
    # no scope: the bill run bills every account, and has locked those of the drafts
    account_ids = [draft.account_id for draft in drafts]
    plans = plans_in_force(session, account_ids=account_ids, on=on)
    deferred = put_off(session, account_ids=account_ids)
    concerned = {
        draft.account_id: draft for draft in drafts if draft.account_id in plans or draft.account_id in deferred
    }
    if not concerned:
        return tuple(drafts)
    past = last_charges(session, account_ids=list(concerned))
    asks = {
        account_id: _ask(draft, plans.get(account_id), past.get(account_id, ()), deferred.get(account_id, 0), on)
        for account_id, draft in concerned.items()
    }
    _keep_installments(session, plans, concerned, asks)
    _move_true_ups(session, [plans[one].plan_id for one, ask in asks.items() if ask.is_true_up and one in plans], on)
    return tuple(
        replace(draft, installment=Installment(asks[draft.account_id].billed_cents))
        if draft.account_id in asks
        else draft
        for draft in drafts
    )


def _ask(
    draft: BillDraft, plan: BudgetPlanView | None, past: Sequence[tuple[date, Cents]], deferred_cents: Cents, on: date
) -> BudgetAsk:
    terms = None if plan is None else BudgetTerms(plan.kind, plan.trues_up_on, plan.installment_cents)
    is_last = plan is not None and plan.closed_on is not None and draft.period.end_on >= plan.closed_on
    # Of a bill that replaces an older one, what came after it is not counted.
    charges = (*(cents for end_on, cents in past if end_on <= draft.period.start_on), draft.charges_cents)
    return budget_ask(terms, charges=charges, deferred_cents=deferred_cents, on=on, is_last=is_last)


def _keep_installments(
    session: Session,
    plans: Mapping[UUID, BudgetPlanView],
    drafts: Mapping[UUID, BillDraft],
    asks: Mapping[UUID, BudgetAsk],
) -> None:
    found = [
        (plans[account_id], drafts[account_id], ask.installment_cents)
        for account_id, ask in asks.items()
        if ask.installment_cents is not None
    ]
    columns = {
        "plan_id": [plan.plan_id for plan, _, _ in found],
        "from_on": [max(draft.period.end_on, plan.started_on) for plan, draft, _ in found],
        "cents": [cents for _, _, cents in found],
        "reason": [
            "A twelfth of the last twelve bills" if plan.kind is BudgetKind.FIXED else "Found with the bill"
            for plan, _, _ in found
        ],
    }
    replace_rows(session, SQLModel.metadata.tables["budget_installment"], columns)


def _move_true_ups(session: Session, plan_ids: Sequence[UUID], on: date) -> None:
    if plan_ids:
        session.exec(
            update(BudgetPlan)
            .where(col(BudgetPlan.id).in_(plan_ids))
            .values(trues_up_on=next_true_up(on))
            .execution_options(synchronize_session=False)
        )
