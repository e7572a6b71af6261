"""What stands beside a range: weekdays beside weekdays, bills beside bills; and ranges with exact ends."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarthub_dash.gateways.weather.fake import FakeWeather
from smarthub_dash.journeys.open_dashboard import scope_for
from smarthub_dash.journeys.usage_beside import Beside, period_beside
from smarthub_dash.journeys.usage_ranges import MOST_BARS, Range, Span, custom_range, parts_of
from smarthub_dash.journeys.view_usage import UsageView, request_of, view_usage
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.periods import Period
from tests.support.billing import Household, a_household, measure_days
from tests.support.usage import at

OPENED, TODAY = date(2024, 12, 10), date(2026, 2, 22)
NOW = at(2026, 2, 22, 12)
DAYS = st.dates(date(2025, 1, 1), date(2026, 2, 1))


def shown(span: Span, period: Period) -> Range:
    return Range(span, period, period.start_on, None, None)


@given(DAYS, DAYS)
def test_a_range_of_ones_own_keeps_its_ends_and_its_parts_tile_it(first: date, last: date) -> None:
    found = custom_range(first, last, opened_on=OPENED, today=TODAY)

    parts = parts_of(found.period)

    assert (found.period.start_on, found.period.last_on) == (min(first, last), max(first, last))
    assert [part.start_on for part in parts] == [found.period.start_on, *(part.end_on for part in parts[:-1])]
    assert parts[-1].end_on == found.period.end_on
    assert len(parts) <= MOST_BARS


def test_a_range_that_reaches_out_of_the_accounts_life_is_cut() -> None:
    found = custom_range(date(2020, 1, 1), date(2030, 1, 1), opened_on=OPENED, today=TODAY)

    assert found.period == Period(OPENED, TODAY + timedelta(days=1))


def test_last_year_begins_on_the_same_weekday_and_the_last_bill_is_a_bill() -> None:
    bill = Period(date(2026, 1, 10), date(2026, 2, 10))

    year_before = period_beside(Beside.LAST_YEAR, shown(Span.BILL, bill), read_day=10)
    bill_before = period_beside(Beside.PREVIOUS, shown(Span.BILL, bill), read_day=10)

    assert year_before is not None
    assert year_before.start_on.weekday() == bill.start_on.weekday()
    assert bill_before == Period(date(2025, 12, 10), date(2026, 1, 10))


def test_a_year_stands_beside_the_same_bills_of_the_year_before() -> None:
    year = Period(date(2025, 2, 10), date(2026, 3, 10))

    assert period_beside(Beside.LAST_YEAR, shown(Span.YEAR, year), read_day=10) == Period(
        date(2024, 2, 10), date(2025, 3, 10)
    )


@pytest.fixture
def ada(database: Database, zone: ZoneInfo) -> Household:
    """A home that uses a little more every day."""
    made = a_household(database, rate_codes=("CEC-RES",), opened_on=OPENED, read_day=10)
    for count, day in enumerate(Period(OPENED, TODAY).days()):
        one = Period(day, day + timedelta(days=1))
        measure_days(database, account_id=made.account_ids[0], within=one, wh_a_day=10_000 + count, zone=zone)
    return made


def seen(database: Database, ada: Household, zone: ZoneInfo, now: datetime = NOW, **query: str) -> UsageView:
    scope = scope_for(database, member_id=ada.member_id, now=now, zone=zone)
    request = request_of(query, usual_unit="quantity")
    weather = FakeWeather(dict.fromkeys(Period(OPENED, TODAY).days(), 50.0))
    return view_usage(database, scope=scope, request=request, now=now, zone=zone, weather=weather)


def test_each_day_stands_beside_the_same_weekday_a_year_before(
    database: Database, ada: Household, zone: ZoneInfo
) -> None:
    view = seen(database, ada, zone, range="bill", at="2026-01-15", compare="last_year")

    assert [
        (bar.quantity or 0) - (value or 0) for bar, value in zip(view.bars, view.beside.values, strict=True)
    ] == 31 * [364]
    assert view.beside.means == (50.0,) * 31


def test_a_long_range_sums_to_its_days(database: Database, ada: Household, zone: ZoneInfo) -> None:
    weeks = seen(database, ada, zone, range="custom", at="2025-03-05", until="2025-06-20")
    months = seen(database, ada, zone, range="custom", at="2025-01-05", until="2026-01-20")

    for view, first, last in (
        (weeks, date(2025, 3, 5), date(2025, 6, 20)),
        (months, date(2025, 1, 5), date(2026, 1, 20)),
    ):
        counts = range((first - OPENED).days, (last - OPENED).days + 1)
        assert sum(bar.quantity or 0 for bar in view.bars) == sum(10_000 + count for count in counts)
        assert not any(bar.missing_seconds for bar in view.bars)


def test_where_the_weather_explains_nothing_it_is_said(database: Database, ada: Household, zone: ZoneInfo) -> None:
    view = seen(database, ada, zone, range="bill", at="2026-01-15", compare="weather")

    assert view.beside.values == ()
    assert view.beside.trouble == "The use here does not follow the temperatures that we know."


@pytest.mark.parametrize("query", [{"range": "custom"}, {"range": "custom", "at": "x", "until": "2025-01-01"}])
def test_half_a_range_is_the_bill(query: dict[str, str]) -> None:
    assert request_of({**query, "compare": "nonsense"}, usual_unit="quantity").span is Span.BILL
