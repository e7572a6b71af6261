"""The page for an address that leads nowhere."""

import reflex as rx

from components.public_parts import public_shell
from components.ui.buttons import plain_button_link
from components.ui.headings import page_heading
from components.words import _

ROUTE = "404"
TITLE = _("Page not found")


def page() -> rx.Component:
    """Return the whole page."""
    return public_shell(
        page_heading(TITLE, lead=_("There is no page at this address. It may have moved, or a letter is wrong.")),
        rx.el.div(
            plain_button_link(_("Go to Home"), href="/home", kind="main"),
            plain_button_link(_("Help"), href="/help"),
            class_name="row",
        ),
        width="form",
    )
