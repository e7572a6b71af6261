"""Paperless billing; not ready yet."""

import reflex as rx

from components.later import not_ready
from components.ui.headings import page_heading
from components.words import _

ROUTE = "/billing/paperless"
TITLE = _("Paperless Billing")


def page() -> rx.Component:
    """Return the content of the page."""
    return rx.el.div(
        page_heading(
            TITLE, lead=_("Your bill on screen, the moment it is made."), trail=((_("Billing & Payments"), "/billing"),)
        ),
        not_ready(
            what=_("You will switch the printed bill off or on, account by account, at any time."),
            meanwhile=_("Printed bills keep coming until you say otherwise here or by telephone."),
            sign="leaf",
        ),
        class_name="stack",
    )
