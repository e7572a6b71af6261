"""
How the use of a home follows the temperature: a base, and what each degree of cold and of heat adds to a day.

Source: CalTRACK 2.0, daily method: balance points on a grid, ordinary least squares, no negative slopes, and of all
candidates the one with the highest adjusted R².
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

BALANCE_POINTS = np.arange(30.0, 91.0, 3.0)
LEAST_DAYS = 180
LEAST_DEGREE_DAYS, LEAST_DEGREE_COUNT = 20.0, 10
LEAST_FIT = 0.4
"""An adjusted R² below it says that the use of the home hardly follows the weather."""


@dataclass(frozen=True, slots=True)
class WeatherModel:
    """What a day uses by its mean temperature. Units: kWh a day; kWh a degree day; degrees Fahrenheit."""

    base: float
    heating: float
    cooling: float
    heat_below: float
    cool_above: float
    fit: float

    def use_at(self, means: Sequence[float]) -> Floats:
        """Return the use of days of these mean temperatures."""
        at = np.asarray(means, dtype=np.float64)
        heat, cool = np.maximum(self.heat_below - at, 0), np.maximum(at - self.cool_above, 0)
        return self.base + self.heating * heat + self.cooling * cool


def fit_weather(use: Sequence[float], means: Sequence[float]) -> WeatherModel | None:
    """
    Return the model that fits days best; None if there are too few of them, or the weather explains too little.

    Shape: one mean temperature a day of use. Units: kWh; degrees Fahrenheit.
    """
    if len(use) < LEAST_DAYS:
        return None
    days, at = np.asarray(use, dtype=np.float64), np.asarray(means, dtype=np.float64)
    if float(np.ptp(days)) == 0:
        return None
    heat, cool = np.maximum(BALANCE_POINTS - at[:, None], 0), np.maximum(at[:, None] - BALANCE_POINTS, 0)
    found = [*_of_one(days, heat, is_heat=True), *_of_one(days, cool, is_heat=False), *_of_both(days, heat, cool)]
    best = max(found, key=lambda model: model.fit, default=None)
    return best if best and best.fit >= LEAST_FIT else None


def _of_one(days: Floats, degrees: Floats, *, is_heat: bool) -> list[WeatherModel]:
    found = []
    for at in np.flatnonzero(_is_enough(degrees)):
        base, slope = np.linalg.lstsq(np.column_stack([np.ones_like(days), degrees[:, at]]), days, rcond=None)[0]
        if slope > 0:
            residuals = days - base - slope * degrees[:, at]
            fit, point = _adjusted(days, residuals, terms=1), float(BALANCE_POINTS[at])
            slopes = (float(slope), 0.0) if is_heat else (0.0, float(slope))
            found.append(WeatherModel(float(base), *slopes, point, point, fit))
    return found


def _of_both(days: Floats, heat: Floats, cool: Floats) -> list[WeatherModel]:
    # All pairs at once by their normal equations, whose sums the pairs share: one solve instead of hundreds of fits.
    warm = np.flatnonzero(_is_enough(cool))
    pairs = np.array([(h, c) for h in np.flatnonzero(_is_enough(heat)) for c in warm if c >= h]).reshape(-1, 2)
    if not len(pairs):
        return []
    h, c = pairs[:, 0], pairs[:, 1]
    gram = np.empty((len(pairs), 3, 3))
    gram[:, 0, 0] = len(days)
    gram[:, 0, 1] = gram[:, 1, 0] = heat.sum(axis=0)[h]
    gram[:, 0, 2] = gram[:, 2, 0] = cool.sum(axis=0)[c]
    gram[:, 1, 1], gram[:, 2, 2] = (heat**2).sum(axis=0)[h], (cool**2).sum(axis=0)[c]
    gram[:, 1, 2] = gram[:, 2, 1] = (heat.T @ cool)[h, c]
    right = np.stack([np.full(len(pairs), days.sum()), (days @ heat)[h], (days @ cool)[c]], axis=1)
    is_solvable = np.linalg.cond(gram) < 1e12
    solved = np.zeros((len(pairs), 3))
    solved[is_solvable] = np.linalg.solve(gram[is_solvable], right[is_solvable][..., None])[..., 0]
    rising = np.flatnonzero((solved[:, 1] > 0) & (solved[:, 2] > 0))
    if not rising.size:
        return []
    # What the normal equations leave over is enough to choose the best by; that one is then measured as it is.
    best = rising[np.argmax((solved * right).sum(axis=1)[rising])]
    base, heating, cooling = solved[best]
    residuals = days - base - heating * heat[:, h[best]] - cooling * cool[:, c[best]]
    below, above = float(BALANCE_POINTS[h[best]]), float(BALANCE_POINTS[c[best]])
    fit = _adjusted(days, residuals, terms=2)
    return [WeatherModel(float(base), float(heating), float(cooling), below, above, fit)]


def _is_enough(degrees: Floats) -> NDArray[np.bool_]:
    return (degrees.sum(axis=0) >= LEAST_DEGREE_DAYS) & ((degrees > 0).sum(axis=0) >= LEAST_DEGREE_COUNT)


def _adjusted(days: Floats, residuals: Floats, *, terms: int) -> float:
    spread = float(((days - days.mean()) ** 2).sum())
    share = 1 - float((residuals**2).sum()) / spread
    return 1 - (1 - share) * (len(days) - 1) / (len(days) - terms - 1)
