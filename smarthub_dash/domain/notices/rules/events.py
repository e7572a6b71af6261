"""
The catalogue of what members are told: what each is about, who may be told, by which ways unless they choose, and
which page of ours shows it.

A template of `documents/mail` that is not here only opens something for a while (a code, a link) or goes to somebody
without a sign-in: it goes where it was addressed and nowhere else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from smarthub_dash.domain.accounts.rules import Power
from smarthub_dash.domain.notices.rules import Category, Channel

NOBODY_ASKED: frozenset[Channel] = frozenset()
MAIL = frozenset({Channel.EMAIL})
MAIL_AND_TEXT = frozenset({Channel.EMAIL, Channel.TEXT, Channel.PUSH})


@dataclass(frozen=True, slots=True)
class Event:
    """One kind of news."""

    name: str
    """Its template, and what choices are kept under."""
    title: str
    category: Category
    path: str = ""
    """The page that shows it, with facts in braces; a notice may have one of its own."""
    power: Power | None = None
    """What a role must hold on the account to be told; None where it is about the member."""
    defaults: frozenset[Channel] = MAIL_AND_TEXT
    """By which ways it goes until the member chooses."""
    is_kept: bool = False
    """It always goes to the address it was posted for: a right, a bill, or a matter of security."""
    can_wait: bool = False
    """It is not urgent: quiet hours and digests apply."""


def _events(*events: Event) -> Mapping[str, Event]:
    return MappingProxyType({each.name: each for each in events})


_B, _P, _S, _U, _X = Category.BILLING, Category.PAYMENTS, Category.SERVICE, Category.USAGE, Category.SECURITY

EVENTS = _events(
    Event("bill_ready", "A bill is ready", _B, "/billing", Power.SEE, is_kept=True, can_wait=True),
    Event("due_soon", "A bill is due in 3 days", _B, "/billing/pay", Power.PAY, can_wait=True),
    Event("due_today", "A bill is due today", _B, "/billing/pay", Power.PAY),
    Event("past_due", "A bill is past due", _B, "/billing/pay", Power.PAY),
    Event("disconnect_warning", "Service may be switched off", _B, "/billing/pay", Power.PAY, is_kept=True),
    Event("payment_plan_on", "A payment plan was agreed", _B, "/billing", defaults=MAIL, is_kept=True),
    Event("payment_plan_kept", "A payment plan is paid", _B, "/billing", defaults=MAIL, is_kept=True),
    Event("payment_plan_off", "A payment plan has ended", _B, "/billing", is_kept=True),
    Event("paperless_on", "Paperless Billing was switched on", _B, "/billing/paperless", defaults=MAIL, is_kept=True),
    Event("paperless_off", "Paperless Billing was switched off", _B, "/billing/paperless", defaults=MAIL, is_kept=True),
    Event("payment_receipt", "A payment is posted", _P, "/billing", defaults=MAIL, can_wait=True),
    Event("payment_declined", "A payment was declined", _P, "/billing/pay", is_kept=True),
    Event("payment_returned", "A payment was returned", _P, "/billing/pay", is_kept=True),
    Event("payment_refunded", "Money was given back", _P, "/billing", defaults=MAIL, is_kept=True),
    Event("scheduled_unpaid", "A scheduled payment was not made", _P, "/billing/pay", is_kept=True),
    Event("auto_pay_soon", "Auto Pay is coming", _P, "/billing/auto-pay", defaults=MAIL, is_kept=True, can_wait=True),
    Event("auto_pay_ask", "Auto Pay asks first", _P, "/billing/auto-pay", is_kept=True),
    Event("auto_pay_failed", "Auto Pay did not go through", _P, "/billing/auto-pay", is_kept=True),
    Event("auto_pay_on", "Auto Pay was signed up for", _P, "/billing/auto-pay", defaults=MAIL, is_kept=True),
    Event("auto_pay_off", "Auto Pay has ended", _P, "/billing/auto-pay", defaults=MAIL, is_kept=True),
    Event("card_expires", "A card expires soon", _P, "/profile/payment-accounts", defaults=MAIL, can_wait=True),
    Event("request_received", "A question or report was received", _S, "/report", defaults=MAIL, can_wait=True),
    Event("request_updated", "News of a question or report", _S, "/report", Power.SEE, can_wait=True),
    Event("outage_begun", "The power is out", _S, "/outages", Power.SEE),
    Event("outage_news", "News of an outage", _S, "/outages", Power.SEE),
    Event("outage_over", "The power is back", _S, "/outages", Power.SEE),
    Event("planned_work", "Planned work", _S, "/outages", Power.SEE, can_wait=True),
    Event("staff_message", "A message from us", _S, "/notifications", can_wait=True),
    Event("unusual_use", "High or unusual use", _U, "/usage", Power.SEE, can_wait=True),
    Event("budget_passed", "A budget was passed", _U, "/usage", Power.SEE, can_wait=True),
    Event("peak_alert", "A peak is coming", _U, "/usage", Power.SEE),
    Event("new_device", "A new device signed in", _X, "/profile/security", defaults=MAIL, is_kept=True),
    Event("credential_changed", "The way you sign in changed", _X, "/profile/security", defaults=MAIL, is_kept=True),
    Event("recovery_code_used", "A recovery code was used", _X, "/profile/security", defaults=MAIL, is_kept=True),
    Event("failed_guesses", "Someone guessed at your password", _X, "/profile/security", defaults=MAIL, is_kept=True),
    Event("contact_changed", "A contact changed", _X, "/notifications/contacts", defaults=MAIL, is_kept=True),
    Event("account_linked", "An account was linked", _X, "/profile/accounts", defaults=MAIL, is_kept=True),
    Event("owner_added", "Someone linked your account", _X, "/profile/household", defaults=MAIL, is_kept=True),
    Event("invitation_accepted", "An invitation was accepted", _X, "/profile/household", defaults=MAIL, is_kept=True),
    Event("access_ended", "Shared access ended", _X, "/profile/household", defaults=MAIL, is_kept=True),
    Event("payment_account_added", "A payment account was added", _X, "/profile/payment-accounts", is_kept=True),
    Event("payment_account_removed", "A payment account was removed", _X, "/profile/payment-accounts", is_kept=True),
)
"""In the order in which the page of choices shows them."""

CATEGORY_NAMES: Mapping[Category, str] = MappingProxyType(
    {_B: "Billing", _P: "Payments", _S: "Service", _U: "Usage", _X: "Security"}
)


def events_in(category: Category) -> tuple[Event, ...]:
    """Return the events of a category, in order."""
    return tuple(each for each in EVENTS.values() if each.category is category)
