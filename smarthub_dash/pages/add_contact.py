"""Add or change a contact; the route fills in which kind, and what was typed."""

import reflex as rx

from components.plain_member_parts import step_shell
from components.public_parts import slot
from components.ui.headings import page_heading
from components.words import _

ROUTE = "/notifications/contacts/add"
TITLE = _("Add a contact")


def page() -> rx.Component:
    """Return the whole page; the route fills the slots "error" and "content"."""
    return step_shell(
        page_heading(
            TITLE, lead=_("We send a verification code there first. Until you type it, nothing else is sent.")
        ),
        slot("error"),
        slot("content"),
        back=(_("Back to Manage Contacts"), "/notifications/contacts"),
    )
