"""Pay once with something that is not kept: what is agreed to here, and the way to the processor's page."""

import reflex as rx

from components.plain_member_parts import step_shell
from components.public_parts import slot
from components.ui.headings import page_heading
from components.words import _

ROUTE = "/billing/pay/once"
TITLE = _("Pay with something you do not keep")


def page() -> rx.Component:
    """Return the whole page; the route fills the slots "error" and "content"."""
    return step_shell(
        page_heading(
            TITLE,
            lead=_(
                "For one payment today. Its numbers are typed on a page of our payment processor, and forgotten there "
                "after it."
            ),
        ),
        slot("error"),
        slot("content"),
        back=(_("Make a Payment"), "/billing/pay"),
    )
