"""The bills and payments of every account, and the doors to what can be set up for them."""

import reflex as rx

from components.later import not_ready
from components.ui.doors import Door, doors
from components.ui.headings import page_heading
from components.words import _

ROUTE = "/billing"
TITLE = _("Billing & Payments")

DOORS = (
    Door(_("Make a Payment"), _("One account or several at once."), "/billing/pay", "card"),
    Door(
        _("Auto Pay Program"), _("Your bill paid on its due date, at no extra charge."), "/billing/auto-pay", "repeat"
    ),
    Door(_("Paperless Billing"), _("Your bill at once instead of by mail."), "/billing/paperless", "leaf"),
)


def page() -> rx.Component:
    """Return the content of the page."""
    return rx.el.div(
        page_heading(TITLE, lead=_("Bills and payments of all your accounts.")),
        doors(DOORS, label=_("Billing & Payments")),
        not_ready(
            what=_(
                "Your bills, the payments you made and their receipts will be listed here, for every account together."
            ),
            meanwhile=_(
                "Amounts due and balances are on Home today. Bills come by mail as before, and we take payments "
                "by telephone."
            ),
            sign="bill",
        ),
        class_name="stack",
    )
