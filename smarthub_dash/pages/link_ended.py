"""What is said of a link that was used, is too old, or never was one."""

import reflex as rx

from components.public_parts import public_shell, slot
from components.ui.buttons import plain_button_link
from components.ui.headings import page_heading
from components.words import _

ROUTE = "/link-ended"
TITLE = _("This link does not work any more")


def page() -> rx.Component:
    """Return the whole page; the route fills "again" with the way to a new link."""
    return public_shell(
        page_heading(TITLE),
        rx.el.p(_("Each link works once and not for long. Perhaps you have used it already: then sign in.")),
        slot("again"),
        rx.el.p(plain_button_link(_("Sign in"), href="/login")),
        width="form",
    )
