"""Small drawings as numbers: the path of a sparkline."""

from collections.abc import Sequence

SPARK_WIDTH = 120
SPARK_HEIGHT = 32


def spark_path(values: Sequence[int | None]) -> str:
    """
    Return the SVG path of bars, one for each value, scaled to the highest; a missing value leaves its place empty.

    Shape: a path in a box of SPARK_WIDTH by SPARK_HEIGHT.
    """
    highest = max((value for value in values if value is not None), default=0)
    step = SPARK_WIDTH / max(len(values), 1)
    bars = []
    for at, value in enumerate(values):
        if value is None:
            continue
        height = max(round(value / highest * SPARK_HEIGHT, 1) if highest else 0, 1)
        bars.append(f"M{at * step:.1f} {SPARK_HEIGHT}v-{height:g}h{step * 0.7:.1f}v{height:g}z")
    return "".join(bars)
