"""Who else may see or pay; not ready yet."""

import reflex as rx

from components.later import not_ready
from components.ui.headings import page_heading
from components.words import _

ROUTE = "/profile/household"
TITLE = _("Household")


def page() -> rx.Component:
    """Return the content of the page."""
    return rx.el.div(
        page_heading(
            TITLE, lead=_("Who else may see or pay, and for how long."), trail=((_("My Profile"), "/profile"),)
        ),
        not_ready(
            what=_("You will invite people to your accounts, say what each may do, and end it on a date."),
            meanwhile=_("Nobody can be invited yet."),
            sign="people",
        ),
        class_name="stack",
    )
