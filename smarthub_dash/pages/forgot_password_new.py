"""A new password, by the link of the letter."""

import reflex as rx

from components.public_parts import password_advice, public_shell, slot, typed
from components.ui.buttons import submit_button
from components.ui.forms import fixed_field, hidden_field, native_form, text_field
from components.ui.headings import page_heading
from components.words import _

ROUTE = "/forgot-password/new"
TITLE = _("Choose a new password")


def page() -> rx.Component:
    """Return the whole page; the route fills "error", the token and the e-mail address."""
    return public_shell(
        page_heading(TITLE, lead=_("Every device that is signed in now will be signed out.")),
        slot("error"),
        native_form(
            hidden_field("token", typed("token")),
            fixed_field(_("E-mail"), name="username", value=typed("email"), autocomplete="username"),
            password_advice(),
            text_field(_("New password"), name="password", kind="password", autocomplete="new-password"),
            text_field(_("The same password again"), name="again", kind="password", autocomplete="new-password"),
            submit_button(_("Save the new password"), is_wide=True),
            action=ROUTE,
        ),
        width="form",
    )
