"""The track record of forecasts as the eye sees it."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote

from smarthub_dash.domain.insights.rules.track_record import Coverage, Forecast
from smarthub_dash.journeys.view_forecasts import SHOWN_STAGE, ForecastsView, middle_miss
from smarthub_dash.journeys.words import dated_text, period_text
from smarthub_dash.kit.money import money_text
from smarthub_dash.kit.periods import Period
from state.usage_values import AccountChoice

AIM = 80
"""Percent of bills that are meant to fall inside."""


@dataclass(frozen=True, slots=True)
class PastForecast:
    """One bill beside its forecast."""

    bill: str
    expected: str
    band: str
    came_to: str
    outcome: str
    is_inside: bool


@dataclass(frozen=True, slots=True)
class StageRow:
    """How forecasts of one day of the period did, here and everywhere."""

    stage: str
    own: str
    everyone: str


@dataclass(frozen=True, slots=True)
class ForecastsPageView:
    """All of the page."""

    choices: list[AccountChoice]
    has_choices: bool
    account_name: str
    usage_href: str
    running: str
    sentence: str
    stages: list[StageRow]
    past: list[PastForecast]
    has_past: bool
    stage_words: str
    later_words: str


def forecasts_page_view(view: ForecastsView) -> ForecastsPageView:
    """Put a track record into words."""
    number = view.account.account_number
    return ForecastsPageView(
        choices=[
            AccountChoice(each.nickname, f"/usage/forecasts?account={quote(each.account_number)}", each == view.account)
            for each in view.accounts
        ],
        has_choices=len(view.accounts) > 1,
        account_name=view.account.nickname,
        usage_href=f"/usage?account={quote(number)}",
        running=_running(view.running),
        sentence=_sentence(view),
        stages=[
            StageRow(f"Day {stage}", _held(view.own.get(stage)), _held(every)) for stage, every in view.everyone.items()
        ],
        past=[_past(each) for each in view.past],
        has_past=bool(view.past),
        stage_words=f"Bills as they were expected on day {SHOWN_STAGE} of the billing period",
        later_words=_later_words(view),
    )


def _running(running: Forecast | None) -> str:
    if running is None:
        return "The running bill is not forecast yet: its first three days tell too little."
    by = dated_text(running.end_on - timedelta(days=1))
    said = f"The running bill is expected to come to {money_text(running.likely_cents)} by {by}"
    if running.band is None:
        return f"{said}. How sure that is we cannot say yet."
    low, high = money_text(running.band.low_cents), money_text(running.band.high_cents)
    return f"{said}, between {low} and {high}."


def _sentence(view: ForecastsView) -> str:
    shown = [each for each in view.past if each.is_inside is not None]
    if not shown:
        return "No bill has come yet after a forecast that said how sure it was."
    inside = sum(each.is_inside is True for each in shown)
    off = middle_miss(view.past)
    half = f" Half of them were off by no more than {100 * off:.0f}%." if off is not None else ""
    said = f"Of the last {len(shown)} bills, {inside} came out inside what we said on day {SHOWN_STAGE}"
    return f"{said}; {AIM} of 100 is the aim.{half}"


def _later_words(view: ForecastsView) -> str:
    later = sum(each.is_tried_later for each in view.past)
    if not later:
        return ""
    which = "These forecasts were all" if later == len(view.past) else f"{later} of these forecasts were"
    return f"{which} tried afterwards, with nothing but what was known on their day."


def _held(coverage: Coverage | None) -> str:
    if coverage is None or not coverage.of:
        return "–"
    return f"{coverage.inside} of {coverage.of} inside ({coverage.percent}%)"


def _past(each: Forecast) -> PastForecast:
    period = Period(each.start_on, each.end_on)
    band = "–"
    if each.band is not None:
        band = f"{money_text(each.band.low_cents)} to {money_text(each.band.high_cents)}"
    outcome = {True: "Inside", False: _side(each), None: "No span yet"}[each.is_inside]
    return PastForecast(
        bill=period_text(period),
        expected=money_text(each.likely_cents),
        band=band,
        came_to=money_text(each.actual_cents or 0),
        outcome=outcome,
        is_inside=each.is_inside is True,
    )


def _side(each: Forecast) -> str:
    is_above = each.band is not None and (each.actual_cents or 0) > each.band.high_cents
    return "Above" if is_above else "Below"
