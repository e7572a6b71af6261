"""The words of the cards that need several: what was found, and how it is known."""

from collections.abc import Sequence
from datetime import date, timedelta

from smarthub_dash.domain.insights.operations import Card
from smarthub_dash.domain.insights.rules import CardKind
from smarthub_dash.domain.insights.rules.oddities import UnusualDay
from smarthub_dash.domain.insights.rules.track_record import Coverage, Forecast
from smarthub_dash.domain.usage.rules import QuantityUnit
from smarthub_dash.journeys.words import day_text, quantity_text, whole_dollars

ABOUT_SAME = 3
"""Percent within which two totals are called about the same."""

OUTAGES_HOW = (
    "Two or more readings in a row were zero, from a meter that hardly ever counts nothing. The power may have been "
    "out, or switched off in the house: from the readings alone we cannot tell which."
)
PEAKS_HOW = "The highest single reading of your meter in this billing period, and the mean of all of them."
ALWAYS_ON_HOW = (
    "The low end (the lowest twentieth) of the readings between midnight and 5 AM of the last 14 nights: what "
    "refrigerators, pumps and anything on standby draw together. Heating that runs every night counts in it."
)
SPLIT_HOW = (
    "We compared each day's use over a year with how warm the day was at the weather station. That explains {fit}% of "
    "what changes from day to day. What warms water or lights dark evenings also follows the season a little, so the "
    "line between heating and the rest is not sharp."
)
NO_WEATHER = (
    "We cannot say how much goes to heating or cooling: what is used here does not follow the temperatures we know.",
    (
        "We compared each day's use over a year with how warm the day was at the only weather station we know. Either "
        "no station matches where this meter is, or the home is neither heated nor cooled by electricity. A split that "
        "fits badly would be a guess, so none is shown."
    ),
)


def forecast_card(forecast: Forecast, record: Coverage) -> Card:
    """Return the card of a forecast, its band and its track record."""
    by = day_text(forecast.end_on - timedelta(days=1))
    likely = whole_dollars(forecast.likely_cents)
    basis = "the weather of earlier years" if forecast.follows_weather else "the weeks before"
    how = (
        f"What was read in full until yesterday, the days to come by {basis} and by how this bill has gone so far, "
        "and all of it priced by the engine that makes your bill. Credits from earlier bills are not in it."
    )
    if forecast.band is None:
        sentence = f"On track for about {likely} by {by}. Too few bills have come after such forecasts to say how sure."
        return Card(CardKind.ON_TRACK, sentence, how)
    low, high = whole_dollars(forecast.band.low_cents), whole_dollars(forecast.band.high_cents)
    told = f" At this point of the last {record.of} bills, {record.inside} came out inside." if record.of else ""
    how += " The span is as wide as four of five earlier forecasts at this point of a bill needed."
    return Card(CardKind.ON_TRACK, f"On track for {likely} by {by}, between {low} and {high}.{told}", how)


def unusual_card(found: Sequence[UnusualDay], *, follows_weather: bool) -> Card:
    """Return the card of the days that stand out, the newest first."""
    newest = found[0]
    word = "more" if newest.quantity > newest.expected else "less"
    off = quantity_text(abs(newest.quantity - newest.expected), QuantityUnit.WH)
    used = quantity_text(newest.quantity, QuantityUnit.WH)
    like = "such weather" if follows_weather else "days like it"
    others = f" {_other_days([each.day for each in found[1:]])}" if len(found) > 1 else ""
    day = f"{newest.day:%a}, {day_text(newest.day)},"
    sentence = f"{day} was unusual: {used}, {off} {word} than {like} would suggest.{others}"
    by = "the weather of the day" if follows_weather else "the same kind of day in the weeks around it"
    how = (
        f"We know what {by} usually brings here over a year, and how far days stray from that. This one strayed more "
        "than three and a half times as far as is common. Why, the meter does not say."
    )
    return Card(CardKind.UNUSUAL, sentence, how, newest.day)


def last_year_card(now: int, then: int, *, weather: int | None, day_count: int) -> Card:
    """Return the card of the last weeks beside the same ones a year before. Units: Wh."""
    sentence = f"The last {day_count} days took {_change(now, then)} the same weeks last year."
    how = "The days of the last month that were read in full, beside those 52 weeks earlier."
    if weather is None:
        return Card(CardKind.LAST_YEAR, sentence, how + " What the weather did to the difference is not known here.")
    adjusted = _change(now - weather, then)
    sentence = f"{sentence[:-1]}; had the weather been the same, {adjusted} then."
    how += " The weather's part comes from how use here followed the temperature over the last year."
    return Card(CardKind.LAST_YEAR, sentence, how)


def _change(now: int, then: int) -> str:
    percent = round(100 * (now - then) / then)
    if abs(percent) < ABOUT_SAME:
        return "about as much as"
    return f"{abs(percent)}% {'more' if percent > 0 else 'less'} than"


def _other_days(days: Sequence[date]) -> str:
    named = [day_text(day) for day in days[:3]]
    said = " and ".join([", ".join(named[:-1]), named[-1]] if len(named) > 1 else named)
    return f"So {'was' if len(named) == 1 else 'were'} {said}."
