"""Home says what running bills should come to, as the night wrote it down, in a statement that it asks anyway."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from smarthub_dash.domain.accounts.rules import billing_period_of
from smarthub_dash.domain.insights.operations import keep_forecasts
from smarthub_dash.domain.insights.queries.expected_bills import ExpectedBill
from smarthub_dash.domain.insights.rules.band import Band
from smarthub_dash.domain.insights.rules.track_record import Forecast
from smarthub_dash.journeys.open_dashboard import AccountNow, open_dashboard, scope_for
from smarthub_dash.kit.database import Database
from state.home_view import used
from tests.support.households import add_household, deliver_hour
from tests.support.sql import counted


def forecast(account_id, *, made_on: date, today: date, cents: int, band: Band | None) -> Forecast:
    period = billing_period_of(today, read_day=20)
    return Forecast(
        account_id, period.start_on, period.end_on, made_on, "CEC-RES", 3, cents, 5_000, band, None, False, False
    )


def home_of(database: Database, member_id, *, now: datetime, zone: ZoneInfo) -> AccountNow:
    scope = scope_for(database, member_id=member_id, now=now, zone=zone)
    (account,) = open_dashboard(database, scope=scope, now=now, zone=zone).accounts
    return account


def test_the_newest_forecast_of_the_running_bill_is_told_with_its_band(
    database: Database, now: datetime, today: date, zone: ZoneInfo
) -> None:
    member_id, (account_id,) = add_household(database, "Ada", meters=["1"], now=now)
    deliver_hour(database, "1", quantity=41_200, now=now)
    yesterday = today - timedelta(days=1)
    with database.unit_of_work() as session:
        older = forecast(account_id, made_on=yesterday, today=today, cents=15_000, band=Band(9_000, 19_000))
        newer = forecast(account_id, made_on=today, today=today, cents=14_211, band=Band(11_840, 16_466))
        keep_forecasts(session, forecasts=[older])
        keep_forecasts(session, forecasts=[newer])
    scope = scope_for(database, member_id=member_id, now=now, zone=zone)

    with counted(database.engine) as statements:
        (account,) = open_dashboard(database, scope=scope, now=now, zone=zone).accounts

    assert len(statements) == 4
    assert account.usage
    assert account.usage.expected_bill == ExpectedBill(14_211, 11_840, 16_466)
    said = used(account.usage, today=today, now=now, zone=zone).sentence
    assert said == "41.2 kWh so far, on track for $142, between $118 and $165."


def test_a_forecast_that_grew_old_or_was_never_made_is_not_told(
    database: Database, now: datetime, today: date, zone: ZoneInfo
) -> None:
    member_id, (account_id,) = add_household(database, "Ada", meters=["1"], now=now)
    deliver_hour(database, "1", quantity=41_200, now=now)
    before = home_of(database, member_id, now=now, zone=zone)

    with database.unit_of_work() as session:
        old = forecast(account_id, made_on=today - timedelta(days=4), today=today, cents=14_211, band=None)
        keep_forecasts(session, forecasts=[old])

    after = home_of(database, member_id, now=now, zone=zone)
    assert before.usage
    assert after.usage
    assert before.usage.expected_bill is after.usage.expected_bill is None
    assert "so far, day " in used(after.usage, today=today, now=now, zone=zone).sentence


def test_without_a_band_no_span_is_claimed(database: Database, now: datetime, today: date, zone: ZoneInfo) -> None:
    member_id, (account_id,) = add_household(database, "Ada", meters=["1"], now=now)
    deliver_hour(database, "1", quantity=900, now=now)
    with database.unit_of_work() as session:
        keep_forecasts(session, forecasts=[forecast(account_id, made_on=today, today=today, cents=14_211, band=None)])

    home = home_of(database, member_id, now=now, zone=zone)

    assert used(home.usage, today=today, now=now, zone=zone).sentence == "0.9 kWh so far, on track for $142."
