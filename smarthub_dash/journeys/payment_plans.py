"""A payment arrangement: what is past due is paid in installments, within the rules of the provider."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from smarthub_dash.domain.accounts.queries import AccountView
from smarthub_dash.domain.accounts.rules import Power
from smarthub_dash.domain.autopay.queries import planned_until
from smarthub_dash.domain.billing.operations.arrangements import agree_arrangement, end_arrangement
from smarthub_dash.domain.billing.operations.ledger import lock_accounts
from smarthub_dash.domain.billing.queries import balances
from smarthub_dash.domain.billing.queries.arrangements import ArrangementView, arrangements_in
from smarthub_dash.domain.billing.queries.owed import unpaid_asked
from smarthub_dash.domain.billing.rules import ArrangementEnd, OwedBill, unpaid_bills
from smarthub_dash.domain.billing.rules.arrangements import (
    ARRANGEMENTS,
    ArrangementTerms,
    NoArrangement,
    PastArrangement,
    PlannedInstallment,
    refuse_arrangement,
    schedule_of,
    still_owed,
)
from smarthub_dash.domain.payments.queries import on_its_way
from smarthub_dash.journal.news import announce
from smarthub_dash.journeys.household_news import Actor, Moment, actor_of, date_words, write_down
from smarthub_dash.journeys.plan_letters import write_plan_agreed, write_plan_ended
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.money import Cents, money_text

ACT = "payment arrangement"


class PlanChanged(Refused):
    """What would be agreed to is not what was shown."""


@dataclass(frozen=True, slots=True)
class PlanStanding:
    """An arrangement, and what is still owed of each of its installments. Units: cents."""

    plan: ArrangementView
    owed: tuple[Cents, ...]

    @property
    def left_cents(self) -> Cents:
        return sum(self.owed)


@dataclass(frozen=True, slots=True)
class PlanOffer:
    """An account with its newest arrangement, and what may be arranged now. Units: cents."""

    view: AccountView
    terms: ArrangementTerms
    running: PlanStanding | None
    ended: ArrangementView | None
    past_due_cents: Cents
    refusal: str
    """Why none can be had now; empty if one can."""


def plans_to_show(database: Database, *, member_id: UUID, moment: Moment) -> Sequence[PlanOffer]:
    """Return for each account that the member may pay its arrangement, or what may be arranged."""
    with database.reading() as session:
        actor = actor_of(session, member_id=member_id, moment=moment)
        payable = actor.scope.holding(Power.PAY).account_ids
        return tuple(_offer(session, actor, view, moment) for each, view in actor.accounts.items() if each in payable)


def previewed(offer: PlanOffer, *, installment_count: int, moment: Moment) -> tuple[PlannedInstallment, ...]:
    """
    Return the schedule that would be agreed to today.

    :raises NoArrangement: if none can be had
    """
    if offer.refusal:
        raise NoArrangement(offer.refusal)
    return schedule_of(offer.terms, cents=offer.past_due_cents, installment_count=installment_count, today=moment.today)


def agree_plan(
    database: Database,
    *,
    member_id: UUID,
    account_number: str,
    installment_count: int,
    shown_cents: Cents,
    shown_first_on: date,
    moment: Moment,
) -> None:
    """
    Agree to the schedule that was shown.

    :raises NotYours: if the account is not the member's
    :raises NotAllowed: if the member may not pay it
    :raises NoArrangement: if the rules do not allow it
    :raises PlanChanged: if the debt or the days are not those that were shown
    """
    with database.unit_of_work() as session:
        actor = actor_of(session, member_id=member_id, moment=moment)
        view = actor.account_of(account_number)
        actor.scope.only(view.account_id).with_power(Power.PAY)
        lock_accounts(session, account_ids=[view.account_id])
        offer = _offer(session, actor, view, moment)
        schedule = previewed(offer, installment_count=installment_count, moment=moment)
        if (offer.past_due_cents, schedule[0].due_on) != (shown_cents, shown_first_on):
            raise PlanChanged("The amount or the days have changed. Look at the schedule again, then agree.")
        plan_id = agree_arrangement(
            session,
            scope=actor.scope,
            account_id=view.account_id,
            covers_before=moment.today,
            terms_version=offer.terms.version,
            installments=schedule,
            now=moment.now,
        )
        _tell_agreed(session, actor, view, plan_id, offer.terms, schedule, moment)


def cancel_plan(database: Database, *, member_id: UUID, account_number: str, moment: Moment) -> None:
    """
    Cancel the running arrangement of an account: what is left of it is due again. None that runs changes nothing.

    :raises NotYours: if the account is not the member's
    :raises NotAllowed: if the member may not pay it
    """
    with database.unit_of_work() as session:
        actor = actor_of(session, member_id=member_id, moment=moment)
        view = actor.account_of(account_number)
        own = actor.scope.only(view.account_id).with_power(Power.PAY)
        lock_accounts(session, account_ids=[view.account_id])
        plans = arrangements_in(session, scope=own).get(view.account_id, ())
        running = next((each for each in plans if each.ended_on is None), None)
        if running is None:
            return
        standing = plan_standing(session, plan=running)
        end_plan(session, standing=standing, end=ArrangementEnd.CANCELLED, by=actor, moment=moment)


def plan_standing(session: Session, *, plan: ArrangementView) -> PlanStanding:
    """Return what is still owed of a running arrangement, what is on its way aside."""
    # no scope: the callers have the arrangement through one, or look at every account
    left = sum(cents for bill, cents in _unpaid(session, plan.account_id) if bill.is_installment)
    return PlanStanding(plan, still_owed(plan.installments, left_cents=left))


def end_plan(
    session: Session, *, standing: PlanStanding, end: ArrangementEnd, by: Actor | None, moment: Moment
) -> bool:
    """End an arrangement once, and tell of it; return False if it had ended before. The caller locked the account."""
    # no scope: as above
    plan = standing.plan
    if not end_arrangement(session, arrangement_id=plan.arrangement_id, end=end, on=moment.today):
        return False
    left = money_text(standing.left_cents)
    words = {
        ArrangementEnd.KEPT: f"The payment plan of {money_text(plan.cents)} was paid in full",
        ArrangementEnd.BROKEN: f"An installment was not paid: the payment plan has ended, and {left} of it is due",
        ArrangementEnd.CANCELLED: f"{by.full_name if by else 'Staff'} canceled the payment plan; {left} of it is due",
    }[end]
    actor_id = by.member_id if by else None
    write_down(
        session,
        act=ACT,
        words={plan.account_id: words},
        actor_id=actor_id,
        member_id=plan.member_id,
        moment=moment,
    )
    write_plan_ended(session, plan=plan, end=end, left_cents=standing.left_cents, moment=moment)
    announce(session, topic="billing", account_ids=[plan.account_id], now=moment.now)
    return True


def _tell_agreed(
    session: Session,
    actor: Actor,
    view: AccountView,
    plan_id: UUID,
    terms: ArrangementTerms,
    schedule: Sequence[PlannedInstallment],
    moment: Moment,
) -> None:
    total, last = sum(each.cents for each in schedule), date_words(schedule[-1].due_on, otherwise="")
    words = f"{actor.full_name} agreed to pay {money_text(total)} that was past due in installments until {last}"
    write_down(
        session,
        act=ACT,
        words={view.account_id: words},
        actor_id=actor.member_id,
        member_id=actor.member_id,
        moment=moment,
    )
    write_plan_agreed(session, actor=actor, view=view, plan_id=plan_id, terms=terms, schedule=schedule, moment=moment)
    announce(session, topic="billing", account_ids=[view.account_id], now=moment.now)


def _offer(session: Session, actor: Actor, view: AccountView, moment: Moment) -> PlanOffer:
    scope, terms = actor.scope.only(view.account_id), ARRANGEMENTS[view.provider]
    plans = arrangements_in(session, scope=scope).get(view.account_id, ())
    unpaid = _unpaid(session, view.account_id)
    past = [(bill, cents) for bill, cents in unpaid if bill.due_on < moment.today]
    past_due = sum(cents for _, cents in past)
    running = next((each for each in plans if each.ended_on is None), None)
    return PlanOffer(
        view=view,
        terms=terms,
        running=None if running is None else plan_standing(session, plan=running),
        ended=plans[0] if plans and running is None else None,
        past_due_cents=past_due,
        refusal=_refusal(session, terms, plans, past, past_due, moment.today),
    )


def _refusal(
    session: Session,
    terms: ArrangementTerms,
    plans: Sequence[ArrangementView],
    past: Sequence[tuple[OwedBill, Cents]],
    past_due_cents: Cents,
    today: date,
) -> str:
    # no scope: the callers narrowed it
    before = [PastArrangement(each.ended_on, each.end) for each in plans]
    try:
        refuse_arrangement(terms, past_due_cents=past_due_cents, before=before, today=today)
    except NoArrangement as refused:
        return str(refused)
    asked = [bill.statement_id for bill, _ in past if bill.statement_id is not None]
    if drawn := planned_until(session, statement_ids=asked):
        day = date_words(min(drawn.values()), otherwise="")
        return f"Auto Pay draws it on {day}. Skip that draft first if you want a payment plan."
    return ""


def _unpaid(session: Session, account_id: UUID) -> Sequence[tuple[OwedBill, Cents]]:
    # no scope: the callers narrowed it
    balance = balances(session, account_ids=[account_id])[account_id]
    left = balance - on_its_way(session, account_ids=[account_id]).get(account_id, 0)
    bills = unpaid_asked(session, owed={account_id: left}).get(account_id, ())
    return unpaid_bills(balance_cents=left, bills=bills)
