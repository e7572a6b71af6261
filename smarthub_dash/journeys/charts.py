"""Small drawings as numbers: the path of a sparkline."""

from collections.abc import Sequence

SPARK_WIDTH = 120
SPARK_HEIGHT = 32


def spark_path(values: Sequence[int | None]) -> str:
    """
    Return the SVG path of bars, one for each value, scaled to the highest; a missing value leaves its place empty.

    Shape: a path in a box of SPARK_WIDTH by SPARK_HEIGHT.
    """
    return bars_path(values, width=SPARK_WIDTH, height=SPARK_HEIGHT)


def bars_path(values: Sequence[float | None], *, width: int, height: int) -> str:
    """
    Return the SVG path of bars that fill a box, scaled to the highest.

    Shape: a path in a box of `width` by `height`; a value that is None leaves its place empty.
    """
    highest = max((value for value in values if value is not None), default=0)
    step = width / max(len(values), 1)
    bars = []
    for at, value in enumerate(values):
        if value is None:
            continue
        tall = max(round(value / highest * height, 1) if highest > 0 else 0, 1)
        bars.append(f"M{at * step + step * 0.125:.1f} {height}v-{tall:g}h{step * 0.75:.1f}v{tall:g}z")
    return "".join(bars)
