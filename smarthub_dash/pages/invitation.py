"""Answer an invitation to a household: a plain page, for whoever holds its link."""

import reflex as rx

from components.public_parts import public_shell, slot
from components.ui.headings import page_heading
from components.words import _

ROUTE = "/invitation"
TITLE = _("Invitation")


def page() -> rx.Component:
    """
    Return the whole page.

    The route fills three slots: "error" (why it cannot be answered), "offer" (what is offered), "answer" (forms).
    """
    return public_shell(
        page_heading(TITLE, lead=_("Someone wants to share the accounts of a household with you.")),
        slot("error"),
        slot("offer"),
        slot("answer"),
        width="form",
    )
