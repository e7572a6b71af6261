"""Who the member is to us, and the doors to everything personal."""

import reflex as rx

from components.later import not_ready
from components.ui.doors import Door, doors
from components.ui.headings import page_heading
from components.words import _

ROUTE = "/profile"
TITLE = _("My Profile")

DOORS = (
    Door(
        _("Manage My Stored Payment Accounts"),
        _("Bank accounts and cards for later payments."),
        "/profile/payment-accounts",
        "card",
    ),
    Door(_("Linked Accounts"), _("The accounts this sign-in shows."), "/profile/accounts", "bill"),
    Door(_("Household"), _("Who else may see or pay, and for how long."), "/profile/household", "people"),
    Door(_("Security"), _("Password, passkeys, signed-in devices."), "/profile/security", "shield"),
)


def page() -> rx.Component:
    """Return the content of the page."""
    return rx.el.div(
        page_heading(TITLE, lead=_("Your personal information, and everything kept for you.")),
        doors(DOORS, label=_("My Profile")),
        not_ready(
            what=_("Your name, mailing address, language and large print will be shown and changed here."),
            meanwhile=_("To change personal information today, call us."),
            sign="profile",
        ),
        class_name="stack",
    )
