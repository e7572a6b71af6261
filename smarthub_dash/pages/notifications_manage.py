"""Which news goes where; not ready yet."""

import reflex as rx

from components.later import not_ready
from components.ui.headings import page_heading
from components.words import _

ROUTE = "/notifications/manage"
TITLE = _("Manage Notifications")


def page() -> rx.Component:
    """Return the content of the page."""
    return rx.el.div(
        page_heading(
            TITLE, lead=_("Which news reaches you, and where."), trail=((_("Notifications"), "/notifications"),)
        ),
        not_ready(
            what=_(
                "You will set up text messages and e-mails for each kind of news: billing, payments, service, "
                "usage. Security notices always stay on."
            ),
            meanwhile=_("Nothing is sent yet. Home shows what needs you."),
            sign="bell",
        ),
        class_name="stack",
    )
