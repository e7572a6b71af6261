"""Add a payment account: what is agreed to here, and the way to the processor's page, where its numbers are typed."""

import reflex as rx

from components.plain_member_parts import step_shell
from components.public_parts import slot
from components.ui.headings import page_heading
from components.words import _

ROUTE = "/profile/payment-accounts/add"
TITLE = _("Add a payment account")


def page() -> rx.Component:
    """Return the whole page; the route fills the slots "error" and "content"."""
    return step_shell(
        page_heading(
            TITLE, lead=_("Its numbers are typed on a page of our payment processor. They are never seen or kept here.")
        ),
        slot("error"),
        slot("content"),
        back=(_("My payment accounts"), "/profile/payment-accounts"),
    )
