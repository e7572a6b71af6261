"""A new password by e-mail: whom to write to."""

import reflex as rx

from components.public_parts import public_shell, slot, typed
from components.ui.buttons import plain_button_link, submit_button
from components.ui.forms import native_form, text_field
from components.ui.headings import page_heading
from components.words import _

ROUTE = "/forgot-password"
TITLE = _("Reset your password")


def page() -> rx.Component:
    """Return the whole page; the route fills "error" and the e-mail address."""
    return public_shell(
        page_heading(TITLE, lead=_("A link by e-mail lets you choose a new one.")),
        slot("error"),
        native_form(
            text_field(_("E-mail"), name="email", kind="email", value=typed("email"), autocomplete="username"),
            submit_button(_("Send me a link"), is_wide=True),
            action=ROUTE,
        ),
        rx.el.p(_("We never ask for your password, not on the phone and not by e-mail."), class_name="soft"),
        rx.el.p(plain_button_link(_("Sign in"), href="/login")),
        width="form",
    )
