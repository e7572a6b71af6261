"""The way to the OpenID provider and back: shown for a moment when one leaves, and when coming back did not work."""

import reflex as rx

from components.public_parts import public_shell, slot
from components.ui.headings import page_heading
from components.words import _

ROUTE = "/openid/callback"
TITLE = _("Sign in with another account")


def page() -> rx.Component:
    """Return the whole page; the route fills one slot, "content"."""
    return public_shell(page_heading(TITLE), slot("content"), width="form")
