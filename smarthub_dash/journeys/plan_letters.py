"""Letters of payment arrangements: one was agreed to, one ended."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session

from smarthub_dash.domain.accounts.queries import AccountView
from smarthub_dash.domain.billing.queries.arrangements import ArrangementView
from smarthub_dash.domain.billing.rules import ArrangementEnd
from smarthub_dash.domain.billing.rules.arrangements import ArrangementTerms, PlannedInstallment
from smarthub_dash.domain.members.records import Member
from smarthub_dash.journeys.auto_pay_letters import account_name_of
from smarthub_dash.journeys.household_news import Actor, Moment, account_name, write_to
from smarthub_dash.journeys.words import days_text, full_day_text
from smarthub_dash.kit.money import Cents, money_text


def plan_rules(terms: ArrangementTerms) -> tuple[str, ...]:
    """Return what is agreed to, as the page and the letter say it."""
    return (
        "Pay each installment by its day, beside your new bills. A payment pays what is to be paid first.",
        f"An installment may come {days_text(terms.grace_days)} late.",
        "After that the plan ends, all that is left of it is due at once, and late charges are added again.",
        "While the plan is kept no late charge is added for what is in it. It costs nothing.",
        "You can pay faster, or cancel at any time.",
        f"After a plan that was not kept to its end, the next can be agreed online {terms.months_apart} months later.",
        "Auto Pay goes on paying new bills. It does not pay an installment before its day.",
    )


def write_plan_agreed(
    session: Session,
    *,
    actor: Actor,
    view: AccountView,
    plan_id: UUID,
    terms: ArrangementTerms,
    schedule: Sequence[PlannedInstallment],
    moment: Moment,
) -> None:
    """Send whoever agreed their copy of it."""
    # no scope: a letter to a member's own address
    write_to(
        session,
        member_id=actor.member_id,
        email=actor.email,
        template="payment_plan_on",
        key=str(plan_id),
        facts={
            "name": actor.full_name.split()[0],
            "account": account_name(view),
            "amount": money_text(sum(each.cents for each in schedule)),
            "schedule": "\n".join(f"{money_text(each.cents)} by {full_day_text(each.due_on)}" for each in schedule),
            "rules": "\n".join(plan_rules(terms)),
            "terms_version": terms.version,
            "when": moment.words,
        },
        moment=moment,
    )


def write_plan_ended(
    session: Session, *, plan: ArrangementView, end: ArrangementEnd, left_cents: Cents, moment: Moment
) -> None:
    """Tell whoever agreed that it was kept, broken or canceled, and what is due now."""
    # no scope: as above
    member = session.get_one(Member, plan.member_id)
    write_to(
        session,
        member_id=plan.member_id,
        email=member.email,
        template="payment_plan_kept" if end is ArrangementEnd.KEPT else "payment_plan_off",
        key=str(plan.arrangement_id),
        facts={
            "name": member.full_name.split()[0],
            "account": account_name_of(session, member_id=plan.member_id, account_id=plan.account_id),
            "amount": money_text(plan.cents),
            **({} if end is ArrangementEnd.KEPT else {"left": money_text(left_cents), "why": _why(end)}),
            "when": moment.words,
        },
        moment=moment,
    )


def _why(end: ArrangementEnd) -> str:
    return {
        ArrangementEnd.BROKEN: "An installment was not paid in full by its day and the days of grace after it.",
        ArrangementEnd.CANCELLED: "It was canceled under Billing & Payments.",
    }[end]
