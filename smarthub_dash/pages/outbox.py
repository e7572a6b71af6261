"""Outbox: the letters that a demo sent. It is served in demo mode only."""

import reflex as rx

from components.public_parts import public_shell, slot
from components.ui.headings import page_heading
from components.words import _

ROUTE = "/demo/outbox"
TITLE = _("Outbox")


def page() -> rx.Component:
    """
    Return the whole page.

    The route fills the slot "letters": the list of them, or one of them.
    """
    return public_shell(
        page_heading(TITLE, lead=_("This demo sends no letter out of this machine. Here is what members would get.")),
        slot("letters"),
    )
