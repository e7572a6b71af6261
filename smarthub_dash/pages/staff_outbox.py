"""Letters that did not arrive, for staff: plain, and the same in a demo and in a production."""

import reflex as rx

from components.public_parts import public_shell, slot
from components.ui.buttons import plain_button_link
from components.ui.headings import page_heading
from components.words import _

ROUTE = "/staff/outbox"
TITLE = _("Letters that did not arrive")


def page() -> rx.Component:
    """Return the whole page; the route fills "letters", and "all" with the way to a demo's letters."""
    return public_shell(
        page_heading(TITLE, lead=_("The mail server refused them, or they still wait. Members are told of their own.")),
        slot("letters"),
        slot("all"),
        rx.el.p(plain_button_link(_("Home"), href="/home")),
    )
