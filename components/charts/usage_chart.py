"""The bars of usage: a live chart in the browser, and the sketch that stands in its place until it is there."""

from typing import Any

import reflex as rx

from components.ui.values import Text
from components.words import _

_SOURCE = rx.asset("usage_chart.jsx", shared=True)
SKETCH_WIDTH, SKETCH_HEIGHT = 600, 200
_HINT = _("Choose a bar to read it; use the arrow keys to walk along.")
_TABLE = _("Show as a table")


class UsageChart(rx.Component):
    """Draws values by Plotly, with keys, a readout and a table of its own."""

    library = f"$/public{_SOURCE}"
    tag = "UsageChart"
    lib_dependencies: list[str] = ["plotly.js-basic-dist-min@3.7.0"]

    data: rx.Var[Any]
    label: rx.Var[str]
    words: rx.Var[dict[str, Any]]


def usage_chart(data: rx.Var, *, label: Text) -> rx.Component:
    """Return the chart of a `ChartData`; the label names it for screen readers."""
    words = {
        "opens": _("Open it"),
        "hint": _HINT,
        "table": _TABLE,
        "columns": [_("When"), _("How much"), _("How it is known")],
    }
    return UsageChart.create(data=data, label=label, words=words)


def usage_sketch(*, used: Text, fixed: Text, received: Text) -> rx.Component:
    """Return the bars as the server draws them, in the very place where the chart will stand."""
    bars = {"fixed": fixed, "used": used, "received": received}
    return rx.el.div(
        rx.el.div(
            rx.el.svg(
                *(rx.el.path(d=path, class_name=f"layer-{name}") for name, path in bars.items()),
                class_name="sketch",
                view_box=f"0 0 {SKETCH_WIDTH} {SKETCH_HEIGHT}",
                custom_attrs={"preserveAspectRatio": "none", "aria-hidden": "true"},
            ),
            class_name="plot",
        ),
        rx.el.p(_HINT, class_name="readout"),
        rx.el.details(rx.el.summary(_TABLE), class_name="as-table"),
        class_name="usage-chart",
    )
