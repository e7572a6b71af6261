"""Weather in memory, for tests of journeys."""

from collections.abc import Mapping
from datetime import date

from smarthub_dash.gateways.weather import WeatherUnavailable
from smarthub_dash.kit.periods import Period


class FakeWeather:
    """Tells the days it was given, or fails if it was told to."""

    def __init__(self, means: Mapping[date, float]) -> None:
        self._means = means
        self.is_away = False

    def daily_means(self, within: Period) -> Mapping[date, float]:
        if self.is_away:
            raise WeatherUnavailable("the station is away")
        return {day: mean for day, mean in self._means.items() if day in within}
