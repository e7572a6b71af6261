"""Recovery codes: shown once, when they are made."""

import reflex as rx

from components.plain_member_parts import step_shell
from components.slot import slot
from components.ui.headings import page_heading
from components.words import _

ROUTE = "/profile/security/recovery-codes"
TITLE = _("Recovery codes")


def page() -> rx.Component:
    """Return the whole page; the route fills "error", "codes" (or the button that makes them) and "script"."""
    return step_shell(
        page_heading(
            TITLE, lead=_("Each signs you in once when your app or your e-mail is out of reach. Keep them on paper.")
        ),
        slot("error"),
        slot("codes"),
        slot("script"),
    )
