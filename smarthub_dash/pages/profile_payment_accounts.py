"""Stored payment accounts; not ready yet."""

import reflex as rx

from components.later import not_ready
from components.ui.headings import page_heading
from components.words import _

ROUTE = "/profile/payment-accounts"
TITLE = _("Manage My Stored Payment Accounts")


def page() -> rx.Component:
    """Return the content of the page."""
    return rx.el.div(
        page_heading(
            TITLE, lead=_("Bank accounts and cards for later payments."), trail=((_("My Profile"), "/profile"),)
        ),
        not_ready(
            what=_(
                "You will add, name, choose and remove bank accounts and cards. Their full numbers are kept by "
                "the payment processor, never by us."
            ),
            meanwhile=_("No bank account or card is stored here yet."),
            sign="card",
        ),
        class_name="stack",
    )
