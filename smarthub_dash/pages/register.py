"""Making a sign-in; not ready yet."""

import reflex as rx

from components.later import not_ready
from components.public_parts import public_shell
from components.ui.buttons import plain_button_link
from components.ui.headings import page_heading
from components.words import _

ROUTE = "/register"
TITLE = _("Register")


def page() -> rx.Component:
    """Return the whole page."""
    return public_shell(
        page_heading(TITLE, lead=_("A sign-in of your own, free, in a few minutes.")),
        not_ready(
            what=_(
                "You will need the number of one of your accounts, a second fact from your bill, and an e-mail address."
            ),
            meanwhile=_("Until then our member service team sets up sign-ins by telephone."),
            sign="profile",
        ),
        plain_button_link(_("Sign in"), href="/login"),
        width="form",
    )
