"""A new password by e-mail; not ready yet."""

import reflex as rx

from components.later import not_ready
from components.public_parts import public_shell
from components.ui.buttons import plain_button_link
from components.ui.headings import page_heading
from components.words import _

ROUTE = "/forgot-password"
TITLE = _("Reset your password")


def page() -> rx.Component:
    """Return the whole page."""
    return public_shell(
        page_heading(TITLE, lead=_("A link by e-mail lets you choose a new one.")),
        not_ready(
            what=_("You will enter your e-mail address and get a link that works once."),
            meanwhile=_(
                "Until then our member service team helps by telephone. They will never ask for your password."
            ),
            sign="shield",
        ),
        plain_button_link(_("Sign in"), href="/login"),
        width="form",
    )
