"""
Write a component of plain values as HTML, so that the first figures can travel with the page itself.

One kit draws both the page that React takes over and what stands there before it: the same functions, called with
values instead of Vars. Anything that needs the browser (a Var, a condition, a handler) is refused.
"""

import json
from collections.abc import Mapping
from html import escape
from typing import Any

import reflex as rx

_ATTRIBUTES = {
    "className": "class",
    "htmlFor": "for",
    "tabIndex": "tabindex",
    "strokeWidth": "stroke-width",
    "strokeLinecap": "stroke-linecap",
    "autoComplete": "autocomplete",
    "popoverTarget": "popovertarget",
}
_VOID = frozenset(("br", "hr", "img", "input", "link", "meta"))
_NOT_WRITTEN = frozenset(("ref", "key", "preventScrollReset"))


class NotPlain(ValueError):
    """The component cannot be written without a browser."""


def markup(*components: rx.Component) -> str:
    """
    Return components as HTML, with every text escaped.

    :raises NotPlain: if one holds a Var, a condition or an event handler
    """
    return "".join(_node(component.render()) for component in components)


def _node(node: Mapping[str, Any]) -> str:
    if "contents" in node:
        return _text(node["contents"])
    if "name" not in node:
        raise NotPlain(f"only plain elements can be written: {sorted(node)}")
    inner = "".join(_node(child) for child in node["children"])
    tag, is_element = _tag(str(node["name"]))
    if not is_element:
        return inner
    attributes = "".join(_attribute(prop, tag) for prop in node["props"])
    return f"<{tag}{attributes}>" if tag in _VOID else f"<{tag}{attributes}>{inner}</{tag}>"


def _tag(name: str) -> tuple[str, bool]:
    if name.startswith('"'):
        return json.loads(name), True
    if name == "Fragment":
        return "", False
    if name == "ReactRouterLink":
        return "a", True
    raise NotPlain(f"<{name}> needs a browser")


def _text(contents: Any) -> str:
    value = _literal(str(contents))
    return "" if value is None or isinstance(value, bool) else escape(str(value), quote=False)


def _attribute(prop: str, tag: str) -> str:
    name, _, literal = prop.partition(":")
    name = name.strip('"')
    if name in _NOT_WRITTEN:
        return ""
    if name == "css":
        raise NotPlain(f"<{tag}> has a style of its own: use a class")
    value = _literal(literal)
    says_which = name.startswith(("aria-", "data-"))
    if value is None or (value is False and not says_which):
        return ""
    written = "href" if tag == "a" and name == "to" else _ATTRIBUTES.get(name, name)
    if isinstance(value, bool):
        # React writes a flag of these as a word, and of all others by the attribute's presence.
        return f' {written}="{str(value).lower()}"' if says_which else f" {written}"
    return f' {written}="{escape(str(value))}"'


def _literal(source: str) -> Any:
    try:
        return json.loads(source)
    except json.JSONDecodeError:
        raise NotPlain(f"not a plain value: {source[:80]}") from None
