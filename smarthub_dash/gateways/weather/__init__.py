"""Weather: what the days were like, as a station near the members measured it."""

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from smarthub_dash.kit.errors import Unavailable
from smarthub_dash.kit.periods import Period


class WeatherUnavailable(Unavailable):
    """The station's days cannot be had now."""


class Weather(Protocol):
    """Tells what the days were like."""

    def daily_means(self, within: Period) -> Mapping[date, float]:
        """
        Return the mean temperature of each local day that is known; days without one are left out.

        Units: degrees Fahrenheit.
        :raises WeatherUnavailable: if none can be had now
        """
        ...
