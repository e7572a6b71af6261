"""The page behind the link to a new e-mail address: plain, and nothing happens before its button is pressed."""

import reflex as rx

from components.public_parts import public_shell, slot
from components.ui.headings import page_heading
from components.words import _

ROUTE = "/profile/confirm-email"
TITLE = _("Confirm your e-mail address")


def page() -> rx.Component:
    """
    Return the whole page.

    The route fills two slots: "error" (why the link does not work) and "step" (the button, or what was done).
    """
    return public_shell(page_heading(TITLE), slot("error"), slot("step"), width="form")
