"""
What a change at a home did to its use: the days since, beside what the days before would have used in that weather.

Source: ASHRAE Guideline 14-2014, annex B: the doubt of a mean of daily savings where each day resembles the one before.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, auto
from math import sqrt

import numpy as np

from smarthub_dash.domain.usage.rules.weather import LEAST_DAYS, Floats, WeatherModel, fit_weather

MOST_DAYS = 365
LEAST_AFTER = 30
SURE = 1.96
"""Deviations either way that hold nineteen of twenty."""
OF_MODEL = 1.26
"""The guideline's allowance for the doubt of the model itself."""
MOST_ALIKE = 0.9
LEAST_WITHIN = 0.95
NEAR = 3.0
"""Degrees beyond what was seen before at which the model is still asked."""


class Unknown(Enum):
    """Why nothing is claimed."""

    TOO_FEW_BEFORE = auto()
    TOO_FEW_AFTER = auto()
    ANOTHER_NEAR = auto()
    NO_WEATHER = auto()
    OTHER_WEATHER = auto()
    SENDS_BACK = auto()


@dataclass(frozen=True, slots=True)
class Effect:
    """How much more a day took than before in the same weather, below zero for less. Units: Wh a day."""

    change: int
    low: int
    high: int
    usual: int
    """What a day since would have taken as things were before."""
    days_before: int
    days_after: int

    @property
    def is_clear(self) -> bool:
        return self.low > 0 or self.high < 0

    @property
    def percent(self) -> int:
        return round(100 * self.change / self.usual) if self.usual else 0


@dataclass(frozen=True, slots=True)
class NoEffect:
    """That nothing can be claimed, and the days that were known; `near` is the other change that is in the way."""

    why: Unknown
    days_before: int
    days_after: int
    near: date | None = None


def effect_of(
    days: Mapping[date, int], means: Mapping[date, float], *, happened_on: date, others: Collection[date], today: date
) -> Effect | NoEffect:
    """
    Return what changed with what happened on a day, or why nobody can say.

    The day itself is left out, and no other change lies in the days that are compared.

    Units: Wh of days that were read in full; degrees Fahrenheit.
    """
    last_before = max((each for each in others if each <= happened_on), default=None)
    next_after = min((each for each in others if each > happened_on), default=None)
    since = max(happened_on - timedelta(days=MOST_DAYS), last_before or date.min)
    until = min(happened_on + timedelta(days=MOST_DAYS + 1), next_after or today, today)
    before, after = _read(days, since, happened_on), _read(days, happened_on + timedelta(days=1), until)
    counts = len(before), len(after)
    if len(after) < LEAST_AFTER:
        is_cut = next_after is not None and next_after < today
        return NoEffect(Unknown.ANOTHER_NEAR if is_cut else Unknown.TOO_FEW_AFTER, *counts, next_after)
    if len(before) < LEAST_DAYS:
        is_cut = last_before is not None and last_before > happened_on - timedelta(days=LEAST_DAYS)
        return NoEffect(Unknown.ANOTHER_NEAR if is_cut else Unknown.TOO_FEW_BEFORE, *counts, last_before)
    return _adjusted(days, means, before, after)


def _read(days: Mapping[date, int], start: date, end: date) -> list[date]:
    # A day without any use is a day without power: the weather tells nothing of it.
    return [day for day in sorted(days) if start <= day < end and days[day] > 0]


def _adjusted(
    days: Mapping[date, int], means: Mapping[date, float], before: Sequence[date], after: Sequence[date]
) -> Effect | NoEffect:
    known = [day for day in before if day in means]
    seen = [day for day in after if day in means]
    model = fit_weather([days[day] / 1_000 for day in known], [means[day] for day in known])
    if model is None or len(seen) < LEAST_AFTER:
        return NoEffect(Unknown.NO_WEATHER, len(before), len(after))
    coldest, warmest = min(means[day] for day in known) - NEAR, max(means[day] for day in known) + NEAR
    within = [day for day in seen if coldest <= means[day] <= warmest]
    if len(within) < LEAST_WITHIN * len(seen):
        return NoEffect(Unknown.OTHER_WEATHER, len(before), len(after))
    left = _beyond(model, days, means, known)
    since = _beyond(model, days, means, within)
    change, doubt = float(since.mean()), _doubt(left, count=len(within))
    usual = float(np.mean([days[day] for day in within])) - change
    return Effect(round(change), round(change - doubt), round(change + doubt), round(usual), len(known), len(within))


def _beyond(
    model: WeatherModel, days: Mapping[date, int], means: Mapping[date, float], which: Sequence[date]
) -> Floats:
    use = np.array([days[day] for day in which], dtype=np.float64)
    return use - model.use_at([means[day] for day in which]) * 1_000


def _doubt(left: Floats, *, count: int) -> float:
    """Return how far the mean of so many days may be off, learned from what the model left open before. Units: Wh."""
    spread = float(left.std(ddof=3))
    alike = float(np.corrcoef(left[1:], left[:-1])[0, 1]) if spread > 0 else 0.0
    worth = (1 - min(max(alike, 0.0), MOST_ALIKE)) / (1 + min(max(alike, 0.0), MOST_ALIKE))
    own, of_before = count * worth, len(left) * worth
    return SURE * OF_MODEL * spread * sqrt(1 / own + 1 / of_before)
