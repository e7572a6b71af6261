"""A list of doors to the pages below this one."""

from collections.abc import Sequence
from dataclasses import dataclass

import reflex as rx
from reflex_components_core.react_router.dom import ReactRouterLink

from components.ui.icons import icon


@dataclass(frozen=True, slots=True)
class Door:
    """A page below this one; its title is the accessible name of the link, letter for letter."""

    title: str
    about: str
    to: str
    sign: str


def doors(entries: Sequence[Door], *, label: str) -> rx.Component:
    """Return the doors one below the other, each with a line on what is behind it."""
    return rx.el.nav(
        rx.el.ul(*(_door(entry) for entry in entries), class_name="doors"), custom_attrs={"aria-label": label}
    )


def _door(entry: Door) -> rx.Component:
    about_id = f"about-{entry.to.strip('/#').replace('/', '-')}"
    # The line below is a description, so that the name of the link stays the name of the page.
    named = {"aria-label": entry.title, "aria-describedby": about_id}
    return rx.el.li(
        ReactRouterLink.create(
            icon(entry.sign),
            rx.el.span(entry.title, class_name="title"),
            icon("next"),
            rx.el.span(entry.about, id=about_id, class_name="about"),
            to=entry.to,
            custom_attrs=named,
        )
    )
