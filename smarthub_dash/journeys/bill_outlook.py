"""What the bill of a running period will come to: days to come put to the rate engine with the fixed lines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from smarthub_dash.domain.insights.rules.band import size_of_rest, stage_of
from smarthub_dash.domain.insights.rules.expected_days import Known, expected_use
from smarthub_dash.domain.rates.rules.engine import price_period
from smarthub_dash.domain.rates.rules.metered import MeteredUse, Reads, daily_use, no_reads, no_use
from smarthub_dash.domain.usage.rules import Flow
from smarthub_dash.domain.usage.rules.weather import WeatherModel
from smarthub_dash.journeys.metered_home import MeteredHome
from smarthub_dash.kit.money import Cents
from smarthub_dash.kit.periods import Period, epoch_of_day

LIKE_DAYS = (7, 14, 21, 28, 35)
"""A day to come takes the shape of the same weekday some weeks before: its peaks count for demand."""
MOST_STRETCH = 5.0


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a bill is expected to come to, with the size of what is still to come. Units: cents; Wh."""

    period: Period
    stage: int
    likely_cents: Cents
    rest_cents: Cents
    expected_wh: int
    follows_weather: bool


def outlook_of(home: MeteredHome, *, cycle: Period, on: date, model: WeatherModel | None) -> Outlook | None:
    """
    Return what the bill of a cycle comes to, as the days before `on` tell; None while that is too early to say.

    :raises NoRateInForce: if a day of the cycle has no version of the rate
    """
    stage = stage_of((on - cycle.start_on).days)
    if stage is None:
        return None
    expected = {flow: _expected(home, flow, cycle, on, model) for flow in Flow}
    if not any(expected[Flow.DELIVERED].values()) and not home.delivered:
        return None
    likely = _price(home, cycle, _use(home, cycle, on, expected))
    so_far = _price(home, cycle, _use(home, cycle, on, {flow: {} for flow in Flow}))
    fixed = _price(home, cycle, no_use())
    rest = size_of_rest(
        rest_cents=likely - so_far,
        follows_cents=likely - fixed,
        day_count=cycle.day_count,
        days_left=(cycle.end_on - on).days,
    )
    known = [home.delivered.get(day, 0) for day in cycle.days() if day < on]
    expected_wh = round(sum(known) + sum(expected[Flow.DELIVERED].values()))
    return Outlook(cycle, stage, likely, rest, expected_wh, model is not None)


def _expected(
    home: MeteredHome, flow: Flow, cycle: Period, on: date, model: WeatherModel | None
) -> Mapping[date, float]:
    """Return what every day of a cycle is expected to count that was not read in full before `on`."""
    days = home.delivered if flow is Flow.DELIVERED else home.received
    if not any(days.values()):
        return {}
    before = {day: wh for day, wh in days.items() if day < on}
    means = {day: mean for day, mean in home.means.items() if day < on}
    known = Known(before, means, on, model if flow is Flow.DELIVERED else None)
    wanted = [day for day in cycle.days() if day not in before]
    return expected_use(known, start_on=cycle.start_on, wanted=wanted)


def _price(home: MeteredHome, cycle: Period, use: MeteredUse) -> Cents:
    priced = price_period(home.versions, period=cycle, cycle=cycle, use=use, zone=home.zone, facts=home.facts)
    return priced.cents


def _use(home: MeteredHome, cycle: Period, on: date, expected: Mapping[Flow, Mapping[date, float]]) -> MeteredUse:
    """Return what was read in full before `on`, and what is expected of the other days."""
    if not home.needs_intervals:
        delivered, received = (_by_day(home, flow, cycle, on, expected[flow]) for flow in Flow)
        return daily_use(delivered, received, zone=home.zone)
    return MeteredUse(*(_by_interval(home, flow, cycle, on, expected[flow]) for flow in Flow))


def _by_day(
    home: MeteredHome, flow: Flow, cycle: Period, on: date, expected: Mapping[date, float]
) -> Mapping[date, int]:
    days = home.delivered if flow is Flow.DELIVERED else home.received
    read = {day: days[day] for day in cycle.days() if day < on and day in days}
    return {**read, **{day: round(wh) for day, wh in expected.items()}}


def _by_interval(home: MeteredHome, flow: Flow, cycle: Period, on: date, expected: Mapping[date, float]) -> Reads:
    starts, quantities, seconds = [], [], 0
    if cycle.start_on < on:
        read = home.reads_within(flow, Period(cycle.start_on, min(on, cycle.end_on)))
        starts, quantities = [read.starts], [read.quantities]
        seconds = int(read.seconds.max(initial=0))
        if expected:
            filled = np.isin(_ordinals(read.starts, cycle, home), [day.toordinal() for day in expected])
            starts, quantities = [read.starts[~filled]], [read.quantities[~filled]]
    for day, wh in expected.items():
        like = _like(home, flow, day, on)
        if like is not None:
            shape = home.reads_within(flow, Period(like, like + timedelta(days=1)))
            total = int(shape.quantities.sum())
            stretch = min(wh / total, MOST_STRETCH) if total else 0.0
            shift = epoch_of_day(day, home.zone) - epoch_of_day(like, home.zone)
            starts.append(shape.starts + shift)
            quantities.append(np.rint(shape.quantities * stretch).astype(np.int64))
            seconds = max(seconds, int(shape.seconds.max(initial=0)))
    return Reads(np.concatenate(starts), np.concatenate(quantities), seconds) if starts else no_reads()


def _like(home: MeteredHome, flow: Flow, day: date, on: date) -> date | None:
    """Return the newest day of the same weekday that was read in full before `on`."""
    days: Mapping[date, int] = home.delivered if flow is Flow.DELIVERED else home.received
    weeks: Sequence[date] = [day - timedelta(days=back) for back in LIKE_DAYS]
    return next((each for each in weeks if each < on and each in days), None)


def _ordinals(starts: np.ndarray, cycle: Period, home: MeteredHome) -> np.ndarray:
    bounds = np.array([epoch_of_day(day, home.zone) for day in cycle.days()], dtype=np.int64)
    return cycle.start_on.toordinal() + np.searchsorted(bounds, starts, side="right") - 1
