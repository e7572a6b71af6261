"""Set up codes by e-mail."""

import reflex as rx

from components.plain_member_parts import step_shell
from components.slot import slot
from components.ui.buttons import plain_button_link, submit_button
from components.ui.forms import native_form, text_field
from components.ui.headings import page_heading
from components.words import _

ROUTE = "/profile/security/email-codes"
SEND_ROUTE = f"{ROUTE}/send"
TITLE = _("Set up codes by e-mail")


def page() -> rx.Component:
    """Return the whole page; the route fills the slots "error" and "address"."""
    return step_shell(
        page_heading(TITLE, lead=_("After your password, the portal will send a code and ask for it.")),
        slot("error"),
        rx.el.p(_("Codes go to "), slot("address"), "."),
        native_form(submit_button(_("Send a code"), kind="plain", is_wide=True), action=SEND_ROUTE),
        native_form(
            text_field(
                _("Code of six digits"), name="code", autocomplete="one-time-code", hint=_("It works for 10 minutes.")
            ),
            submit_button(_("Switch on"), is_wide=True),
            action=ROUTE,
        ),
        rx.el.p(plain_button_link(_("Cancel"), href="/profile/security")),
    )
