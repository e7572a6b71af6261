"""Ask a signed-in member who they are once more, before money or identity is changed: a plain form."""

import reflex as rx

from components.public_parts import public_shell, slot
from components.ui.buttons import plain_link, submit_button
from components.ui.forms import native_form, text_field
from components.ui.headings import page_heading
from components.words import _

ROUTE = "/confirm"
TITLE = _("Confirm it is you")


def page() -> rx.Component:
    """
    Return the whole page.

    The route fills "error" (why the last try was refused), "who" (the sign-in and a field by which a password manager
    knows it), "code" (the field of a second step), "next" (a hidden field), "again" (what sends a code), "passkey" and
    "openid" (what asks for those instead) and "back" (the way out).
    """
    return public_shell(
        page_heading(TITLE, lead=_("What you are about to do changes money or your sign-in, so we ask once more.")),
        slot("error"),
        native_form(
            slot("who"),
            text_field(_("Password"), name="password", kind="password", autocomplete="current-password"),
            slot("code"),
            slot("next"),
            submit_button(_("Confirm"), is_wide=True),
            action=ROUTE,
        ),
        slot("again"),
        slot("passkey"),
        slot("openid"),
        slot("back"),
        rx.el.p(plain_link(_("Forgot your password?"), href="/forgot-password", class_name="button")),
        width="form",
    )
