"""What stands beside a range of usage: an earlier one, or what the same weather usually brings; and how warm it was."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from smarthub_dash.domain.accounts.rules import billing_period_of
from smarthub_dash.domain.usage.queries import DayOfUse
from smarthub_dash.domain.usage.rules import Flow
from smarthub_dash.domain.usage.rules.weather import WeatherModel, fit_weather
from smarthub_dash.journeys.usage_bars import Bar
from smarthub_dash.journeys.usage_ranges import Range, Span
from smarthub_dash.kit.periods import Period

FITTED_ON, YEAR = timedelta(days=400), timedelta(days=364)
DAY_SECONDS = (23 * 3_600, 25 * 3_600)


class Beside(StrEnum):
    """What a range is compared with."""

    NONE = "none"
    PREVIOUS = "previous"
    LAST_YEAR = "last_year"
    WEATHER = "weather"


@dataclass(frozen=True, slots=True)
class BesideView:
    """
    What stands beside the bars of a range.

    Shape: `values` and `means` have one item a bar, None where nothing is known. Units: Wh, MB or cents as the bars
    themselves; degrees Fahrenheit. `trouble` says why there is nothing.
    """

    kind: Beside = Beside.NONE
    values: tuple[int | None, ...] = ()
    means: tuple[float | None, ...] = ()
    trouble: str = ""


NOTHING_BESIDE = BesideView()


def period_beside(beside: Beside, shown: Range, *, read_day: int) -> Period | None:
    """Return the days that stand beside a range: weekdays beside the same weekdays, bills beside bills."""
    period = shown.period
    if beside not in (Beside.PREVIOUS, Beside.LAST_YEAR):
        return None
    if shown.span is Span.YEAR:
        start_on = period.start_on
        for _ in range(12):
            start_on = billing_period_of(start_on - timedelta(days=1), read_day=read_day).start_on
        end_on = billing_period_of(period.last_on, read_day=read_day).start_on
        for _ in range(11):
            end_on = billing_period_of(end_on - timedelta(days=1), read_day=read_day).start_on
        return Period(start_on, end_on)
    if beside is Beside.LAST_YEAR:
        return Period(period.start_on - YEAR, period.end_on - YEAR)
    if shown.span is Span.BILL:
        return billing_period_of(period.start_on - timedelta(days=1), read_day=read_day)
    return Period(period.start_on - timedelta(days=period.day_count), period.start_on)


def fitted_before(period: Period) -> Period:
    """Return the days on which the use of a home is fitted to the weather: the year before a range."""
    return Period(period.start_on - FITTED_ON, period.start_on)


def beside_view(
    beside: Beside,
    bars: Sequence[Bar],
    other: Sequence[Bar],
    past: Sequence[DayOfUse],
    means: Mapping[date, float],
    *,
    in_money: bool,
) -> BesideView:
    """Return what stands beside some bars."""
    is_daily = all(DAY_SECONDS[0] <= bar.end_epoch - bar.start_epoch <= DAY_SECONDS[1] for bar in bars)
    warmth = tuple(means.get(bar.start_on) for bar in bars) if is_daily else ()
    warmth = warmth if any(mean is not None for mean in warmth) else ()
    if beside is Beside.NONE:
        return BesideView(means=warmth)
    if beside is not Beside.WEATHER:
        values = tuple(_value(other[at], in_money) if at < len(other) else None for at in range(len(bars)))
        is_there = any(value is not None for value in values)
        return BesideView(beside, values if is_there else (), warmth, "" if is_there else "Nothing was read then.")
    if in_money or not is_daily:
        return BesideView(beside, (), warmth, "What the weather usually brings is shown in kWh, day by day.")
    model = _model(past, means)
    if model is None:
        return BesideView(beside, (), warmth, "The use here does not follow the temperatures that we know.")
    return BesideView(beside, tuple(_expected(model, mean) for mean in warmth), warmth)


def _value(bar: Bar, in_money: bool) -> int | None:
    if in_money:
        return bar.cost.use_cents + bar.cost.fixed_cents if bar.cost else None
    return bar.quantity


def _expected(model: WeatherModel, mean: float | None) -> int | None:
    return None if mean is None else max(round(float(model.use_at([mean])[0]) * 1_000), 0)


def _model(past: Sequence[DayOfUse], means: Mapping[date, float]) -> WeatherModel | None:
    if any(day.flow is Flow.RECEIVED and day.quantity for day in past):
        return None
    known = [
        day
        for day in past
        if day.flow is Flow.DELIVERED
        and day.start_on in means
        and day.quantity > 0
        and day.present_seconds == day.expected_seconds
    ]
    return fit_weather([day.quantity / 1_000 for day in known], [means[day.start_on] for day in known])
