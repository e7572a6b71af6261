"""What the weather did to a bill: a step of its own where it can be told, and said plainly where it cannot."""

from datetime import UTC, date, datetime, timedelta
from math import cos, pi
from zoneinfo import ZoneInfo

import pytest

from smarthub_dash.domain.billing.queries import statements_of
from smarthub_dash.domain.billing.rules.walk import StepKind, Walk
from smarthub_dash.gateways.weather.fake import FakeWeather
from smarthub_dash.journeys.run_bills import run_bills
from smarthub_dash.journeys.view_bill import WantedBill, view_bill
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.periods import Period
from tests.support.billing import Household, a_household, measure_days

OPENED, BILLED = date(2025, 1, 10), date(2026, 2, 10)
NOW = datetime(2026, 2, 10, 18, tzinfo=UTC)
YEAR = Period(OPENED, BILLED)


def warmth(day: date) -> float:
    return 55 - 30 * cos(2 * pi * (day.timetuple().tm_yday - 15) / 365)


MEANS = {day: warmth(day) for day in YEAR.days()}


@pytest.fixture
def ada(database: Database, zone: ZoneInfo) -> Household:
    """A home that heats below 60 degrees, one kilowatt-hour a degree and day, and uses 12 otherwise."""
    made = a_household(database, rate_codes=("CEC-RES",), opened_on=OPENED, read_day=10)
    for day in YEAR.days():
        wh = 12_000 + round(1_000 * max(60 - warmth(day), 0)) + 100 * (day.day % 7)
        one = Period(day, day + timedelta(days=1))
        measure_days(database, account_id=made.account_ids[0], within=one, wh_a_day=wh, zone=zone)
    run_bills(database, on=BILLED, now=NOW, zone=zone, report=lambda _: None)
    return made


def newest_walk(database: Database, ada: Household, zone: ZoneInfo, weather: FakeWeather | None) -> Walk:
    with database.reading() as session:
        scope = ada.scope(session, today=BILLED)
        number = statements_of(session, scope=scope, since=OPENED)[0].bill_number
    page = view_bill(database, scope=scope, wanted=WantedBill(number), weather=weather, now=NOW, zone=zone)
    assert page.last_bill
    return page.last_bill.walk


def test_a_colder_month_is_the_weathers_and_not_the_members(database: Database, ada: Household, zone: ZoneInfo) -> None:
    walk = newest_walk(database, ada, zone, FakeWeather(MEANS))

    steps = dict(walk.steps)
    assert sum(steps.values()) == walk.cents
    assert StepKind.USE not in steps
    assert abs(steps[StepKind.WEATHER]) > 5 * abs(steps.get(StepKind.HABITS, 0))


def test_without_a_station_or_while_it_is_away_both_are_one_step(
    database: Database, ada: Household, zone: ZoneInfo
) -> None:
    away = FakeWeather(MEANS)
    away.is_away = True

    for weather in (None, away, FakeWeather({})):
        steps = dict(newest_walk(database, ada, zone, weather).steps)
        assert StepKind.WEATHER not in steps
        assert StepKind.USE in steps
