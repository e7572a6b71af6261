"""E-mail addresses and phone numbers; not ready yet."""

import reflex as rx

from components.later import not_ready
from components.ui.headings import page_heading
from components.words import _

ROUTE = "/notifications/contacts"
TITLE = _("Manage Contacts")


def page() -> rx.Component:
    """Return the content of the page."""
    return rx.el.div(
        page_heading(
            TITLE,
            lead=_("The e-mail addresses and phone numbers we may use."),
            trail=((_("Notifications"), "/notifications"),),
        ),
        not_ready(
            what=_(
                "You will add or change an e-mail address or a mobile number, and activate it with a verification code."
            ),
            meanwhile=_("To change how we reach you today, call us."),
            sign="people",
        ),
        class_name="stack",
    )
