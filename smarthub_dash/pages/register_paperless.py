"""Register, the last step: how the bills shall come."""

import reflex as rx

from components.public_parts import public_shell
from components.ui.buttons import submit_button
from components.ui.forms import hidden_field, native_form
from components.ui.headings import page_heading
from components.words import _

ROUTE = "/register/paperless"
TITLE = _("Bills without paper?")


def page() -> rx.Component:
    """Return the whole page."""
    return public_shell(
        page_heading(TITLE, lead=_("You are registered and signed in.")),
        rx.el.p(
            _("With Paperless Billing your bill is here the moment it is made, with an e-mail that says so, ")
            + _("and no letter comes by mail. You can go back to printed bills at any time.")
        ),
        _answer(_("Yes, paperless"), value="paperless"),
        _answer(_("Keep printed bills"), value="printed", is_main=False),
        width="form",
    )


def _answer(text: str, *, value: str, is_main: bool = True) -> rx.Component:
    return native_form(
        hidden_field("bill_format", value),
        submit_button(text, kind="main" if is_main else "plain", is_wide=True),
        action=ROUTE,
    )
