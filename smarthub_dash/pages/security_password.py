"""Choose a new password."""

import reflex as rx

from components.plain_member_parts import step_shell
from components.slot import slot
from components.ui.buttons import plain_button_link, submit_button
from components.ui.forms import native_form, text_field
from components.ui.headings import page_heading
from components.words import _

ROUTE = "/profile/security/password"
TITLE = _("Change password")


def page() -> rx.Component:
    """
    Return the whole page.

    The route fills two slots: "error" (why the last try was refused) and "who" (whose password it is, for the browser).
    """
    return step_shell(
        page_heading(TITLE, lead=_("All your other devices are signed out. This one stays signed in.")),
        slot("error"),
        native_form(
            slot("who"),
            text_field(_("Present password"), name="present", kind="password", autocomplete="current-password"),
            text_field(
                _("New password"),
                name="new",
                kind="password",
                autocomplete="new-password",
                hint=_("At least 15 characters. A few words in a row are easy to remember. You may paste it."),
            ),
            submit_button(_("Change password"), is_wide=True),
            action=ROUTE,
        ),
        rx.el.p(plain_button_link(_("Cancel"), href="/profile/security")),
    )
