"""
Work out insights: what each running bill will come to, what stands out, and how earlier forecasts did.

A job does it once a day. The first time it meets an account it forecasts its past bills too, each with nothing but what
was known on its day: from how far those were off the bands are learned.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from smarthub_dash.domain.accounts.rules import billing_period_of
from smarthub_dash.domain.insights.operations import keep_forecasts, keep_outcomes, replace_cards
from smarthub_dash.domain.insights.queries import (
    accounts_tried,
    bills_of_periods,
    forecasts_open,
    learned_forecasts,
)
from smarthub_dash.domain.insights.rules.band import CHECK_DAYS, band_of
from smarthub_dash.domain.insights.rules.similar_homes import HomeUse
from smarthub_dash.domain.insights.rules.track_record import Forecast, misses_known, with_bands
from smarthub_dash.domain.rates.rules.schedule import NoRateInForce
from smarthub_dash.gateways.weather import Weather
from smarthub_dash.journal.news import announce
from smarthub_dash.journeys.bill_outlook import Outlook, outlook_of
from smarthub_dash.journeys.insight_cards import cards_of
from smarthub_dash.journeys.metered_home import HomeAccount, MeteredHome, homes, metered_home
from smarthub_dash.journeys.similar_homes import comparable_homes, similar_card
from smarthub_dash.kit.clock import local_day
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.periods import Period

YEAR = timedelta(days=370)
LEARNED_FROM = timedelta(days=800)
PAST_BILLS = 13
MOST_TRIED = 40
"""Of how many accounts of a rate past bills are forecast: more teach a band nothing."""


def work_out_insights(
    database: Database, *, weather: Weather | None, now: datetime, zone: ZoneInfo, report: Callable[[str], None]
) -> int:
    """Work out the forecast and the cards of every electric account; return of how many."""
    today = local_day(now, zone)
    _compare(database, today)
    with database.reading() as session:
        # no scope: insights are of every account
        accounts = homes(session)
        tried = accounts_tried(session)
    _try_past(database, [each for each in accounts if each.account_id not in tried], today, weather, zone, report)
    with database.reading() as session:
        learned = learned_forecasts(session, since=today - LEARNED_FROM)
        # no scope: of all homes only rounded means are told
        alike = comparable_homes(session, today=today)
    for done, account in enumerate(accounts, start=1):
        _work_out(database, account, learned, alike, weather, now, zone)
        report(f"{done:,} of {len(accounts):,} homes")
    return len(accounts)


def _compare(database: Database, today: date) -> None:
    with database.unit_of_work() as session:
        # no scope: forecasts of every account are compared with its bills
        waiting = forecasts_open(session, ended_by=today)
        if not waiting:
            return
        first = min(start_on for _, start_on in waiting)
        bills = (
            bills_of_periods(
                session, account_ids={account_id for account_id, _ in waiting}, within=Period(first, today)
            )
            if first < today
            else {}
        )
        keep_outcomes(session, bills={key: bills[key] for key in waiting if key in bills})


def _work_out(
    database: Database,
    account: HomeAccount,
    learned: Sequence[Forecast],
    alike: Mapping[UUID, HomeUse],
    weather: Weather | None,
    now: datetime,
    zone: ZoneInfo,
) -> None:
    today = local_day(now, zone)
    cycle = billing_period_of(today, read_day=account.read_day)
    within = Period(today - YEAR - timedelta(days=30), cycle.end_on)
    with database.reading() as session:
        # no scope: insights are of every account
        home = metered_home(
            session, account=account, within=within, reads_since=today - YEAR, weather=weather, zone=zone
        )
    if home is None:
        return
    model = home.model_before(today)
    try:
        outlook = outlook_of(home, cycle=cycle, on=today, model=model)
    except NoRateInForce:
        outlook = None
    forecast = _banded(account, outlook, learned, today) if outlook else None
    cards = cards_of(home, model=model, forecast=forecast, learned=learned, today=today)
    cards += similar_card(account.account_id, alike)
    with database.unit_of_work() as session:
        if forecast:
            keep_forecasts(session, forecasts=[forecast])
        replace_cards(session, account_id=account.account_id, cards=cards, made_on=today)
        announce(session, topic="insights", account_ids=[account.account_id], now=now)


def _banded(account: HomeAccount, outlook: Outlook, learned: Sequence[Forecast], today: date) -> Forecast:
    made = _forecast(account, outlook, today)
    misses = misses_known(learned, rate_code=made.rate_code, stage=made.stage, on=today)
    return replace(made, band=band_of(made.likely_cents, rest_cents=made.rest_cents, misses=misses))


def _forecast(account: HomeAccount, outlook: Outlook, on: date) -> Forecast:
    return Forecast(
        account_id=account.account_id,
        start_on=outlook.period.start_on,
        end_on=outlook.period.end_on,
        made_on=on,
        rate_code=account.rate_code,
        stage=outlook.stage,
        likely_cents=outlook.likely_cents,
        rest_cents=outlook.rest_cents,
        band=None,
        actual_cents=None,
        is_tried_later=False,
        follows_weather=outlook.follows_weather,
    )


def _try_past(
    database: Database,
    accounts: Sequence[HomeAccount],
    today: date,
    weather: Weather | None,
    zone: ZoneInfo,
    report: Callable[[str], None],
) -> None:
    """Forecast the past bills of accounts as it would have been done, and keep how far that was off."""
    chosen = list(_some_of_each_rate(accounts))
    if not chosen:
        return
    tried: list[Forecast] = []
    for done, account in enumerate(chosen, start=1):
        with database.reading() as session:
            # no scope: insights are of every account
            tried += _past_of(session, account, today, weather, zone)
        report(f"Past bills of {done:,} of {len(chosen):,} homes")
    with database.unit_of_work() as session:
        keep_forecasts(session, forecasts=with_bands(tried))


def _past_of(
    session: Session, account: HomeAccount, today: date, weather: Weather | None, zone: ZoneInfo
) -> list[Forecast]:
    # no scope: insights are of every account
    running = billing_period_of(today, read_day=account.read_day)
    first_on = running.start_on - timedelta(days=31 * PAST_BILLS)
    within = Period(max(first_on - YEAR, account.opened_on), running.end_on)
    home = metered_home(
        session, account=account, within=within, reads_since=first_on - timedelta(days=40), weather=weather, zone=zone
    )
    if home is None or first_on >= running.start_on:
        return []
    bills = bills_of_periods(session, account_ids=[account.account_id], within=Period(first_on, running.start_on))
    return [forecast for (_, start_on), cents in sorted(bills.items()) for forecast in _tried(home, start_on, cents)]


def _tried(home: MeteredHome, start_on: date, cents: int) -> Iterator[Forecast]:
    cycle = billing_period_of(start_on, read_day=home.account.read_day)
    if cycle.start_on != start_on:
        return  # a first bill of part of a cycle is like no other
    model = home.model_before(start_on)
    for stage in CHECK_DAYS:
        on = start_on + timedelta(days=stage)
        try:
            outlook = outlook_of(home, cycle=cycle, on=on, model=model)
        except NoRateInForce:
            return
        if outlook:
            yield replace(_forecast(home.account, outlook, on), actual_cents=cents, is_tried_later=True)


def _some_of_each_rate(accounts: Sequence[HomeAccount]) -> Iterator[HomeAccount]:
    counted: dict[str, int] = {}
    seen: set[UUID] = set()
    for account in accounts:
        counted[account.rate_code] = counted.get(account.rate_code, 0) + 1
        if counted[account.rate_code] <= MOST_TRIED and account.account_id not in seen:
            seen.add(account.account_id)
            yield account
