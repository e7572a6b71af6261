"""Add a passkey."""

import reflex as rx

from components.plain_member_parts import step_shell
from components.slot import slot
from components.ui.buttons import plain_button_link
from components.ui.headings import page_heading
from components.ui.notes import note
from components.words import _

ROUTE = "/profile/security/passkey"
TITLE = _("Add a passkey")


def page() -> rx.Component:
    """Return the whole page; the route fills the slots "error" and "passkey" (the form)."""
    return step_shell(
        page_heading(
            TITLE,
            lead=_("Your device makes a key and keeps it. To sign in you unlock the device, by finger, face or PIN."),
        ),
        slot("error"),
        rx.el.div(
            note(
                rx.el.p(
                    _("This browser cannot make passkeys, or scripts are switched off. Your password works as before.")
                )
            ),
            custom_attrs={"data-without-passkeys": ""},
        ),
        slot("passkey"),
        rx.el.p(plain_button_link(_("Cancel"), href="/profile/security")),
    )
