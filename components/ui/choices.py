"""One line of choices of which one holds: ranges, units, tabs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx
from reflex_components_core.react_router.dom import ReactRouterLink

from components.ui.values import Flag, Text, pick, spoken, told


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice that has an address of its own, so that Back works and it can be kept as a bookmark."""

    text: Text
    to: Text
    is_on: Flag


@dataclass(frozen=True, slots=True)
class Switch:
    """A choice that is made on the spot."""

    text: Text
    on_click: Any
    is_on: Flag


def choice_links(choices: Sequence[Choice], *, label: str) -> rx.Component:
    """Return choices as links; the one that holds says so by `aria-current`."""
    links = [choice_link(choice) for choice in choices]
    return rx.el.nav(*links, class_name="choices", custom_attrs={"aria-label": label})


def choice_link(choice: Choice) -> rx.Component:
    """Return one choice with an address, for a line whose length is not known when the page is compiled."""
    return ReactRouterLink.create(
        choice.text,
        to=choice.to,
        prevent_scroll_reset=True,
        custom_attrs={"aria-current": pick(choice.is_on, "true", "false")},
    )


def switches(choices: Sequence[Switch], *, label: str) -> rx.Component:
    """Return choices as buttons; the one that holds is pressed."""
    buttons = [
        rx.el.button(
            choice.text,
            type="button",
            custom_attrs={"aria-pressed": spoken(choice.is_on)},
            **told(on_click=choice.on_click),
        )
        for choice in choices
    ]
    return rx.el.div(*buttons, class_name="choices", role="group", custom_attrs={"aria-label": label})
