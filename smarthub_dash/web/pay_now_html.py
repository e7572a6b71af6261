"""The HTML of Pay Now, step by step; all that comes in is escaped."""

from html import escape

from smarthub_dash.domain.payments.queries.unsettled import TenderFacts
from smarthub_dash.domain.payments.rules import CREDITED, UNSETTLED, MethodKind, TenderState
from smarthub_dash.domain.payments.rules.authorizations import ONE_DEBIT
from smarthub_dash.domain.payments.rules.fees import Fees, fee_for, fee_words
from smarthub_dash.domain.payments.rules.outcomes import STATE_WORDS, reason_words, what_to_do
from smarthub_dash.journeys.pay_now import AGAIN, CONFIRM, DUE, PAGE, GuestSummary
from smarthub_dash.kit.money import Cents, money_text
from smarthub_dash.web.hosted_html import authorization_html, tick_html, ways_html

MAIN = 'type="submit" class="button" data-kind="main" data-wide=""'


def find_form_html(account_number: str, name: str) -> str:
    """Return the form that asks for a bill, with what was typed."""
    return (
        f'<form method="post" action="{PAGE}" class="stack">'
        + _field("Account number", "account_number", account_number, hint="As printed on a bill.")
        + _field("Last name or business name", "name", name, hint="As printed on a bill.")
        + f"<button {MAIN}>Show the amount due</button></form>"
    )


def due_html(account_number: str, cents: Cents, *, email: str, fees: Fees) -> str:
    """Return what is due, and the two ways to pay it."""
    head = (
        '<div class="stack"><section class="sheet" aria-labelledby="due">'
        f'<h2 id="due">Amount due</h2><p class="amount" data-size="total">{money_text(cents)}</p>'
        f'<p class="soft">Account {escape(account_number)}</p></section>'
    )
    if not cents:
        return f"{head}<p>Nothing is due on this account now.</p>{_other_account()}</div>"
    return (
        head
        + _way("bank", "With a bank account", MethodKind.BANK, email=email, fees=fees)
        + _way("card", "With a card", MethodKind.CARD, email=email, fees=fees)
        + f"{_other_account()}</div>"
    )


def summary_html(summary: GuestSummary) -> str:
    """Return what is about to be paid, and the button that pays it."""
    total = money_text(summary.cents + summary.fee_cents)
    return (
        '<div class="stack"><section class="sheet stack" aria-labelledby="summary"><h2 id="summary">Your payment</h2>'
        f"<p>Account {escape(summary.account_number)}: <strong>{money_text(summary.cents)}</strong></p>"
        f"<p>{escape(fee_words(summary.fee_cents))}</p>"
        f"<p>Paid with {escape(summary.method)}</p>"
        f'<form method="post" action="{CONFIRM}" class="stack">'
        f'<input type="hidden" name="fee" value="{summary.fee_cents}"><button {MAIN}>Pay {total}</button></form>'
        f'</section><p><a class="button" href="{DUE}">Change</a></p></div>'
    )


def outcome_html(facts: TenderFacts) -> str:
    """Return how the payment stands, and what to do next."""
    tender, state = facts.tender, TenderState(facts.tender.state)
    total = money_text(tender.cents + tender.fee_cents)
    head = (
        '<div class="stack"><section class="sheet stack" aria-labelledby="outcome" role="status">'
        f'<h2 id="outcome">{STATE_WORDS[state]}</h2>'
        f"<p>{total} for account {escape(facts.accounts[0].account_number)}. "
        f"Receipt number {escape(facts.event.receipt_number)}.</p>"
    )
    if state in UNSETTLED:
        words = "We wait for an answer about your payment. This page looks again by itself; it is safe to stay or go."
        return f"{head}<p>{words}</p></section></div>"
    if state in CREDITED:
        bank = "<p>Your bank confirms within four business days.</p>" if state is TenderState.PENDING else ""
        mail = "<p>Your receipt is on its way by e-mail.</p>" if facts.event.receipt_email else ""
        return f"{head}{bank}{mail}</section>{ways_html((('Home page', '/'),))}</div>"
    reason = f"{reason_words(tender.code, kind=facts.kind)} {what_to_do(tender.code, kind=facts.kind)}"
    again = f'<form method="post" action="{AGAIN}"><button {MAIN}>Try once more</button></form>'
    return f"{head}<p>{escape(reason)} Nothing was paid.</p></section>{again}</div>"


def _way(name: str, title: str, kind: MethodKind, *, email: str, fees: Fees) -> str:
    is_bank = kind is MethodKind.BANK
    agreed = authorization_html(ONE_DEBIT) + tick_html(ONE_DEBIT.tick) if is_bank else ""
    mail = _field(
        "E-mail for the receipt",
        "email",
        email,
        hint="If you want one.",
        field_id=f"email-{name}",
        kind="email",
        is_required=False,
    )
    return (
        f'<section class="sheet stack" aria-labelledby="with-{name}"><h2 id="with-{name}">{title}</h2>'
        f"<p>{escape(fee_words(fee_for(kind, fees=fees)))}</p>"
        f'<form method="post" action="{DUE}" class="stack"><input type="hidden" name="kind" value="{kind.value}">'
        f"{mail}{agreed}<button {MAIN}>Go on {title.lower()}</button></form></section>"
    )


def _other_account() -> str:
    return f'<p><a class="button" href="{PAGE}">Another account</a></p>'


def _field(
    label: str, name: str, typed: str, *, hint: str, field_id: str = "", kind: str = "text", is_required: bool = True
) -> str:
    at = field_id or name
    required = " required" if is_required else ""
    autocomplete = "email" if kind == "email" else "off"
    return (
        f'<div class="field"><label for="{at}">{escape(label)}</label><p id="{at}-hint" class="hint">{escape(hint)}</p>'
        f'<input id="{at}" name="{name}" type="{kind}" class="input" value="{escape(typed)}" '
        f'autocomplete="{autocomplete}" maxlength="254" aria-describedby="{at}-hint"{required}></div>'
    )
