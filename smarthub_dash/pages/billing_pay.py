"""Paying one account or several; not ready yet."""

import reflex as rx

from components.later import not_ready
from components.ui.headings import page_heading
from components.words import _

ROUTE = "/billing/pay"
TITLE = _("Make a Payment")


def page() -> rx.Component:
    """Return the content of the page."""
    return rx.el.div(
        page_heading(
            TITLE, lead=_("Pay one account or several at once."), trail=((_("Billing & Payments"), "/billing"),)
        ),
        not_ready(
            what=_(
                "You will choose accounts, see one summary and confirm once. Nothing is charged before you confirm."
            ),
            meanwhile=_(
                "Payments cannot be made here yet, so nothing you do on this page costs anything. Call us to pay, "
                "or send the stub of your bill."
            ),
            sign="card",
        ),
        class_name="stack",
    )
