"""Where service is out; not ready yet."""

import reflex as rx

from components.later import not_ready
from components.ui.headings import page_heading
from components.words import _

ROUTE = "/outages"
TITLE = _("Outages")


def page() -> rx.Component:
    """Return the content of the page."""
    return rx.el.div(
        page_heading(TITLE, lead=_("Where power or internet is out, and until when.")),
        not_ready(
            what=_(
                "Outages near your service locations will be shown here, with the time we expect to be done and "
                "how that estimate changed."
            ),
            meanwhile=_("To report an outage or ask about one, call us."),
            sign="electric",
        ),
        class_name="stack",
    )
