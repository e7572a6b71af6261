"""Sign-in and devices; not ready yet."""

import reflex as rx

from components.later import not_ready
from components.ui.headings import page_heading
from components.words import _

ROUTE = "/profile/security"
TITLE = _("Security")


def page() -> rx.Component:
    """Return the content of the page."""
    return rx.el.div(
        page_heading(
            TITLE, lead=_("Your password, and where you are signed in."), trail=((_("My Profile"), "/profile"),)
        ),
        not_ready(
            what=_("You will change your password, add a passkey or two-step codes, and sign out devices from afar."),
            meanwhile=_("Sign out, in the menu at the top, ends this sign-in in all its windows at once."),
            sign="shield",
        ),
        class_name="stack",
    )
