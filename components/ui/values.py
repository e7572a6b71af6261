"""What a component takes: a plain value known when the page is compiled, or a Var that lives in the state."""

from typing import Any, Literal, TypeAlias

import reflex as rx
from reflex_base.event import EventType

Text: TypeAlias = str | rx.Var[str]
Flag: TypeAlias = bool | rx.Var[bool]
Whole: TypeAlias = int | rx.Var[int]
Press: TypeAlias = EventType[()]
Tone: TypeAlias = Literal["plain", "good", "alert", "pen"] | rx.Var[str]


def pick(flag: Flag, yes: Any, no: Any) -> Any:
    """Choose now where the flag is known, and in the browser where it is a Var."""
    if isinstance(flag, rx.Var):
        return rx.cond(flag, yes, no)
    return yes if flag else no


def spoken(flag: Flag) -> Any:
    """Return the flag as ARIA writes it: "true" or "false"."""
    return pick(flag, "true", "false")
