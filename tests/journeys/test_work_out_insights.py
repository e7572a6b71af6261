"""Insights are worked out once a day: forecasts keep what was said, cards say only what is known, each to its own."""

from datetime import UTC, date, datetime, timedelta
from math import cos, pi
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from smarthub_dash.domain.insights.queries import forecasts_in, told_of
from smarthub_dash.domain.insights.records import BillForecast
from smarthub_dash.domain.insights.rules import CardKind
from smarthub_dash.gateways.weather.fake import FakeWeather
from smarthub_dash.journeys.put_cards_away import bring_back, put_away
from smarthub_dash.journeys.run_bills import run_bills
from smarthub_dash.journeys.view_forecasts import view_forecasts
from smarthub_dash.journeys.work_out_insights import work_out_insights
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.periods import Period
from tests.support.billing import Household, a_household, measure_days

OPENED, TODAY = date(2024, 10, 10), date(2026, 2, 22)
NOW = datetime(2026, 2, 22, 18, tzinfo=UTC)
LIFE = Period(OPENED, TODAY)


def warmth(day: date) -> float:
    return 55 - 30 * cos(2 * pi * (day.timetuple().tm_yday - 15) / 365)


WEATHER = FakeWeather({day: warmth(day) for day in LIFE.days()})


@pytest.fixture
def ada(database: Database, zone: ZoneInfo) -> Household:
    """A home that heats below 60 degrees and has been billed for sixteen months."""
    made = a_household(database, rate_codes=("CEC-RES",), opened_on=OPENED, read_day=10)
    for day in LIFE.days():
        wh = 12_000 + round(1_000 * max(60 - warmth(day), 0)) + 100 * (day.day % 7)
        one = Period(day, day + timedelta(days=1))
        measure_days(database, account_id=made.account_ids[0], within=one, wh_a_day=wh, zone=zone)
    bill_days = [date(2024 + at // 12, at % 12 + 1, 10) for at in range(10, 26)]
    for day in bill_days:
        now = datetime(day.year, day.month, day.day, 18, tzinfo=UTC)
        run_bills(database, on=day, now=now, zone=zone, report=lambda _: None)
    return made


def work_out(database: Database, zone: ZoneInfo, *, now: datetime = NOW) -> None:
    work_out_insights(database, weather=WEATHER, now=now, zone=zone, report=lambda _: None)


def test_a_running_bill_is_forecast_with_a_band_that_its_own_past_taught(
    database: Database, ada: Household, zone: ZoneInfo
) -> None:
    work_out(database, zone)

    with database.reading() as session:
        scope = ada.scope(session, today=TODAY)
        found = forecasts_in(session, scope=scope, since=date(2025, 1, 1))
        cards = {card.kind: card.sentence for card in told_of(session, scope=scope).cards}
    view = view_forecasts(database, scope=scope, account_number="", now=NOW, zone=zone)
    assert view.running is not None
    assert view.running.band is not None
    assert view.running.made_on == TODAY
    past = [each for each in found if each.actual_cents]
    assert len(past) >= 60
    assert all(each.is_tried_later for each in past)
    assert max(abs((each.actual_cents or 0) / each.likely_cents - 1) for each in past[:24]) < 0.1
    assert cards[CardKind.ON_TRACK].startswith("On track for $")
    assert "for heating" in cards[CardKind.SPLIT]


def test_working_it_out_twice_a_day_changes_nothing_that_was_said(
    database: Database, ada: Household, zone: ZoneInfo
) -> None:
    work_out(database, zone)
    with database.reading() as session:
        first = {(row.start_on, row.made_on): row.likely_cents for row in session.exec(select(BillForecast))}

    work_out(database, zone)
    work_out(database, zone, now=NOW + timedelta(days=1))

    with database.reading() as session:
        after = {(row.start_on, row.made_on): row.likely_cents for row in session.exec(select(BillForecast))}
    kept = {key for key in first if key[1] != TODAY}
    assert {key: after[key] for key in kept} == {key: first[key] for key in kept}
    assert len(after) == len(first)


def test_without_weather_it_says_that_it_cannot_split_the_use(
    database: Database, ada: Household, zone: ZoneInfo
) -> None:
    work_out_insights(database, weather=None, now=NOW, zone=zone, report=lambda _: None)

    with database.reading() as session:
        cards = {card.kind: card for card in told_of(session, scope=ada.scope(session, today=TODAY)).cards}
    assert cards[CardKind.SPLIT].sentence.startswith("We cannot say")
    assert "had the weather been" not in cards[CardKind.LAST_YEAR].sentence


def test_a_card_is_put_away_for_one_member_and_comes_back(database: Database, ada: Household, zone: ZoneInfo) -> None:
    work_out(database, zone)
    with database.reading() as session:
        scope = ada.scope(session, today=TODAY)
    number = view_forecasts(database, scope=scope, account_number="", now=NOW, zone=zone).account.account_number
    told = {"member_id": ada.member_id, "account_number": number, "now": NOW, "zone": zone}

    put_away(database, kind="split", **told)
    put_away(database, kind="split", **told)
    put_away(database, kind="no such card", **told)

    with database.reading() as session:
        away = [card.kind for card in told_of(session, scope=scope).cards if card.is_put_away]
    assert away == [CardKind.SPLIT]
    bring_back(database, **told)
    with database.reading() as session:
        assert not any(card.is_put_away for card in told_of(session, scope=scope).cards)
