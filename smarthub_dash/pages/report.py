"""Reporting what is wrong; not ready yet."""

import reflex as rx

from components.later import not_ready
from components.ui.headings import page_heading
from components.words import _

ROUTE = "/report"
TITLE = _("Report an Issue")


def page() -> rx.Component:
    """Return the content of the page."""
    return rx.el.div(
        page_heading(TITLE, lead=_("Something is out, wrong, or not safe? Tell us.")),
        not_ready(
            what=_(
                "You will report an outage, internet trouble, a question on a bill, a street light, a hazard, or "
                "a suspicious call, and follow what we do about it."
            ),
            meanwhile=_("Call us now: Stay away from lines on the ground, and call 911 if anyone is in danger."),
            sign="report",
        ),
        class_name="stack",
    )
