"""Pay a bill later: some days more, or installments, within the rules of the provider."""

import reflex as rx

from components.plain_member_parts import step_shell
from components.public_parts import slot
from components.ui.headings import page_heading
from components.words import _

ROUTE = "/billing/later"
TITLE = _("Pay a bill later")


def page() -> rx.Component:
    """Return the whole page; the route fills the slots "error" and "content"."""
    return step_shell(
        page_heading(TITLE, lead=_("Some days more for a bill, or a plan for what is past due.")),
        slot("error"),
        slot("content"),
        back=(_("Billing & Payments"), "/billing"),
    )
