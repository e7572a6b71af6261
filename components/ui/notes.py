"""What a page says when there is nothing to show yet, or something to know."""

from collections.abc import Sequence
from typing import Literal, TypeAlias

import reflex as rx

from components.ui.icons import icon
from components.ui.values import Text, Tone, choose

Bar: TypeAlias = Literal["line", "title", "figure", "block"]


def note(*children: Text | rx.Component, tone: Tone = "plain", sign: str = "message") -> rx.Component:
    """Return a remark in the flow of the page; alerts are marked by their sign as well as by color."""
    return rx.el.div(
        choose(tone, {"alert": icon("alert")}, icon(sign)),
        rx.el.div(*children),
        class_name="note",
        custom_attrs={"data-tone": tone},
    )


def empty_state(title: Text, *, sentence: Text, sign: str, actions: Sequence[rx.Component] = ()) -> rx.Component:
    """Return what stands where nothing is yet: what is missing, and what to do next."""
    return rx.el.div(
        icon(sign),
        rx.el.h2(title),
        rx.el.p(sentence),
        *([rx.el.div(*actions, class_name="row")] if actions else []),
        class_name="empty",
    )


def skeleton(size: Bar) -> rx.Component:
    """Return a quiet bar in the place of what is on its way; it keeps the height, so nothing jumps."""
    return rx.el.span(class_name="skeleton", custom_attrs={"data-size": size, "aria-hidden": "true"})


def loading(*bars: rx.Component, label: str) -> rx.Component:
    """Return a group of skeletons that tells a screen reader once what is being loaded."""
    return rx.el.div(
        rx.el.span(label, class_name="sr-only"), *bars, class_name="stack", custom_attrs={"aria-busy": "true"}
    )


def toast_region(toasts: rx.Component | Sequence[rx.Component]) -> rx.Component:
    """
    Return the corner where short news appears; it is part of every page, so that its first news is read aloud as well.

    Shape: `toast` components, or one `rx.foreach` that makes them.
    """
    inside = [toasts] if isinstance(toasts, rx.Component) else list(toasts)
    return rx.el.div(*inside, class_name="toasts", role="status", custom_attrs={"aria-live": "polite"})


def toast(text: Text, *, tone: Tone = "good") -> rx.Component:
    """Return one short piece of news."""
    return rx.el.p(icon("check"), text, class_name="note", custom_attrs={"data-tone": tone})
