"""The bars of usage: a live chart in the browser, and the same drawing in the page before that is there."""

from typing import Any

import reflex as rx

from components.charts.shared import HINT, SAVE, TABLE, chart_words
from components.ui.values import Attributes, Text, each

_SOURCE = rx.asset("usage_chart.jsx", shared=True)
_NO_NAME: Attributes = {"aria-hidden": "true"}
SKETCH_BOX = "0 0 600 200"


class UsageChart(rx.Component):
    """Shows a drawing at once, then the same bars by Plotly; with keys, a readout and a table of its own."""

    library = f"$/public{_SOURCE}"
    tag = "UsageChart"
    lib_dependencies: list[str] = ["plotly.js-basic-dist-min@3.7.0"]

    data: rx.Var[Any]
    label: rx.Var[str]
    words: rx.Var[dict[str, Any]]


def usage_chart(data: Any, *, label: Text, over: rx.Component | None = None, columns: Any = None) -> rx.Component:
    """
    Return the chart of a `ChartData`, with something drawn over it.

    The label names it for screen readers; columns head its table.
    """
    words = chart_words() if columns is None else {**chart_words(), "columns": columns}
    return UsageChart.create(*_drawing(data), over or rx.fragment(), data=data, label=label, words=words)


def usage_sketch(data: Any) -> rx.Component:
    """Return the drawing without its chart, in the very place where the chart will stand."""
    return rx.el.div(
        rx.el.div(*_drawing(data), class_name="plot"),
        rx.el.p(HINT, class_name="readout"),
        rx.el.div(
            rx.el.details(rx.el.summary(TABLE), class_name="as-table"),
            rx.el.button(SAVE, type="button", class_name="chart-save"),
            class_name="chart-tools",
        ),
        class_name="usage-chart",
    )


def _drawing(data: Any) -> tuple[rx.Component, ...]:
    """Return the lines and words below the bars, the bars, and the marks above them."""
    frame, sketch = data.frame, data.sketch
    layers = {
        "fixed": sketch.fixed,
        "used": sketch.used,
        "estimated": sketch.estimated,
        "received": sketch.received,
    }
    return (
        rx.el.svg(each(frame.lines, _line), each(frame.ticks, _tick), class_name="chart-frame", custom_attrs=_NO_NAME),
        rx.el.svg(
            *(rx.el.path(d=path, class_name=f"layer-{name}") for name, path in layers.items()),
            class_name="sketch",
            view_box=SKETCH_BOX,
            custom_attrs={"preserveAspectRatio": "none", **_NO_NAME},
        ),
        rx.el.svg(
            rx.el.path(d=data.beside, class_name="beside-halo"),
            rx.el.path(d=data.beside, class_name="beside-marks"),
            rx.el.path(d=data.warmth, class_name="warmth-line"),
            class_name="sketch-over",
            view_box=SKETCH_BOX,
            custom_attrs={"preserveAspectRatio": "none", **_NO_NAME},
        ),
        rx.el.svg(
            each(frame.gaps, _gap),
            each(frame.zeros, lambda at: rx.el.svg.text("△", x=at, class_name="zero", custom_attrs={"y": frame.base})),
            class_name="chart-frame above",
            custom_attrs=_NO_NAME,
        ),
    )


def _line(line: Any) -> rx.Component:
    return rx.el.svg.g(
        rx.el.svg.line(x1="0", x2="100%", y1=line.at, y2=line.at, custom_attrs={"data-base": line.is_base}),
        rx.el.svg.text(line.words, x="0", y=line.at, class_name="value"),
    )


def _tick(tick: Any) -> rx.Component:
    return rx.el.svg.text(
        tick.words, x=tick.at, y="100%", class_name="tick", custom_attrs={"data-minor": tick.is_minor}
    )


def _gap(gap: Any) -> rx.Component:
    return rx.el.svg.rect(x=gap.at, y="0", width=gap.width, height="100%", class_name="gap")
