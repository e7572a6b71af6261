"""Register, the first step: what a printed bill says, and where to write."""

import reflex as rx

from components.contact import CALLABYTE, CEC
from components.public_parts import public_shell, slot, typed
from components.ui.buttons import anchor, plain_link, submit_button
from components.ui.forms import native_form, text_field
from components.ui.headings import page_heading
from components.words import _

ROUTE = "/register"
TITLE = _("Register")


def page() -> rx.Component:
    """
    Return the whole page.

    The route fills "error" (what to mend), "demo" (a printed bill to try it with) and what was typed.
    """
    return public_shell(
        page_heading(TITLE, lead=_("Free, in a few minutes. You need a printed bill and your e-mail.")),
        slot("error"),
        native_form(
            _account(), _second_fact(), _email(), submit_button(_("Send me a link"), is_wide=True), action=ROUTE
        ),
        _help(),
        rx.el.p(
            _("You have a sign-in already? "),
            plain_link(_("Sign in"), href="/login"),
            _(" and add the account under Linked Accounts."),
        ),
        slot("demo"),
        width="form",
    )


def _account() -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(_("1. Your account")),
        text_field(
            _("Account number"),
            name="account_number",
            hint=_("On the printed bill that is mailed to you each month."),
            value=typed("account_number"),
        ),
        text_field(
            _("Last name or business name"),
            name="name",
            hint=_("As it is printed on the bill."),
            value=typed("name"),
            autocomplete="family-name",
        ),
        class_name="stack",
    )


def _second_fact() -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(_("2. One more fact")),
        rx.el.p(_("One of these is enough, whichever you have at hand."), class_name="soft"),
        text_field(
            _("Amount of your last bill"),
            name="amount",
            hint=_("In dollars and cents, such as 142.17."),
            value=typed("amount"),
            is_required=False,
        ),
        text_field(
            _("ZIP code of the service address"),
            name="zip_code",
            hint=_("Enough if nobody has registered this account before."),
            value=typed("zip_code"),
            autocomplete="postal-code",
            is_required=False,
        ),
        text_field(
            _("One-time code printed on the bill"),
            name="bill_code",
            hint=_("Eight letters and digits. It works once."),
            value=typed("bill_code"),
            is_required=False,
        ),
        class_name="stack",
    )


def _email() -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(_("3. Where we may write to you")),
        text_field(
            _("E-mail"),
            name="email",
            kind="email",
            hint=_("We send a link to it. You will sign in with this address."),
            value=typed("email"),
            autocomplete="email",
        ),
        class_name="stack",
    )


def _help() -> rx.Component:
    return rx.el.div(
        rx.el.h2(_("No bill at hand?")),
        rx.el.p(
            _("Our member service team tells you your account number: "),
            anchor(CALLABYTE.number, href=CALLABYTE.link),
            _(". For help with adding accounts, call "),
            anchor(CEC.number, href=CEC.link),
            ".",
        ),
        class_name="stack",
    )
