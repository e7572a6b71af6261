"""The values of a usage chart, ready to be drawn: bars by layer, the axis, and a sketch of the same."""

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import NamedTuple
from zoneinfo import ZoneInfo

from smarthub_dash.domain.usage.rules import QuantityUnit
from smarthub_dash.journeys.charts import Scale, scale_of, stacked_paths
from smarthub_dash.journeys.usage_bars import Bar
from smarthub_dash.journeys.usage_beside import Beside
from smarthub_dash.journeys.usage_ranges import Span
from smarthub_dash.journeys.view_usage import UsageView
from smarthub_dash.journeys.words import PER_SHOWN_UNIT
from state.usage_beside import beside_text, marks_path, shown_beside, warmth_path, warmth_words
from state.usage_frame import frame_of
from state.usage_values import ChartData, Frame, Sketch
from state.usage_words import axis_words, bar_label, bar_text, quality_note, tick_label

SKETCH_WIDTH, SKETCH_HEIGHT = 600, 200
"""The box of the sketch, as the chart component draws it."""
ZERO_SECONDS = 2 * 3600
"""One zero is an idle hour; hours of zero are a meter without power, or a house without anyone."""
A_CENT = 0.01


class Layers(NamedTuple):
    """What a chart stacks, from the bottom up. Units: shown ones, below zero for what went the other way."""

    fixed: list[float | None]
    used: list[float | None]
    estimated: list[float | None]
    received: list[float | None]


def chart_of(view: UsageView, unit: QuantityUnit, zone: ZoneInfo, *, link: Callable[[Bar], str]) -> ChartData:
    """Return what the chart component draws."""
    bars, span, in_money = view.bars, view.range.span, view.in_money
    layers = _layers(bars, unit, in_money=in_money)
    beside, box = shown_beside(view, unit), {"width": SKETCH_WIDTH, "height": SKETCH_HEIGHT}
    scale = _scale(layers, beside, in_money=in_money)
    zeros = zero_marks(bars)
    return ChartData(
        key=_key(view),
        kind=view.account.kind.value,
        low=scale.low,
        high=scale.high,
        used=layers.used,
        estimated=_unless_empty(layers.estimated),
        received=_unless_empty(layers.received),
        fixed=_unless_empty(layers.fixed),
        labels=[bar_label(bar, span, zone) for bar in bars],
        texts=[_text(view, bar, at, unit) for at, bar in enumerate(bars)],
        beside=marks_path(beside, low=scale.low, high=scale.high, **box),
        warmth=warmth_path(view.beside.means, **box),
        warmth_words=warmth_words(view.beside.means),
        notes=[quality_note(bar, span, in_money=in_money) for bar in bars],
        links=[link(bar) for bar in bars],
        frame=_frame(view, scale, zeros, zone),
        sketch=Sketch(*stacked_paths(layers, scale=scale, width=SKETCH_WIDTH, height=SKETCH_HEIGHT)),
        has_used=any(layers.used),
        has_estimated=any(layers.estimated),
        has_missing=any(bar.missing_seconds for bar in bars),
        has_zero=any(zeros),
        has_fixed=any(layers.fixed),
        has_received=any(layers.received),
    )


def _key(view: UsageView) -> str:
    unit = "money" if view.in_money else "quantity"
    period = view.range.period
    ends = {Span.CUSTOM: f":{period.end_on}", Span.QUARTERS: f":{view.range.part}"}
    end = ends.get(view.range.span, "")
    beside = f":{view.beside.kind}" if view.beside.kind is not Beside.NONE else ""
    return f"{view.account.account_number}:{view.range.span}:{period.start_on}{end}:{unit}{beside}"


def _scale(layers: Layers, beside: list[float | None], *, in_money: bool) -> Scale:
    """Return a scale that holds the bars and what stands beside them."""
    least = A_CENT if in_money else 0
    own, other = scale_of(layers, least_step=least), scale_of([beside], least_step=least)
    return other if any(beside) and other.high > own.high and own.low >= 0 else own


def _text(view: UsageView, bar: Bar, at: int, unit: QuantityUnit) -> str:
    said = bar_text(bar, view.range.span, unit, in_money=view.in_money)
    return ", ".join(words for words in (said, beside_text(view, unit, at)) if words)


def _frame(view: UsageView, scale: Scale, zeros: Sequence[bool], zone: ZoneInfo) -> Frame:
    return frame_of(
        scale,
        lines=[axis_words(each, scale.step, in_money=view.in_money) for each in scale.ticks],
        ticks=[tick_label(bar, at, view.range.span, zone) for at, bar in enumerate(view.bars)],
        gaps=[bar.missing_seconds > 0 for bar in view.bars],
        zeros=zeros,
    )


def zero_marks(bars: Sequence[Bar]) -> list[bool]:
    """
    Tell which bars are marked as hours of measured zeros.

    Where most bars would be, none is: a well rests most of the day. Where nothing else was read, all are.

    Shape: one flag a bar.
    """
    found: list[bool] = []
    for _, run in groupby(bars, key=lambda bar: _is_zero(bar) or bar.start_epoch):
        members = list(run)
        found += [sum(bar.zero_seconds for bar in members) >= ZERO_SECONDS] * len(members)
    is_rare = 2 * sum(found) <= sum(bar.quantity is not None for bar in bars)
    return found if is_rare or not any(bar.quantity for bar in bars) else [False] * len(found)


def _is_zero(bar: Bar) -> bool:
    """Tell whether a bar is part of a run of zeros; a day is long enough to hold one of its own."""
    return bar.quantity == 0 and bar.end_epoch - bar.start_epoch < ZERO_SECONDS


def _layers(bars: Sequence[Bar], unit: QuantityUnit, *, in_money: bool) -> Layers:
    nothing: list[float | None] = [None] * len(bars)
    if in_money:
        used = [bar.cost.use_cents / 100 if bar.cost and bar.cost.use_cents else None for bar in bars]
        fixed = [bar.cost.fixed_cents / 100 if bar.cost and bar.cost.fixed_cents else None for bar in bars]
        return Layers(fixed, used, nothing, nothing)
    return Layers(
        fixed=nothing,
        used=[None if bar.quantity is None else _shown(bar.quantity - bar.estimated_quantity, unit) for bar in bars],
        estimated=[_shown(bar.estimated_quantity, unit) or None for bar in bars],
        received=[-_shown(bar.received, unit) or None for bar in bars],
    )


def _unless_empty(layer: list[float | None]) -> list[float | None]:
    return layer if any(layer) else []


def _shown(quantity: int, unit: QuantityUnit) -> float:
    return round(quantity / PER_SHOWN_UNIT[unit], 3)
