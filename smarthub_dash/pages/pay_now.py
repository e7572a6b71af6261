"""Paying as a guest; not ready yet."""

import reflex as rx

from components.later import not_ready
from components.public_parts import public_shell
from components.ui.buttons import plain_button_link
from components.ui.headings import page_heading
from components.words import _

ROUTE = "/pay-now"
TITLE = _("Pay Now")


def page() -> rx.Component:
    """Return the whole page."""
    return public_shell(
        page_heading(TITLE, lead=_("Pay a bill without a sign-in.")),
        not_ready(
            what=_("You will enter an account number and a last name, see the amount due, and pay it."),
            meanwhile=_("Payments cannot be made here yet. Call us to pay, or send the stub of your bill."),
            sign="card",
        ),
        plain_button_link(_("Sign in"), href="/login"),
        width="form",
    )
