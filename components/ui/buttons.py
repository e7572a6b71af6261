"""Buttons do something here, links lead somewhere else; they may look alike but are never exchanged."""

from typing import Literal, TypeAlias

import reflex as rx
from reflex_components_core.el.elements.base import BaseHTML
from reflex_components_core.react_router.dom import ReactRouterLink

from components.ui.icons import icon
from components.ui.values import Attributes, Flag, Press, Text, told

Kind: TypeAlias = Literal["main", "plain", "quiet"]


class Anchor(BaseHTML):
    """The browser's own link; `rx.el.a` is a link of the router, which rewrites "#part" and takes over every press."""

    tag = "a"

    href: rx.Var[str]


def anchor(
    *children: Text | rx.Component, href: Text, class_name: str = "", attributes: Attributes | None = None
) -> rx.Component:
    """Return a link the browser follows by itself, script or no script."""
    return Anchor.create(*children, href=href, class_name=class_name, custom_attrs=attributes or {})


def button(text: Text, *, on_click: Press | None, kind: Kind = "plain", is_disabled: Flag = False) -> rx.Component:
    """Return a button that calls a handler."""
    return rx.el.button(
        text,
        type="button",
        disabled=is_disabled,
        class_name="button",
        custom_attrs={"data-kind": kind},
        **told(on_click=on_click),
    )


def submit_button(text: Text, *, kind: Kind = "main", is_wide: bool = False) -> rx.Component:
    """Return the button that sends the form around it."""
    wide = {"data-wide": ""} if is_wide else {}
    return rx.el.button(text, type="submit", class_name="button", custom_attrs={"data-kind": kind, **wide})


def icon_button(name: str, *, label: Text, on_click: Press, is_disabled: Flag = False) -> rx.Component:
    """Return a button that shows a drawing only; the label is its name."""
    return rx.el.button(
        icon(name),
        type="button",
        on_click=on_click,
        disabled=is_disabled,
        class_name="icon-button",
        custom_attrs={"aria-label": label},
    )


def link(text: Text | rx.Component, *, to: Text, class_name: str = "") -> rx.Component:
    """Return a link to another page of the signed-in portal; it opens without a reload."""
    return ReactRouterLink.create(text, to=to, class_name=class_name)


def button_link(text: Text | rx.Component, *, to: Text, kind: Kind = "plain", label: Text = "") -> rx.Component:
    """
    Return a link that stands where one acts; it opens without a reload.

    The label replaces the text for screen readers where the text repeats down the page ("Pay"); it begins with it.
    """
    attributes: Attributes = {"data-kind": kind}
    if isinstance(label, rx.Var) or label:
        attributes["aria-label"] = label
    return ReactRouterLink.create(text, to=to, class_name="button", custom_attrs=attributes)


def plain_link(text: Text, *, href: Text, class_name: str = "", label: Text = "") -> rx.Component:
    """
    Return a link that loads its page anew: public pages, files, telephone numbers.

    The label replaces the text for screen readers where the text repeats down the page ("PDF"); it begins with it.
    """
    attributes: Attributes = {"aria-label": label} if isinstance(label, rx.Var) or label else {}
    return anchor(text, href=href, class_name=class_name, attributes=attributes)


def plain_button_link(text: Text, *, href: Text, kind: Kind = "plain") -> rx.Component:
    """Return a link that stands where one acts and loads its page anew."""
    return anchor(text, href=href, class_name="button", attributes={"data-kind": kind})
