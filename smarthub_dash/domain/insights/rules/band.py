"""
The band of a forecast: how far earlier forecasts of the same kind, at the same stage, were off.

Split conformal prediction: of `n` earlier misses, each measured against the size of what was still to come, the
`ceil(0.8 (n + 1))`-th smallest is how far the band reaches; this holds four bills of five, however misses are spread.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from smarthub_dash.kit.money import Cents

LEVEL = 0.8
CHECK_DAYS = (3, 7, 10, 15, 20, 25)
"""The stages of a billing period: days that have passed."""
LEAST_MISSES = 8
"""Of fewer earlier forecasts no band is made."""
LEAST_OF_CLASS = 8
"""Of a rate with fewer, the forecasts of the whole co-op are taken."""
LEAST_SHARE = 0.25
"""A miss is measured against at least so much of an ordinary rest: a rest near nothing would make any miss huge."""


@dataclass(frozen=True, slots=True)
class Band:
    """From where to where a bill is expected to be. Units: cents."""

    low_cents: Cents
    high_cents: Cents

    def __contains__(self, cents: Cents) -> bool:
        return self.low_cents <= cents <= self.high_cents


def stage_of(days_passed: int) -> int | None:
    """Return the stage that a billing period has reached; None while it is too early to say anything."""
    return max((day for day in CHECK_DAYS if day <= days_passed), default=None)


def size_of_rest(*, rest_cents: Cents, follows_cents: Cents, day_count: int, days_left: int) -> Cents:
    """
    Return against what a miss is measured: what is still to come, at least a part of what such days usually bring.

    `follows_cents` is what of the whole bill is not fixed.
    """
    ordinary = abs(follows_cents) * days_left / day_count
    return max(round(abs(rest_cents)), round(LEAST_SHARE * ordinary), 1)


def reach(misses: Sequence[float]) -> float | None:
    """Return how far a band reaches, as a multiple of the rest; None if there are too few earlier forecasts."""
    place = ceil(LEVEL * (len(misses) + 1))
    return sorted(misses)[place - 1] if len(misses) >= LEAST_MISSES and place <= len(misses) else None


def band_of(likely_cents: Cents, *, rest_cents: Cents, misses: Sequence[float]) -> Band | None:
    """Return the band around a forecast; None if there is nothing to learn from. Shape: misses as `miss_of`."""
    far = reach(misses)
    if far is None:
        return None
    half = round(far * rest_cents)
    return Band(likely_cents - half, likely_cents + half)


def miss_of(*, likely_cents: Cents, actual_cents: Cents, rest_cents: Cents) -> float:
    """Return how far a forecast was off, as a multiple of the rest."""
    return abs(actual_cents - likely_cents) / max(rest_cents, 1)
