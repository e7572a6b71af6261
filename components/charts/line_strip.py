"""The last days of an internet line, up or down, side by side."""

from typing import Any

import reflex as rx

from components.charts.shared import chart_words
from components.ui.values import Text
from components.words import _

_SOURCE = rx.asset("line_strip.jsx", shared=True)


class LineStrip(rx.Component):
    """Draws a mark a day, with keys, a readout and a table."""

    library = f"$/public{_SOURCE}"
    tag = "LineStrip"

    days: rx.Var[Any]
    label: rx.Var[str]
    words: rx.Var[dict[str, Any]]


def line_strip(days: Any, *, label: Text) -> rx.Component:
    """Return the strip of some `StripDay`s; the label names it for screen readers."""
    words = chart_words(
        hint=_("Choose a day to read it; use the arrow keys to walk along."),
        columns=(_("Day"), _("What was seen"), _("More")),
    )
    return LineStrip.create(days=days, label=label, words=words)
