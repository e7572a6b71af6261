"""Auto Pay; not ready yet."""

import reflex as rx

from components.later import not_ready
from components.ui.doors import Door, doors
from components.ui.headings import page_heading
from components.words import _

ROUTE = "/billing/auto-pay"
TITLE = _("Auto Pay Program")

DOORS = (Door(_("Sign Up for Auto Pay"), _("For one account or for several."), "/billing/auto-pay#sign-up", "repeat"),)


def page() -> rx.Component:
    """Return the content of the page."""
    return rx.el.div(
        page_heading(
            TITLE,
            lead=_("We draft your bill on its due date, at no extra charge."),
            trail=((_("Billing & Payments"), "/billing"),),
        ),
        doors(DOORS, label=_("Auto Pay Program")),
        not_ready(
            what=_(
                "You will choose an account, read and accept the terms, and see the next draft before it happens. "
                "You can set a ceiling, skip a draft, or cancel at any time."
            ),
            meanwhile=_("Signing up is not possible here yet and nothing is drafted. We can sign you up by telephone."),
            sign="repeat",
            anchor="sign-up",
        ),
        class_name="stack",
    )
