"""Paying as a guest: what is due on a bill at hand, and nothing else of its account."""

import reflex as rx

from components.public_parts import public_shell, slot
from components.ui.buttons import plain_link
from components.ui.headings import page_heading
from components.words import _

ROUTE = "/pay-now"
TITLE = _("Pay Now")


def page() -> rx.Component:
    """Return the whole page; the route fills the slots "error" and "content", step by step."""
    return public_shell(
        page_heading(TITLE, lead=_("Pay a bill without a sign-in. Have the bill at hand.")),
        slot("error"),
        slot("content"),
        rx.el.p(
            _("Card and bank numbers are typed on a page of our payment processor, never here. "),
            plain_link(_("Sign in"), href="/login"),
            _(" to see your bills and to pay several accounts at once."),
            class_name="soft",
        ),
        width="form",
    )
