"""What the page of paying later shows of each account, as HTML; everything that comes in is escaped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from html import escape
from uuid import UUID

from smarthub_dash.domain.billing.queries.arrangements import ArrangementView
from smarthub_dash.domain.billing.rules import ArrangementEnd
from smarthub_dash.domain.billing.rules.arrangements import NoArrangement, PlannedInstallment
from smarthub_dash.journeys.household_news import Moment, date_words
from smarthub_dash.journeys.pay_later import LaterBill
from smarthub_dash.journeys.payment_plans import PlanOffer, PlanStanding, previewed
from smarthub_dash.journeys.plan_letters import plan_rules
from smarthub_dash.kit.money import money_text

PAGE = "/billing/later"
NOTHING = '<p>Nothing is owed now. There is nothing to put off.</p><p><a class="button" href="/billing">Back</a></p>'
TOLD_FOR = timedelta(days=60)
"""How long a plan that ended is told of."""
CURRENT = ' aria-current="true"'
MAIN = 'type="submit" class="button" data-kind="main" data-wide=""'


@dataclass(frozen=True, slots=True)
class Asked:
    """For which account a schedule is to be shown, and in how many installments."""

    account_number: str
    installment_count: int


def later_html(bills: Sequence[LaterBill], plans: Sequence[PlanOffer], *, asked: Asked | None, moment: Moment) -> str:
    """Return what can be had for each account, and what was agreed."""
    of_account: Mapping[UUID, LaterBill] = {bill.view.account_id: bill for bill in bills}
    shown = [_account(of_account.get(plan.view.account_id), plan, asked, moment) for plan in plans]
    return f'<div class="stack">{"".join(shown)}</div>' if any(shown) else NOTHING


def _account(bill: LaterBill | None, plan: PlanOffer, asked: Asked | None, moment: Moment) -> str:
    parts = [_extension(bill, moment) if bill else "", _plan(plan, asked, moment)]
    if not any(parts):
        return ""
    number, name = escape(plan.view.account_number), escape(plan.view.nickname)
    return (
        f'<section class="sheet stack" aria-labelledby="account-{number}"><h2 id="account-{number}">{name}</h2>'
        f"<p>Account {number}</p>{''.join(parts)}</section>"
    )


def _extension(bill: LaterBill, moment: Moment) -> str:
    number, due = escape(bill.view.account_number), date_words(bill.due_on, otherwise="")
    was = "was" if bill.due_on < moment.today else "is"
    head = f"<h3>Payment extension</h3><p>{money_text(bill.cents)} {was} due on {due}.</p>"
    if bill.extended_until is not None:
        until = date_words(bill.extended_until, otherwise="")
        if bill.extended_until < moment.today:
            return f"{head}<p>It was extended until {until}, and more days are not given online.</p>"
        return f"{head}<p><strong>Extended until {until}.</strong> No late charge before then.</p>"
    if bill.offered_until is None:
        return f"{head}<p>{escape(bill.refusal)}</p>"
    until = date_words(bill.offered_until, otherwise="")
    return (
        f"{head}<p>You can pay it until {until} without a late charge. No extra cost.</p>"
        f'<form method="post" action="{PAGE}"><input type="hidden" name="account" value="{number}">'
        f"<button {MAIN}>Extend until {until}</button></form>"
    )


def _plan(offer: PlanOffer, asked: Asked | None, moment: Moment) -> str:
    if offer.running is not None:
        return f"<h3>Payment arrangement</h3>{_running(offer.running, moment)}"
    told = _ended(offer.ended, moment) if offer.ended else ""
    if offer.past_due_cents <= 0:
        return f"<h3>Payment arrangement</h3>{told}" if told else ""
    head = f"<h3>Payment arrangement</h3>{told}<p>{money_text(offer.past_due_cents)} is past due.</p>"
    if offer.refusal:
        return f"{head}<p>{escape(offer.refusal)}</p>"
    return f"{head}{_choices(offer, asked)}{_preview(offer, asked, moment)}"


def _choices(offer: PlanOffer, asked: Asked | None) -> str:
    number = offer.view.account_number
    links = "".join(
        f'<a href="{PAGE}?plan={escape(number)}&amp;installments={count}#plan-{escape(number)}"'
        f"{CURRENT if asked == Asked(number, count) else ''}>{count} installments</a>"
        for count in offer.terms.installment_counts
    )
    percent = 100 - offer.terms.most_share_percent
    return (
        f"<p>Pay {percent} percent of it first and the rest month by month, beside your new bills. No late charge "
        "while you keep to it, and no extra cost. Choose how many installments to see the schedule.</p>"
        f'<nav class="choices" id="plan-{escape(number)}" aria-label="Installments of account {escape(number)}">'
        f"{links}</nav>"
    )


def _preview(offer: PlanOffer, asked: Asked | None, moment: Moment) -> str:
    if asked is None or asked.account_number != offer.view.account_number:
        return ""
    try:
        schedule = previewed(offer, installment_count=asked.installment_count, moment=moment)
    except NoArrangement as refused:
        return f"<p>{escape(str(refused))}</p>"
    number = escape(offer.view.account_number)
    rules = "".join(f"<li>{escape(rule)}</li>" for rule in plan_rules(offer.terms))
    hidden = {
        "account": offer.view.account_number,
        "installments": asked.installment_count,
        "cents": offer.past_due_cents,
        "first": schedule[0].due_on.isoformat(),
    }
    fields = "".join(
        f'<input type="hidden" name="{name}" value="{escape(str(value))}">' for name, value in hidden.items()
    )
    rows = [(each, "First payment" if at == 0 else f"Installment {at}") for at, each in enumerate(schedule)]
    return (
        f"{_schedule_table(rows, caption='The schedule')}<ul>{rules}</ul>"
        f'<form method="post" action="{PAGE}/plan" class="stack">{fields}'
        f'<div class="field"><label class="check"><input type="checkbox" name="agreed" value="yes" required>'
        f"<span>I agree to pay {money_text(offer.past_due_cents)} of account {number} by this schedule.</span>"
        f"</label></div><button {MAIN}>Agree to this plan</button></form>"
    )


def _running(standing: PlanStanding, moment: Moment) -> str:
    plan = standing.plan
    number = escape(plan.account_number)
    rows = [(each, _state(each, owed, moment)) for each, owed in zip(plan.installments, standing.owed, strict=True)]
    paid = sum(owed == 0 for owed in standing.owed)
    agreed = date_words(Moment(plan.agreed_at, moment.zone).today, otherwise="")
    head = (
        f"<p><strong>Payment plan: {paid} of {len(rows)} payments made.</strong> "
        f"{money_text(standing.left_cents)} of {money_text(plan.cents)} is left. Agreed on {agreed}.</p>"
        f"{_schedule_table(rows, caption='Your payment plan')}"
    )
    return f"{head}{_pay_next(standing)}{_cancel(number, standing)}"


def _pay_next(standing: PlanStanding) -> str:
    at = next((at for at, owed in enumerate(standing.owed) if owed), None)
    if at is None:
        return "<p>All of it is paid. A letter confirms it in the coming night.</p>"
    cents, number = standing.owed[at], escape(standing.plan.account_number)
    href = f"/billing/pay?pay={number}:{cents // 100}.{cents % 100:02}"
    words = f"Pay {money_text(cents)}"
    return f'<p><a class="button" data-kind="main" data-wide="" href="{href}">{words}</a></p>'


def _cancel(number: str, standing: PlanStanding) -> str:
    return (
        "<details><summary>Cancel the payment plan</summary>"
        f"<p>{money_text(standing.left_cents)} is due at once then, and late charges are added again.</p>"
        f'<form method="post" action="{PAGE}/plan/cancel"><input type="hidden" name="account" value="{number}">'
        '<button type="submit" class="button" data-wide="">Cancel the plan</button></form></details>'
    )


def _ended(plan: ArrangementView, moment: Moment) -> str:
    if plan.ended_on is None or plan.ended_on + TOLD_FOR < moment.today:
        return ""
    day, total = date_words(plan.ended_on, otherwise=""), money_text(plan.cents)
    words = {
        ArrangementEnd.KEPT: f"Your payment plan of {total} was paid in full. Thank you.",
        ArrangementEnd.BROKEN: f"Your payment plan of {total} ended on {day}: an installment was not paid.",
        ArrangementEnd.CANCELLED: f"Your payment plan of {total} was canceled on {day}.",
    }
    return f"<p>{words[plan.end]}</p>" if plan.end else ""


def _state(each: PlannedInstallment, owed: int, moment: Moment) -> str:
    if owed == 0:
        return "Paid"
    part = "" if owed == each.cents else f"{money_text(owed)} left"
    if each.due_on < moment.today:
        return f"Past due{', ' + part if part else ''}"
    return part or "To pay"


def _schedule_table(rows: Sequence[tuple[PlannedInstallment, str]], *, caption: str) -> str:
    body = "".join(
        f'<tr><th scope="row">{date_words(each.due_on, otherwise="")}</th>'
        f'<td data-numeric="">{money_text(each.cents)}</td><td>{escape(words)}</td></tr>'
        for each, words in rows
    )
    heads = '<th scope="col">By</th><th scope="col" data-numeric="">Amount</th><th scope="col">What</th>'
    return (
        f'<div class="table-frame" tabindex="0" role="region" aria-label="{caption}"><table class="table">'
        f"<caption>{caption}</caption><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )
