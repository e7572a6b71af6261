"""A place in an exported page that the server fills before it sends the page."""

import reflex as rx
from reflex_components_core.el.elements.base import BaseHTML


class Slot(BaseHTML):
    """A span whose inner HTML is not React's: set once, as empty, and never again."""

    tag = "span"

    dangerouslySetInnerHTML: rx.Var[dict[str, str]]  # noqa: N815 - React's own name; Reflex would write it in lower case


def slot(name: str) -> rx.Component:
    """Return an empty element that a route fills by its name; React takes it over as it stands."""
    return Slot.create(dangerouslySetInnerHTML={"__html": ""}, custom_attrs={"data-slot": name}, class_name="contents")
