"""Rates are compared on a year of own readings, by the engine that makes the bills."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from smarthub_dash.journeys.open_dashboard import scope_for
from smarthub_dash.journeys.try_rates import HOMES, CannotTry, TriedRates, try_rates
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.periods import Period
from state.rates_view import rates_page_view
from tests.support.billing import Household, a_household, measure_days, measure_hours

OPENED, TODAY = date(2025, 1, 10), date(2025, 12, 20)
NOW = datetime(2025, 12, 20, 18, tzinfo=UTC)
READ = Period(OPENED, TODAY)


def a_home(database: Database, zone: ZoneInfo, *, rate: str = "CEC-RES", read: Period = READ) -> Household:
    made = a_household(database, rate_codes=(rate,), opened_on=OPENED, read_day=10)
    measure_days(database, account_id=made.account_ids[0], within=read, wh_a_day=24_000, zone=zone)
    measure_hours(database, account_id=made.account_ids[0], within=read, wh=1_000, zone=zone)
    return made


def tried(database: Database, home: Household, zone: ZoneInfo, *, percent: int = 0) -> TriedRates:
    scope = scope_for(database, member_id=home.member_id, now=NOW, zone=zone)
    return try_rates(database, scope=scope, account_number="", percent=percent, now=NOW, zone=zone)


def test_a_home_sees_its_own_rate_first_and_every_other_after_it(database: Database, zone: ZoneInfo) -> None:
    view = tried(database, a_home(database, zone), zone)

    assert [rate.is_own for rate in view.rates] == [True, *[False] * (len(view.rates) - 1)]
    assert {rate.code for rate in view.rates} == set(HOMES)
    assert len(view.periods) == 11
    assert all(sum(rate.by_bill) == rate.cents for rate in view.rates)
    assert rates_page_view(view).rows[0].outcome == "Your rate now"


def test_a_shift_leaves_a_rate_without_hours_as_it_was(database: Database, zone: ZoneInfo) -> None:
    home = a_home(database, zone)

    plain = {rate.code: rate.cents for rate in tried(database, home, zone).rates}
    moved = {rate.code: rate.cents for rate in tried(database, home, zone, percent=40).rates if not rate.is_own}

    assert moved["CEC-RES"] == plain["CEC-RES"]
    assert moved["CEC-TOU"] < plain["CEC-TOU"]


def test_too_little_read_is_said(database: Database, zone: ZoneInfo) -> None:
    home = a_home(database, zone, read=Period(date(2025, 8, 1), TODAY))

    with pytest.raises(CannotTry, match="9 whole billing periods"):
        tried(database, home, zone)


def test_a_shop_has_no_rate_to_choose(database: Database, zone: ZoneInfo) -> None:
    with pytest.raises(CannotTry, match="of its own kind"):
        tried(database, a_home(database, zone, rate="CEC-GS-D", read=Period(OPENED, date(2025, 2, 10))), zone)
