"""Drawings as numbers: sparklines, the scale of a chart, and its bars as SVG paths."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import floor, log10
from typing import TypeAlias

SPARK_WIDTH = 120
SPARK_HEIGHT = 32
BAR_SHARE = 0.75
"""How much of its place a bar fills."""
HEADROOM = 1.05
TALL = tuple(f"{tenth / 10:.1f}" for tenth in range(SPARK_HEIGHT * 10 + 1))
"""Every height a bar of a sparkline can have, in words: writing numbers was most of drawing a thousand of them."""

Layer: TypeAlias = Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Scale:
    """Where the upright axis begins and ends, and which values stand beside it, `step` apart."""

    low: float
    high: float
    step: float
    ticks: tuple[float, ...]


def spark_path(values: Sequence[int | None]) -> str:
    """
    Return the SVG path of bars, one for each value, scaled to the highest; a missing value leaves its place empty.

    Shape: a path in a box of SPARK_WIDTH by SPARK_HEIGHT.
    """
    highest = max((value for value in values if value is not None), default=0)
    tenths = SPARK_HEIGHT * 10 / highest if highest > 0 else 0
    bars = []
    for (start, across), value in zip(_spark_places(len(values)), values, strict=True):
        if value is not None:
            tall = TALL[max(round(value * tenths), 10)]
            bars.append(f"{start}{tall}{across}{tall}z")
    return "".join(bars)


@lru_cache(maxsize=64)
def _spark_places(count: int) -> tuple[tuple[str, str], ...]:
    """Return what stands before and between a bar's two heights: it is the same in every drawing of so many bars."""
    width = SPARK_WIDTH / max(count, 1)
    margin = width * (1 - BAR_SHARE) / 2
    return tuple((f"M{at * width + margin:.1f} {SPARK_HEIGHT}v-", f"h{width * BAR_SHARE:.1f}v") for at in range(count))


def scale_of(layers: Sequence[Layer], *, least_step: float = 0.0, most_ticks: int = 5) -> Scale:
    """
    Return a scale that holds bars stacked layer upon layer, values above zero upward and those below downward.

    Steps are 1, 2 or 5 times a power of ten, so that the words beside the axis stay short.

    Shape: layers of one length.
    """
    stacks = list(zip(*layers, strict=True)) if layers else []
    up = max((sum(part for part in stack if part and part > 0) for stack in stacks), default=0)
    down = min((sum(part for part in stack if part and part < 0) for stack in stacks), default=0)
    if up == down == 0:
        return Scale(0, 1, 1, (0,))
    step = max(_round_step((up - down) / most_ticks), least_step)
    first, last = -floor(-down / step), floor(up / step)
    return Scale(down * HEADROOM, up * HEADROOM, step, tuple(round(at * step, 10) for at in range(first, last + 1)))


def stacked_paths(layers: Sequence[Layer], *, scale: Scale, width: int, height: int) -> tuple[str, ...]:
    """
    Return the SVG paths of bars stacked layer upon layer, as a chart of that scale draws them.

    Shape: one path a layer, in a box of `width` by `height`; what is None or zero draws nothing.
    """
    count = max((len(layer) for layer in layers), default=0)
    place, per_unit = width / max(count, 1), height / (scale.high - scale.low)
    tops, bottoms = [0.0] * count, [0.0] * count
    paths = []
    for layer in layers:
        bars = []
        for at, value in enumerate(layer):
            if not value:
                continue
            edges = tops if value > 0 else bottoms
            upper = max(edges[at], edges[at] + value)
            edges[at] += value
            left, top = (at + (1 - BAR_SHARE) / 2) * place, (scale.high - upper) * per_unit
            tall = abs(value) * per_unit
            bars.append(f"M{left:.1f} {top:.1f}h{place * BAR_SHARE:.1f}v{tall:.1f}h-{place * BAR_SHARE:.1f}z")
        paths.append("".join(bars))
    return tuple(paths)


def _round_step(least: float) -> float:
    power = 10.0 ** floor(log10(least))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= least)
