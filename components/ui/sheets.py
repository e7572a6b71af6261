"""Sheets of paper, what is stamped on them, and the figures they carry."""

from typing import Literal, TypeAlias

import reflex as rx

from components.ui.icons import icon
from components.ui.values import Attributes, Text, Tone, choose

Size: TypeAlias = Literal["line", "figure", "total"]


def sheet(*children: rx.Component, provider: Text = "", label: Text = "", class_name: str = "") -> rx.Component:
    """
    Return a sheet of the page.

    The provider ("electric" or "internet") colors its edge; the label names the region for screen readers.
    """
    attributes: Attributes = {}
    if isinstance(provider, rx.Var) or provider:
        attributes["data-provider"] = provider
    if isinstance(label, rx.Var) or label:
        attributes["aria-label"] = label
    return rx.el.section(*children, class_name=f"sheet {class_name}".strip(), custom_attrs=attributes)


def provider_mark(*, provider: Text, name: Text) -> rx.Component:
    """Return the sign of a provider; it takes its color from the `data-provider` around it."""
    drawing = choose(provider, {"internet": icon("internet")}, icon("electric"))
    return rx.el.p(drawing, name, class_name="provider-mark")


def badge(text: Text, *, tone: Tone = "plain") -> rx.Component:
    """Return the state of a thing as a stamp: a sign, a color and, above all, its word."""
    sign = choose(tone, {"good": icon("check"), "alert": icon("alert"), "pen": icon("repeat")}, icon("clock"))
    return rx.el.span(sign, text, class_name="badge", custom_attrs={"data-tone": tone})


def amount(text: Text, *, size: Size = "line") -> rx.Component:
    """Return an amount in the figures of the bill; the text is ready to read ("$142.17")."""
    return rx.el.span(text, class_name="amount", custom_attrs={"data-size": size, "data-amount": ""})


def freshness(text: Text) -> rx.Component:
    """Return how fresh the figures are: "Updated just now", "Meter data as of 6:00 PM"."""
    return rx.el.p(icon("clock"), text, class_name="stamp")
