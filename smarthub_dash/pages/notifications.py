"""The inbox, and the doors to contacts and choices."""

import reflex as rx

from components.later import not_ready
from components.ui.doors import Door, doors
from components.ui.headings import page_heading
from components.words import _

ROUTE = "/notifications"
TITLE = _("Notifications")

DOORS = (
    Door(
        _("Manage Contacts"),
        _("The e-mail addresses and phone numbers we may use."),
        "/notifications/contacts",
        "people",
    ),
    Door(_("Manage Notifications"), _("Which news reaches you, and where."), "/notifications/manage", "settings"),
)


def page() -> rx.Component:
    """Return the content of the page."""
    return rx.el.div(
        page_heading(TITLE, lead=_("What happened on your accounts, and how we reach you.")),
        doors(DOORS, label=_("Notifications")),
        not_ready(
            what=_(
                "Messages about bills, payments, service and usage will be listed here, with a word on where else "
                "they were sent."
            ),
            meanwhile=_("Nothing is sent by e-mail or text message yet. Home shows what needs you."),
            sign="bell",
        ),
        class_name="stack",
    )
