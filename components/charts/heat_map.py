"""The hours of a year as a map of tones."""

from typing import Any

import reflex as rx

from components.charts.shared import chart_words
from components.ui.values import Text
from components.words import _

_SOURCE = rx.asset("heat_map.jsx", shared=True)


class HeatMap(rx.Component):
    """Draws the map, and reads out the hour that is pointed at or walked to."""

    library = f"$/public{_SOURCE}"
    tag = "HeatMap"

    data: rx.Var[Any]
    label: rx.Var[str]
    words: rx.Var[dict[str, Any]]


def heat_map(data: Any, *, label: Text) -> rx.Component:
    """Return the map of a `HeatData`; the label names it for screen readers."""
    hint = _("Choose an hour to read it; the arrow keys walk, Page Up and Page Down go by months.")
    words = {
        **chart_words(hint=hint),
        "open": _("See that day"),
        "missing": _("Missing, not zero"),
        "absent": _("Not there, or still to come"),
        "estimated": _("estimated"),
        "legend": _("Legend"),
        "hour": _("Hour"),
        "means": _("Mean of each hour by month"),
    }
    return HeatMap.create(data=data, label=label, words=words)
