"""What stands out: days unlike what the home's own year expects of them, and hours without any power."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from smarthub_dash.domain.usage.rules.weather import WeatherModel

FAR = 3.5
"""How many robust deviations away a day is unusual."""
TO_DEVIATION = 1.4826
"""The median of the distances times this is the deviation of a bell curve."""
LEAST_DAYS = 60
LEAST_ZEROS = 2
"""One interval of zero may be rounding; two in a row where a home always draws something are no use at all."""
LEAST_DIFFERENCE_WH = 2_000
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class UnusualDay:
    """A day far from what was expected of it. Units: Wh."""

    day: date
    quantity: int
    expected: int


@dataclass(frozen=True, slots=True)
class DarkStretch:
    """A run of intervals in which a meter counted nothing. Units: epoch seconds."""

    start_epoch: int
    end_epoch: int


def unusual_days(
    days: Mapping[date, int], means: Mapping[date, float], *, model: WeatherModel | None, since: date
) -> tuple[UnusualDay, ...]:
    """
    Return the days since one that lie far from what the weather, or without it a middling day of its kind, expects.

    Newest first. Units: Wh; degrees Fahrenheit.
    """
    known = [day for day in sorted(days) if model is None or day in means]
    if len(known) < LEAST_DAYS:
        return ()
    use = np.array([days[day] for day in known], dtype=np.float64)
    expected = model.use_at([means[day] for day in known]) * 1_000 if model else _middling(known, use)
    residuals = use - expected
    middle = float(np.median(residuals))
    spread = TO_DEVIATION * float(np.median(np.abs(residuals - middle)))
    if spread <= 0:
        return ()
    score = (residuals - middle) / spread
    found = [
        UnusualDay(day, round(use[at]), max(round(float(expected[at] + middle)), 0))
        for at, day in enumerate(known)
        if day >= since and abs(score[at]) > FAR and abs(residuals[at]) >= LEAST_DIFFERENCE_WH
    ]
    return tuple(reversed(found))


def dark_stretches(starts: Ints, seconds: Ints, quantities: Ints) -> tuple[DarkStretch, ...]:
    """
    Return the runs of zeros of a meter that otherwise hardly ever rests, oldest first.

    Shape: all of one length, `starts` rises. Units: epoch seconds; Wh.
    """
    is_zero = quantities == 0
    if not starts.size or float(is_zero.mean()) > 0.05:
        return ()  # a well rests most of the day
    edges = np.flatnonzero(np.diff(np.concatenate([[0], is_zero.astype(np.int8), [0]])))
    runs = zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
    return tuple(
        DarkStretch(int(starts[first]), int(starts[end - 1] + seconds[end - 1]))
        for first, end in runs
        if end - first >= LEAST_ZEROS
    )


def _middling(known: Sequence[date], use: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the median of the fortnights around each day, of the same kind of day."""
    ordinals = np.array([day.toordinal() for day in known])
    is_weekend = np.array([day.weekday() >= 5 for day in known])
    found = np.empty_like(use)
    for at in range(len(known)):
        near = (np.abs(ordinals - ordinals[at]) <= 28) & (is_weekend == is_weekend[at])
        found[at] = np.median(use[near])
    return found
