"""The values of the charts of a closer look: an average day, the hours by price, and speed tests."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from smarthub_dash.journeys.charts import Scale, scale_of, stacked_paths
from state.usage_beside import marks_path
from state.usage_chart import SKETCH_HEIGHT, SKETCH_WIDTH
from state.usage_frame import frame_of
from state.usage_values import ChartData, Frame, Sketch
from state.usage_words import axis_words

Numbers = Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Bars:
    """
    Bars to be drawn: `layers` from the bottom up, marks beside them, and a level across all.

    Shape: everything of one length; at most three layers. Units: shown ones.
    """

    labels: Sequence[str]
    texts: Sequence[str]
    ticks: Sequence[str]
    layers: Sequence[Numbers]
    marks: Numbers = ()
    level: float | None = None
    notes: Sequence[str] = ()
    links: Sequence[str] = field(default_factory=tuple)


def bars_chart(bars: Bars, *, key: str, kind: str, line_words: str = "") -> ChartData:
    """Return what the chart component draws."""
    count = len(bars.labels)
    nothing: list[float | None] = [None] * count
    layers = [list(bars.layers[at]) if at < len(bars.layers) else nothing for at in range(3)]
    used, fixed, other = layers
    box = {"width": SKETCH_WIDTH, "height": SKETCH_HEIGHT}
    scale = _scale([fixed, used, nothing, other], bars)
    paths = stacked_paths([fixed, used, nothing, other], scale=scale, **box)
    return ChartData(
        key=key,
        kind=kind,
        low=scale.low,
        high=scale.high,
        used=used,
        fixed=fixed if any(fixed) else [],
        received=other if any(other) else [],
        labels=list(bars.labels),
        texts=list(bars.texts),
        notes=list(bars.notes) or [""] * count,
        links=list(bars.links) or [""] * count,
        frame=_frame(bars, layers, scale),
        sketch=Sketch(*paths),
        has_used=any(used),
        has_fixed=any(fixed),
        has_received=any(other),
        beside=marks_path(bars.marks, low=scale.low, high=scale.high, **box) if bars.marks else "",
        warmth=_level(bars.level, scale),
        warmth_words=line_words,
    )


def _frame(bars: Bars, layers: Sequence[Numbers], scale: Scale) -> Frame:
    count = len(bars.labels)
    return frame_of(
        scale,
        lines=[axis_words(each, scale.step, in_money=False) for each in scale.ticks],
        ticks=list(bars.ticks),
        gaps=[all(layer[at] is None for layer in layers) for at in range(count)],
        zeros=[False] * count,
    )


def _scale(layers: Sequence[Numbers], bars: Bars) -> Scale:
    marks = [each or 0 for each in bars.marks] + [bars.level or 0]
    own, other = scale_of(layers), scale_of([marks])
    return other if any(marks) and other.high > own.high else own


def _level(level: float | None, scale: Scale) -> str:
    if level is None:
        return ""
    return f"M0 {(scale.high - level) * SKETCH_HEIGHT / (scale.high - scale.low):.1f}h{SKETCH_WIDTH}"
