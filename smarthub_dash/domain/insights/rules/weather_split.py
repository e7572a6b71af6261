"""How a year of use splits into base, heating and cooling, and how sure that is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from smarthub_dash.domain.usage.rules.weather import WeatherModel

WINDOW_DAYS = 30


@dataclass(frozen=True, slots=True)
class WeatherSplit:
    """
    What a stretch of days is made of, by the model of their home, and how much of the day-to-day change it explains.

    Units: kWh; `fit` from 0 to 1.
    """

    base: float
    heating: float
    cooling: float
    fit: float

    @property
    def total(self) -> float:
        return self.base + self.heating + self.cooling

    @property
    def doubt_percent(self) -> int:
        """Return how far base and heating may be exchanged, in percent of the whole: means of days cannot part them."""
        return max(5, 5 * round((1 - self.fit) * 100 / 2 / 5))


def weather_split(model: WeatherModel, means: Sequence[float]) -> WeatherSplit:
    """Return how days of these mean temperatures split. Units: degrees Fahrenheit."""
    at = np.asarray(means, dtype=np.float64)
    heating = model.heating * float(np.maximum(model.heat_below - at, 0).sum())
    cooling = model.cooling * float(np.maximum(at - model.cool_above, 0).sum())
    return WeatherSplit(max(model.base, 0.0) * len(at), heating, cooling, model.fit)
