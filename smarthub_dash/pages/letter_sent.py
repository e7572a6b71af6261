"""What is said after a form that may lead to a letter: the same, whatever is true."""

import reflex as rx

from components.public_parts import public_shell, slot
from components.ui.buttons import plain_button_link
from components.ui.headings import page_heading
from components.words import _

ROUTE = "/letter-sent"
TITLE = _("Look in your e-mail")


def page() -> rx.Component:
    """Return the whole page; the route fills "sentence" (to whom, if at all), "again" (the way back) and "outbox"."""
    return public_shell(
        page_heading(TITLE),
        slot("sentence"),
        rx.el.p(
            _("It should be there in a minute. If it is not, look among the unwanted mail, and check what you typed: "),
            _("for your safety we do not say which part of it did not match."),
        ),
        slot("outbox"),
        slot("again"),
        rx.el.p(plain_button_link(_("Sign in"), href="/login")),
        width="form",
    )
