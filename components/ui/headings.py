"""The head of a page: where one is, what it is called, what it is for."""

from collections.abc import Sequence

import reflex as rx

from components.ui.buttons import link
from components.ui.values import Text
from components.words import _

Step = tuple[str, str]


def page_heading(title: Text, *, lead: Text = "", trail: Sequence[Step] = ()) -> rx.Component:
    """
    Return the only h1 of a page.

    Shape: the trail holds text and address of every page above this one, the highest first; the page itself is added.
    """
    has_lead = isinstance(lead, rx.Var) or bool(lead)
    return rx.el.div(
        *([breadcrumbs(trail, here=title)] if trail else []),
        rx.el.h1(title),
        *([rx.el.p(lead, class_name="lead")] if has_lead else []),
        class_name="page-heading",
    )


def breadcrumbs(trail: Sequence[Step], *, here: Text) -> rx.Component:
    """Return the way from the first level down to this page."""
    return rx.el.nav(
        rx.el.ol(
            *(rx.el.li(link(text, to=address)) for text, address in trail),
            rx.el.li(rx.el.span(here, custom_attrs={"aria-current": "page"})),
            class_name="trail",
        ),
        custom_attrs={"aria-label": _("Breadcrumbs")},
    )


def section_heading(title: Text, *, heading_id: str, aside: rx.Component | None = None) -> rx.Component:
    """Return the h2 of a part of the page; the part names itself by `aria-labelledby`."""
    return rx.el.div(
        rx.el.h2(title, id=heading_id),
        *([aside] if aside is not None else []),
        class_name="row justify-between",
    )
