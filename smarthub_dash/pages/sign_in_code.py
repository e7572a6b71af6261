"""The second step of a sign-in: a plain form for one code."""

import reflex as rx

from components.public_parts import public_shell, slot
from components.ui.buttons import plain_link, submit_button
from components.ui.forms import native_form, text_field
from components.ui.headings import page_heading
from components.words import _

ROUTE = "/sign-in/code"
TITLE = _("Enter your code")


def page() -> rx.Component:
    """
    Return the whole page.

    The route fills four slots: "error" (what to mend, or that a letter went out), "asked" (where the code comes from),
    "next" (a hidden field) and "again" (a form that sends another letter).
    """
    return public_shell(
        page_heading(TITLE, lead=_("Your password was right. One more step keeps your sign-in safe.")),
        slot("error"),
        slot("asked"),
        native_form(
            text_field(_("Code"), name="code", autocomplete="one-time-code"),
            slot("next"),
            submit_button(_("Sign in"), is_wide=True),
            action=ROUTE,
        ),
        slot("again"),
        rx.el.p(plain_link(_("Start again"), href="/login", class_name="button")),
        width="form",
    )
