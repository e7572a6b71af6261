"""The accounts of this sign-in; not ready yet."""

import reflex as rx

from components.later import not_ready
from components.ui.headings import page_heading
from components.words import _

ROUTE = "/profile/accounts"
TITLE = _("Linked Accounts")


def page() -> rx.Component:
    """Return the content of the page."""
    return rx.el.div(
        page_heading(TITLE, lead=_("The accounts this sign-in shows."), trail=((_("My Profile"), "/profile"),)),
        not_ready(
            what=_("You will link another account by its number and a second fact, give it a nickname, or unlink it."),
            meanwhile=_("All linked accounts are on Home. To link another today, call us."),
            sign="bill",
        ),
        class_name="stack",
    )
