"""Set up an authenticator app."""

import reflex as rx

from components.plain_member_parts import step_shell
from components.slot import slot
from components.ui.buttons import plain_button_link, submit_button
from components.ui.forms import native_form, text_field
from components.ui.headings import page_heading
from components.words import _

ROUTE = "/profile/security/app"
TITLE = _("Set up an authenticator app")


def page() -> rx.Component:
    """
    Return the whole page.

    The route fills three slots: "error", "key" (the picture to scan and the key to type) and "offer" (a hidden field).
    """
    return step_shell(
        page_heading(TITLE, lead=_("After your password, the portal will ask for a code that your app shows.")),
        slot("error"),
        rx.el.ol(
            rx.el.li(_("Open your authenticator app and add an account.")),
            rx.el.li(_("Scan this picture, or type the key below it.")),
            rx.el.li(_("Type the code that your app shows now.")),
            class_name="presses",
        ),
        slot("key"),
        native_form(
            slot("offer"),
            text_field(
                _("Code of six digits"),
                name="code",
                autocomplete="one-time-code",
                hint=_("It changes every 30 seconds."),
            ),
            submit_button(_("Switch on"), is_wide=True),
            action=ROUTE,
        ),
        rx.el.p(plain_button_link(_("Cancel"), href="/profile/security")),
    )
