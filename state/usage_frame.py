"""What stands around the bars of a usage chart: lines and words, gaps and zeros, in places that fit any width."""

from collections.abc import Sequence
from math import ceil

from smarthub_dash.journeys.charts import Scale
from state.usage_values import Frame, Gap, Line, Tick

MOST_TICKS_WHEN_NARROW = 4
"""How many words fit below the bars on a screen of 320 px."""
GAP_SHARE = 0.8
"""How much of its place the frame of a gap fills: a little more than a bar does."""


def frame_of(
    scale: Scale, *, lines: Sequence[str], ticks: Sequence[str], gaps: Sequence[bool], zeros: Sequence[bool]
) -> Frame:
    """
    Return the frame of a chart.

    Shape: `lines` holds the words of the scale's ticks; the others have one item a bar.
    """
    share = 100 / max(len(ticks), 1)
    shown = [at for at, words in enumerate(ticks) if words]
    every = ceil(len(shown) / MOST_TICKS_WHEN_NARROW)
    return Frame(
        lines=[
            Line(_height_of(value, scale), words, value == 0) for value, words in zip(scale.ticks, lines, strict=True)
        ],
        ticks=[
            Tick(_percent((at + 0.5) * share), ticks[at], position % every != 0) for position, at in enumerate(shown)
        ],
        gaps=[
            Gap(_percent((at + (1 - GAP_SHARE) / 2) * share), _percent(GAP_SHARE * share))
            for at, is_gap in enumerate(gaps)
            if is_gap
        ],
        zeros=[_percent((at + 0.5) * share) for at, is_zero in enumerate(zeros) if is_zero and not gaps[at]],
        base=_height_of(0, scale),
    )


def _height_of(value: float, scale: Scale) -> str:
    return _percent(100 * (scale.high - value) / (scale.high - scale.low))


def _percent(value: float) -> str:
    return f"{value:.2f}%"
