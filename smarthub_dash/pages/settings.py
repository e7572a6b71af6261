"""The door of a phone to everything that can be set."""

import reflex as rx

from components.ui.doors import Door, doors
from components.ui.headings import page_heading
from components.words import _

ROUTE = "/settings"
TITLE = _("Settings")

DOORS = (
    Door(_("My Profile"), _("Your personal information."), "/profile", "profile"),
    Door(
        _("Stored Payment Accounts"),
        _("Bank accounts and cards for later payments."),
        "/profile/payment-accounts",
        "card",
    ),
    Door(_("Notifications"), _("How we reach you, and about what."), "/notifications", "bell"),
    Door(_("Security"), _("Password, passkeys, signed-in devices."), "/profile/security", "shield"),
    Door(_("Outages"), _("Where power or internet is out."), "/outages", "electric"),
)


def page() -> rx.Component:
    """Return the content of the page."""
    return rx.el.div(
        page_heading(TITLE, lead=_("Everything you can set, in one place.")),
        doors(DOORS, label=_("Settings")),
        class_name="stack",
    )
