"""Register, by the link of the letter: the name and a password."""

import reflex as rx

from components.public_parts import password_advice, public_shell, slot, typed
from components.ui.buttons import submit_button
from components.ui.forms import fixed_field, hidden_field, native_form, text_field
from components.ui.headings import page_heading
from components.words import _

ROUTE = "/register/password"
TITLE = _("Choose a password")


def page() -> rx.Component:
    """Return the whole page; the route fills "error", the token, the e-mail address and the name."""
    return public_shell(
        page_heading(TITLE, lead=_("Your e-mail address is confirmed. Nearly done.")),
        slot("error"),
        native_form(
            hidden_field("token", typed("token")),
            text_field(_("Your name"), name="full_name", value=typed("full_name"), autocomplete="name"),
            fixed_field(_("E-mail"), name="username", value=typed("email"), autocomplete="username"),
            password_advice(),
            text_field(_("Password"), name="password", kind="password", autocomplete="new-password"),
            text_field(_("The same password again"), name="again", kind="password", autocomplete="new-password"),
            submit_button(_("Create my sign-in"), is_wide=True),
            action=ROUTE,
        ),
        width="form",
    )
