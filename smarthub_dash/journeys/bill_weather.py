"""What the weather alone added to a bill: the use of a home as its own year follows the temperature."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from sqlmodel import Session

from smarthub_dash.domain.accounts.rules import AccountScope
from smarthub_dash.domain.usage.queries import DayOfUse, days_in
from smarthub_dash.domain.usage.rules import Flow, QuantityUnit
from smarthub_dash.domain.usage.rules.weather import WeatherModel, fit_weather
from smarthub_dash.gateways.weather import Weather, WeatherUnavailable
from smarthub_dash.journeys.bill_shapes import BillInFull
from smarthub_dash.kit.periods import Period

FITTED_ON = timedelta(days=400)
"""How far back the days go that the model is fitted on: a year, and the bill of last year with it."""
MOST_UNKNOWN_DAYS = 3


def fitted_days(session: Session, *, scope: AccountScope, full: BillInFull) -> Sequence[DayOfUse]:
    """Return the days on which the use of a bill's account is fitted to the weather; none where no energy is read."""
    if full.unit is not QuantityUnit.WH or full.use is None or full.use.received:
        return ()  # what goes back to the grid follows the sun, which no temperature tells
    return days_in(session, scope=scope, within=_fitted(full))


@dataclass(frozen=True, slots=True)
class Temperatures:
    """The days around a bill as a station measured them, and how the use of the home follows them, if it does."""

    means: Mapping[date, float]
    model: WeatherModel | None

    @classmethod
    def of(cls, full: BillInFull, days: Sequence[DayOfUse], weather: Weather | None) -> "Temperatures":
        """
        Ask the station; without days of use, or while it is away, nothing is known.

        Days that are not whole, or that measured nothing (an outage, an empty house), are left out of the fit.
        """
        try:
            means = weather.daily_means(_fitted(full)) if weather and days else {}
        except WeatherUnavailable:
            means = {}
        whole = [
            day
            for day in days
            if day.flow is Flow.DELIVERED
            and day.start_on in means
            and day.quantity > 0
            and day.present_seconds == day.expected_seconds
        ]
        return cls(means, fit_weather([day.quantity / 1000 for day in whole], [means[day.start_on] for day in whole]))

    def kwh_between(self, earlier: Period, later: Period) -> Fraction | None:
        """Return what the weather alone added to the later period; None if that cannot be told. Units: kWh."""
        before, after = self._known(earlier), self._known(later)
        if self.model is None or not before or not after:
            return None
        a_day = float(self.model.use_at(after).mean()) - float(self.model.use_at(before).mean())
        return Fraction(round(later.day_count * a_day * 1_000), 1_000)

    def mean_of(self, period: Period) -> float | None:
        """Return how warm a period was; None if too many of its days are unknown. Units: degrees Fahrenheit."""
        known = self._known(period)
        return sum(known) / len(known) if known else None

    def _known(self, period: Period) -> Sequence[float]:
        known = [self.means[day] for day in period.days() if day in self.means]
        return known if period.day_count - len(known) <= MOST_UNKNOWN_DAYS else ()


def _fitted(full: BillInFull) -> Period:
    return Period(full.bill.period.end_on - FITTED_ON, full.bill.period.end_on)
