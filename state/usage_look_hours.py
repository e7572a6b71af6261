"""The hours of a year as a map: packed for the way to the browser, with tones and words."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from smarthub_dash.domain.usage.rules import QuantityUnit
from smarthub_dash.journeys.look_closer import LookView
from smarthub_dash.journeys.usage_hours import HourGrid
from smarthub_dash.journeys.words import PER_SHOWN_UNIT, SHOWN_UNITS, period_text
from state.usage_look_values import HeatData, LookPage

SIGNS = bytes(code for code in range(35, 126) if code != 92)
"""They travel in JSON as they are: no quote, no backslash, and not the tilde that marks what is absent."""
MISSING, ABSENT = "~~", "~!"
LEAST_STEP = 10
"""A hundredth of what is shown. Units: Wh or MB."""
QUANTILES = (0.1, 0.3, 0.55, 0.8, 0.95)
HIGH_SHARE = 0.85
NAMES = ("12 AM", *(f"{hour} AM" for hour in range(1, 12)), "12 PM", *(f"{hour} PM" for hour in range(1, 12)))


def hours_page(view: LookView, grid: HourGrid) -> LookPage:
    """Put the hours of a year into words and tones."""
    unit, known = view.point.unit, grid.quantities[grid.is_known]
    about = "Each column is a day, from midnight at the top; on a narrow screen each row is one."
    return LookPage(
        look=view.look.value,
        title="Hour by hour",
        kind=view.account.kind.value,
        sentence=_sentence(grid, unit),
        about=f"{period_text(grid.period)}. {about}" if known.size else "",
        heat=_heat(view, grid) if known.size else HeatData(),
    )


def hour_name(hour: int) -> str:
    """Name an hour of the day: "6 PM to 7 PM"."""
    return f"{NAMES[hour]} to {NAMES[(hour + 1) % 24]}"


def _sentence(grid: HourGrid, unit: QuantityUnit) -> str:
    if not grid.is_known.any():
        return "Nothing was read in this year."
    counts = np.maximum(grid.is_known.sum(axis=0), 1)
    means = np.where(grid.is_known, grid.quantities, 0).sum(axis=0) / counts
    busy, quiet = _longest(means, most=True), _longest(means, most=False)
    shown = means / PER_SHOWN_UNIT[unit]
    return (
        f"Most is used between {busy}, on average {shown.max():.2f} {SHOWN_UNITS[unit]} in the highest hour; "
        f"least between {quiet}."
    )


def _longest(means: np.ndarray, *, most: bool) -> str:
    """Return the run of hours around the highest, or the lowest, that are about as much: "5 PM and 9 PM"."""
    edge = means.max() * HIGH_SHARE if most else means.min() + (1 - HIGH_SHARE) * (means.max() - means.min())
    is_in = means >= edge if most else means <= edge
    first = last = int(means.argmax() if most else means.argmin())
    while is_in[(first - 1) % 24] and (last - first) < 23:
        first -= 1
    while is_in[(last + 1) % 24] and (last - first) < 23:
        last += 1
    return f"{NAMES[first % 24]} and {NAMES[(last + 1) % 24]}"


def _heat(view: LookView, grid: HourGrid) -> HeatData:
    unit, per = view.point.unit, PER_SHOWN_UNIT[view.point.unit]
    step = _step(int(grid.quantities.max()))
    known = grid.quantities[grid.is_known & (grid.quantities > 0)] / per
    levels = [round(float(each), 2) for each in np.quantile(known, QUANTILES)] if known.size else []
    return HeatData(
        key=f"{view.account.account_number}:{grid.period.start_on}:{grid.period.end_on}:{int(view.now.timestamp())}",
        kind=view.account.kind.value,
        first=grid.period.start_on.isoformat(),
        day_count=grid.period.day_count,
        cells=_packed(grid, step),
        step=step / per,
        unit=SHOWN_UNITS[unit],
        levels=levels,
        level_words=_words(levels, SHOWN_UNITS[unit]),
        estimated=_runs(grid.is_estimated.ravel()),
        href=f"/usage?account={view.account.account_number}&range=day&unit=quantity&at=",
    )


def _step(highest: int) -> int:
    step = LEAST_STEP
    while highest / step >= len(SIGNS) ** 2 - 1:
        step *= 10
    return step


def _packed(grid: HourGrid, step: int) -> str:
    numbers = np.rint(np.maximum(grid.quantities, 0) / step).astype(np.int64).ravel()
    signs = np.frombuffer(SIGNS, dtype=np.uint8)
    pairs = np.stack([signs[numbers // len(SIGNS)], signs[numbers % len(SIGNS)]], axis=1)
    unknown, there = ~grid.is_known.ravel(), grid.is_there.ravel()
    pairs[unknown & there] = np.frombuffer(MISSING.encode(), dtype=np.uint8)
    pairs[unknown & ~there] = np.frombuffer(ABSENT.encode(), dtype=np.uint8)
    return pairs.tobytes().decode("ascii")


def _runs(flags: np.ndarray) -> list[int]:
    edges = np.flatnonzero(np.diff(np.concatenate(([0], flags.astype(np.int8), [0]))))
    return [each for start, end in edges.reshape(-1, 2).tolist() for each in (start, end - start)]


def _words(levels: Sequence[float], unit: str) -> list[str]:
    if not levels:
        return []
    middle = [f"{low:.2f} to {high:.2f} {unit}" for low, high in pairwise(levels)]
    return [f"up to {levels[0]:.2f} {unit}", *middle, f"over {levels[-1]:.2f} {unit}"]
