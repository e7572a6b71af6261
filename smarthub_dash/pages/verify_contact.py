"""Type the code that a new contact was sent."""

import reflex as rx

from components.plain_member_parts import step_shell
from components.public_parts import slot
from components.ui.headings import page_heading
from components.words import _

ROUTE = "/notifications/contacts/verify"
TITLE = _("Verification code")


def page() -> rx.Component:
    """Return the whole page; the route fills the slots "error" and "content"."""
    return step_shell(
        page_heading(TITLE),
        slot("error"),
        slot("content"),
        back=(_("Back to Manage Contacts"), "/notifications/contacts"),
    )
