"""Put what a member may pay, and has chosen to, into words."""

from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import urlencode

from smarthub_dash.domain.payments.queries.methods import MethodView
from smarthub_dash.domain.payments.queries.scheduled import Scheduled
from smarthub_dash.domain.payments.rules import MethodKind, ScheduledState
from smarthub_dash.domain.payments.rules.fees import fee_for, fee_words
from smarthub_dash.domain.payments.rules.outcomes import STATE_WORDS
from smarthub_dash.domain.payments.rules.scheduling import MOST_DAYS_AHEAD
from smarthub_dash.journeys.open_paying import Paying
from smarthub_dash.journeys.payment_choice import ONCE_PATH, AmountKind, address_of
from smarthub_dash.journeys.payment_sum import PaymentLine, PaymentSum, as_chosen, can_pay_on
from smarthub_dash.journeys.words import PROVIDER_NAMES, dated_text, day_text, due_words, full_day_text
from smarthub_dash.kit.money import money_text
from state.pay_values import LaterRow, MethodRow, PayRow, PayView, SumRow

ONCE, ONCE_TODAY = "For this payment only, not kept", "For a payment of today only"
AMOUNTS = {AmountKind.DUE: "Total due", AmountKind.PAST: "Past due", AmountKind.OTHER: "Other amount"}
TONES = {"Posted": "good", "Declined": "alert", "Returned": "alert", "Processing": "pen"}
ENDS = {ScheduledState.CANCELLED: ("Cancelled", "plain"), ScheduledState.FAILED: ("Not made", "alert")}
"""How a scheduled payment that became none ended: its word and its tone."""


def pay_view(paying: Paying, found: PaymentSum, *, today: date) -> PayView:
    """Return the page for what was chosen."""
    # With twenty accounts, what can be paid must not hide among what cannot.
    lines = sorted(found.lines, key=lambda line: line.account.payable_cents <= 0)
    shown = PayView(
        has_accounts=bool(paying.accounts),
        has_due=any(each.payable_cents > 0 for each in paying.accounts),
        rows=[_row(line, today) for line in lines],
        methods=[_method(paying, each, found, today) for each in paying.methods],
        has_methods=found.method is not None,
        has_any_method=any(not each.is_once for each in paying.methods),
        is_later=found.pay_on is not None,
        day_value=found.pay_on.isoformat() if found.pay_on else "",
        first_day=(today + timedelta(days=1)).isoformat(),
        last_day=(today + timedelta(days=MOST_DAYS_AHEAD)).isoformat(),
        day_words=full_day_text(found.pay_on) if found.pay_on else "Today",
        late_words=_late_words(found),
        later=[_later(paying, each) for each in paying.scheduled],
        has_later=bool(paying.scheduled),
    )
    return _summed(shown, found)


def _summed(shown: PayView, found: PaymentSum) -> PayView:
    choice = as_chosen(found)
    return replace(
        shown,
        sum_rows=[_sum_row(line) for line in found.chosen],
        count_words="1 account" if len(found.chosen) == 1 else f"{len(found.chosen)} accounts",
        method_name=found.method.name if found.method else "",
        amount=money_text(found.cents),
        fee=fee_words(found.fee_cents),
        total=money_text(found.total_cents),
        confirm_words=_confirm_words(found),
        after_words=_after_words(found),
        problem=found.problem,
        can_pay=not found.problem,
        here=address_of(choice),
        add_href=f"/profile/payment-accounts/add?{urlencode({'back': address_of(choice)})}",
        once_href=f"{ONCE_PATH}?{urlencode({'back': address_of(choice)})}",
        review_href=address_of(replace(choice, is_review=True)),
    )


def _row(line: PaymentLine, today: date) -> PayRow:
    account, view = line.account, line.account.view
    wanted = line.wanted
    return PayRow(
        number=view.account_number,
        nickname=view.nickname or view.street,
        kind=view.kind.value,
        provider_name=PROVIDER_NAMES[view.provider],
        place=f"{view.street}, {view.place}",
        due=money_text(account.payable_cents),
        due_words=due_words(account.standing, today=today),
        past=money_text(account.past_cents),
        has_past=0 < account.past_cents < account.payable_cents,
        is_payable=account.payable_cents > 0,
        is_chosen=wanted is not None,
        amount_kind=wanted.kind.value if wanted else "",
        typed=wanted.typed if wanted else "",
        mend=line.mend,
        note=_note(line),
    )


def _note(line: PaymentLine) -> str:
    said = []
    if line.account.on_its_way_cents:
        said.append(f"{money_text(line.account.on_its_way_cents)} is on its way already.")
    if line.account.scheduled_cents:
        said.append(f"{money_text(line.account.scheduled_cents)} is scheduled for a later day.")
    if line.account.draft_on:
        said.append(f"Auto Pay draws what is due on {day_text(line.account.draft_on)}, unless you pay it before.")
    return " ".join(said)


def _method(paying: Paying, each: MethodView, found: PaymentSum, today: date) -> MethodRow:
    about = []
    is_usable = can_pay_on(each, pay_on=found.pay_on, today=today)
    if each.is_once:
        about.append(ONCE if is_usable else ONCE_TODAY)
    elif not is_usable:
        about.append(each.suspended_because or ("Expired by then" if found.pay_on else "Expired"))
    elif each.expires_soon(today=today):
        about.append(f"Expires {each.expires_month:02d}/{each.expires_year}")
    if each.is_default:
        about.append("Default")
    return MethodRow(
        key=str(each.method_id),
        name=each.name,
        fee=fee_words(fee_for(each.kind, fees=paying.fees)),
        about=" · ".join(about),
        is_chosen=found.method is not None and found.method.method_id == each.method_id,
        is_usable=is_usable,
        is_once=each.is_once,
    )


def _sum_row(line: PaymentLine) -> SumRow:
    view = line.account.view
    return SumRow(
        number=view.account_number,
        nickname=view.nickname or view.street,
        provider_name=PROVIDER_NAMES[view.provider],
        what=AMOUNTS[line.wanted.kind] if line.wanted else "",
        amount=money_text(line.cents),
    )


def _late_words(found: PaymentSum) -> str:
    """Say which bills are late by the day that was chosen."""
    if found.pay_on is None:
        return ""
    late = [
        line.account
        for line in found.chosen
        if line.account.standing.due_on is not None and line.account.standing.due_on < found.pay_on
    ]
    if not late:
        return ""
    first = min(each.standing.due_on for each in late if each.standing.due_on)
    named = late[0].view.nickname or late[0].view.street if len(late) == 1 else f"{len(late)} of these accounts"
    verb = "is" if len(late) == 1 else "are"
    return f"{named} {verb} due before that day (from {day_text(first)}), so a late charge may be added."


def _confirm_words(found: PaymentSum) -> str:
    total = money_text(found.total_cents)
    return f"Confirm {total} for {day_text(found.pay_on)}" if found.pay_on else f"Confirm and pay {total}"


def _after_words(found: PaymentSum) -> str:
    if found.pay_on is not None:
        return (
            "Nothing is charged today. On that day we pay these amounts, or less if less is owed by then. You can "
            "change or cancel it until then."
        )
    if found.method is not None and found.method.kind is MethodKind.BANK:
        return "By confirming you authorize one draft of this amount from your bank account, today."
    return "By confirming you authorize one charge of this amount, today."


def _later(paying: Paying, each: Scheduled) -> LaterRow:
    badge, tone = _standing(each)
    is_waiting = each.state is ScheduledState.WAITING
    named = [
        f"{paying.names[account_id].nickname if account_id in paying.names else 'Another account'} {money_text(cents)}"
        for account_id, cents in each.allotments.items()
    ]
    return LaterRow(
        key=str(each.scheduled_id),
        day=dated_text(each.pay_on),
        day_value=each.pay_on.isoformat(),
        amount=money_text(each.cents),
        accounts=", ".join(sorted(named)),
        method=each.method,
        method_key=str(each.method_id),
        badge=badge,
        tone=tone,
        about=each.failure or (f"{fee_words(each.fee_cents)}, as agreed." if each.fee_cents else ""),
        receipt_href=f"/billing/receipts/{each.receipt_number}" if each.receipt_number else "",
        may_change=is_waiting,
    )


def _standing(each: Scheduled) -> tuple[str, str]:
    if each.state in ENDS:
        return ENDS[each.state]
    if each.state is ScheduledState.WAITING:
        return "Scheduled", "plain"
    word = STATE_WORDS[each.tender_state] if each.tender_state else "Processing"
    return word, TONES.get(word, "plain")
