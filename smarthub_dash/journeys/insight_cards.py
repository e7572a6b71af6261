"""The cards of Usage: what was worked out about a home, each in a sentence and with how it is known."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

import numpy as np

from smarthub_dash.domain.accounts.rules import billing_period_of
from smarthub_dash.domain.insights.operations import Card
from smarthub_dash.domain.insights.rules import CardKind
from smarthub_dash.domain.insights.rules.household_load import always_on_watts, load_of
from smarthub_dash.domain.insights.rules.oddities import dark_stretches, unusual_days
from smarthub_dash.domain.insights.rules.track_record import Forecast, coverage_of
from smarthub_dash.domain.insights.rules.weather_split import weather_split
from smarthub_dash.domain.usage.rules import Flow, QuantityUnit
from smarthub_dash.domain.usage.rules.weather import WeatherModel
from smarthub_dash.journeys.insight_words import (
    ALWAYS_ON_HOW,
    NO_WEATHER,
    OUTAGES_HOW,
    PEAKS_HOW,
    SPLIT_HOW,
    forecast_card,
    last_year_card,
    unusual_card,
)
from smarthub_dash.journeys.metered_home import MeteredHome
from smarthub_dash.journeys.words import clock_text, dated_text, day_text, hours_text, quantity_text
from smarthub_dash.kit.periods import Period, day_of_epoch, instant_of

NIGHTS, UNUSUAL_DAYS, MONTH, YEAR = 14, 14, 30, 364
LEAST_DAYS = 300
TOLD_RECORD = 8


@dataclass(frozen=True)
class _Ground:
    home: MeteredHome
    model: WeatherModel | None
    today: date

    @cached_property
    def days_of_year(self) -> list[date]:
        """The whole days of the last year that were read in full."""
        since = self.today - timedelta(days=YEAR)
        return [day for day in sorted(self.home.delivered) if since <= day < self.today]

    @property
    def sends_back(self) -> bool:
        return any(self.home.received.values())


def cards_of(
    home: MeteredHome,
    *,
    model: WeatherModel | None,
    forecast: Forecast | None,
    learned: Sequence[Forecast],
    today: date,
) -> list[Card]:
    """Return what can be said about a home; what the readings do not tell is left out, or said to be unknown."""
    ground = _Ground(home, model, today)
    return [
        *_on_track(forecast, learned),
        *_unusual(ground),
        *_outages(ground),
        *_last_year(ground),
        *_split(ground),
        *_always_on(ground),
        *_peaks(ground),
    ]


def _on_track(forecast: Forecast | None, learned: Sequence[Forecast]) -> Iterator[Card]:
    if forecast is None:
        return
    of_stage = [
        each
        for each in learned
        if each.account_id == forecast.account_id and each.stage == forecast.stage and each.is_at_stage
    ]
    yield forecast_card(forecast, coverage_of([each for each in of_stage if each.band][:TOLD_RECORD]))


def _unusual(ground: _Ground) -> Iterator[Card]:
    if ground.sends_back:
        return
    days = {day: ground.home.delivered[day] for day in ground.days_of_year}
    since = ground.today - timedelta(days=UNUSUAL_DAYS)
    found = unusual_days(days, ground.home.means, model=ground.model, since=since)
    if found:
        yield unusual_card(found, follows_weather=ground.model is not None)


def _outages(ground: _Ground) -> Iterator[Card]:
    reads = ground.home.reads_within(Flow.DELIVERED, Period(ground.today - timedelta(days=YEAR), ground.today))
    if ground.sends_back:
        return  # by day a home with panels may take nothing for hours
    dark = dark_stretches(reads.starts, reads.seconds, reads.quantities)
    if not dark:
        return
    longest = max(dark, key=lambda each: each.end_epoch - each.start_epoch)
    day = day_of_epoch(longest.start_epoch, ground.home.zone)
    times = "once" if len(dark) == 1 else f"{len(dark)} times"
    length = hours_text(longest.end_epoch - longest.start_epoch)
    which = "for" if len(dark) == 1 else "the longest"
    sentence = f"In the last 12 months the meter stood still {times}, {which} {length} on {dated_text(day)}."
    yield Card(CardKind.OUTAGES, sentence, OUTAGES_HOW, day)


def _last_year(ground: _Ground) -> Iterator[Card]:
    pairs = [
        (day, before)
        for day in (ground.today - timedelta(days=back) for back in range(1, MONTH + 1))
        if day in ground.home.delivered and (before := day - timedelta(days=YEAR)) in ground.home.delivered
    ]
    if len(pairs) < MONTH - 5 or ground.sends_back:
        return
    now, then = (sum(ground.home.delivered[each[at]] for each in pairs) for at in (0, 1))
    if then:
        yield last_year_card(now, then, weather=_weather_between(ground, pairs), day_count=len(pairs))


def _weather_between(ground: _Ground, pairs: Sequence[tuple[date, date]]) -> int | None:
    """Return what the weather alone changed between days and those of a year before. Units: Wh."""
    means: Mapping[date, float] = ground.home.means
    if ground.model is None or any(each not in means for pair in pairs for each in pair):
        return None
    now, then = (ground.model.use_at([means[pair[at]] for pair in pairs]).sum() for at in (0, 1))
    return round(float(now - then) * 1_000)


def _split(ground: _Ground) -> Iterator[Card]:
    days = [day for day in ground.days_of_year if day in ground.home.means]
    if ground.sends_back or len(ground.days_of_year) < LEAST_DAYS:
        return
    if ground.model is None:
        yield Card(CardKind.SPLIT, *NO_WEATHER)
        return
    split = weather_split(ground.model, [ground.home.means[day] for day in days])
    used = quantity_text(sum(ground.home.delivered[day] for day in ground.days_of_year), QuantityUnit.WH)
    shares = [round(100 * part / split.total) for part in (split.heating, split.cooling)]
    parts = [
        f"about {share}% {why}" for share, why in zip(shares, ("for heating", "for cooling"), strict=True) if share
    ]
    said = " and ".join(parts) if parts else "hardly anything for heating or cooling"
    doubt = f"{split.doubt_percent} points either way"
    sentence = (
        f"Of {used} in the last 12 months, {said}; the rest runs in any weather. Each share may be off by {doubt}."
    )
    yield Card(CardKind.SPLIT, sentence, SPLIT_HOW.format(fit=round(100 * split.fit)))


def _always_on(ground: _Ground) -> Iterator[Card]:
    if ground.sends_back:
        return
    within = Period(ground.today - timedelta(days=NIGHTS), ground.today)
    reads = ground.home.reads_within(Flow.DELIVERED, within)
    hours = np.array([datetime.fromtimestamp(each, ground.home.zone).hour for each in reads.starts.tolist()], np.int64)
    watts = always_on_watts(reads.starts, reads.seconds, reads.quantities, hours) if reads.starts.size else None
    load = load_of(reads.starts, reads.seconds, reads.quantities)
    if watts is None or load is None or not watts:
        return
    share = min(round(100 * watts / max(load.mean_watts, 1)), 100)
    sentence = f"About {_power(watts)} never rests, not even at night: {share}% of all you used in the last two weeks."
    yield Card(CardKind.ALWAYS_ON, sentence, ALWAYS_ON_HOW)


def _peaks(ground: _Ground) -> Iterator[Card]:
    cycle = billing_period_of(ground.today, read_day=ground.home.account.read_day)
    if cycle.start_on >= ground.today:
        return
    reads = ground.home.reads_within(Flow.DELIVERED, Period(cycle.start_on, ground.today))
    load = load_of(reads.starts, reads.seconds, reads.quantities)
    if load is None:
        return
    zone = ground.home.zone
    day = day_of_epoch(load.peak.start_epoch, zone)
    minutes = load.peak.seconds // 60
    length = "hour" if minutes == 60 else f"{minutes} minutes"
    at = f"{day_text(day)} at {clock_text(instant_of(load.peak.start_epoch), zone)}"
    mean = f"on average {_power(load.mean_watts)}"
    sentence = f"The highest {length} of this bill so far: {_power(load.peak.watts)} on {at}; {mean}."
    has_demand = any(version.demand for version in ground.home.versions)
    more = " Your rate charges for the highest demand of a billing period." if has_demand else ""
    yield Card(CardKind.PEAKS, sentence + more, PEAKS_HOW, day)


def _power(watts: int) -> str:
    return f"{watts / 1_000:.1f} kW" if watts >= 1_000 else f"{round(watts, -1)} W"
