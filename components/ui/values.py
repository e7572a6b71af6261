"""What a component takes: a plain value known when the page is compiled, or a Var that lives in the state."""

from collections.abc import Callable, Mapping
from typing import Any, Literal, TypeAlias

import reflex as rx
from reflex_base.event import EventType

Text: TypeAlias = str | rx.Var[str]
Flag: TypeAlias = bool | rx.Var[bool]
Whole: TypeAlias = int | rx.Var[int]
Press: TypeAlias = EventType[()]
Attributes: TypeAlias = dict[str, Any]
Tone: TypeAlias = Literal["plain", "good", "alert", "pen"] | rx.Var[str]


def pick(flag: Flag, yes: Any, no: Any) -> Any:
    """Choose now where the flag is known, and in the browser where it is a Var."""
    if isinstance(flag, rx.Var):
        return rx.cond(flag, yes, no)
    return yes if flag else no


def spoken(flag: Flag) -> Any:
    """Return the flag as ARIA writes it: "true" or "false"."""
    return pick(flag, "true", "false")


def choose(value: Text, cases: Mapping[str, Any], otherwise: Any) -> Any:
    """Choose by a text now where it is known, and in the browser where it is a Var."""
    if isinstance(value, rx.Var):
        return rx.match(value, *cases.items(), otherwise)
    return cases.get(value, otherwise)


def each(items: Any, draw: Callable[[Any], rx.Component]) -> rx.Component:
    """Draw every item: now where the list is known, and in the browser where it is a Var."""
    if isinstance(items, rx.Var):
        return rx.foreach(items, draw)
    return rx.fragment(*(draw(item) for item in items))


def told(**handlers: Any) -> dict[str, Any]:
    """Return the handlers that are there; what is written before the page is live has none."""
    return {name: handler for name, handler in handlers.items() if handler is not None}
