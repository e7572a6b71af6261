"""What changed at a home, over the bars of its usage and in words below them."""

from typing import Any

import reflex as rx

from components.words import _

_SOURCE = rx.asset("usage_flags.jsx", shared=True)


class _Flags(rx.Component):
    """The flags of a range: those whose day lies in it."""

    library = f"$/public{_SOURCE}"

    flags: rx.Var[Any]
    first: rx.Var[str]
    last: rx.Var[str]


class FlagLines(_Flags):
    """A line on each day that something changed."""

    tag = "FlagLines"


class FlagWords(_Flags):
    """What changed, in words."""

    tag = "FlagWords"

    name: rx.Var[str]


def flag_lines(*, flags: Any, first: Any, last: Any) -> rx.Component:
    """Return the lines, for the place of the bars."""
    return FlagLines.create(flags=flags, first=first, last=last)


def flag_words(*, flags: Any, first: Any, last: Any) -> rx.Component:
    """Return the words, for the place below a chart."""
    return FlagWords.create(flags=flags, first=first, last=last, name=_("Marked in this range"))
