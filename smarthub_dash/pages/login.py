"""Sign in: a plain form that works before, and without, any script."""

import reflex as rx

from components.public_parts import public_shell, slot
from components.ui.buttons import plain_link, submit_button
from components.ui.forms import native_form, text_field, tick_field
from components.ui.headings import page_heading
from components.words import _

ROUTE = "/login"
TITLE = _("Sign in")


def page() -> rx.Component:
    """
    Return the whole page.

    The route fills six slots: "error" (why the last try was refused), "email" (the field, with what was typed), "next"
    (a hidden field), "passkey" (what asks for one), "openid" (the button of a provider) and "demo" (the cast).
    """
    return public_shell(
        page_heading(TITLE, lead=_("One sign-in for all your electric and internet accounts.")),
        slot("error"),
        native_form(
            slot("email"),
            text_field(_("Password"), name="password", kind="password", autocomplete="current-password"),
            tick_field(
                _("Stay signed in on this device"),
                name="keep",
                hint=_("Your phone, tablet or computer then remembers you for up to 60 days. ")
                + _("Whoever has access to it can open your accounts without the password: ")
                + _("choose this on a device of your own only."),
            ),
            slot("next"),
            submit_button(_("Sign in"), is_wide=True),
            action="/sign-in",
        ),
        slot("passkey"),
        slot("openid"),
        rx.el.p(
            plain_link(_("Register"), href="/register", class_name="button"),
            plain_link(_("Forgot your password?"), href="/forgot-password", class_name="button"),
            class_name="row",
        ),
        slot("demo"),
        width="form",
    )
