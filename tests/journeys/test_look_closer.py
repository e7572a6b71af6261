"""A closer look at usage: hours by the wall clock, averages of what was read in full, and nothing of a stranger's."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from sqlalchemy import update

from smarthub_dash.domain.accounts.rules import AccountScope, HouseholdRole, NotYours
from smarthub_dash.domain.usage.records import UsagePoint
from smarthub_dash.domain.usage.rules import Flow
from smarthub_dash.gateways.headend import FlowDirection, HowKnown, ReadDelivery
from smarthub_dash.gateways.headend.delivered import DeliveredReads
from smarthub_dash.journeys.import_reads import import_reads
from smarthub_dash.journeys.look_closer import Look, NothingToSee, average_day, look_closer, peaks_of
from smarthub_dash.journeys.open_dashboard import scope_for
from smarthub_dash.journeys.usage_hours import HourGrid, hour_grid
from smarthub_dash.journeys.usage_ranges import Span
from smarthub_dash.journeys.view_usage import request_of, view_usage
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.periods import Period, epochs_of
from state.usage_look_hours import MISSING, hours_page
from state.usage_look_view import look_page
from state.usage_view import usage_page_view
from tests.support.households import add_household
from tests.support.meters import add_meter
from tests.support.sql import counted

NOW, QUARTER = datetime(2026, 11, 17, 15, 30, tzinfo=UTC), 900
AUTUMN = Period(date(2026, 10, 31), date(2026, 11, 3))
SPRING = Period(date(2026, 3, 7), date(2026, 3, 10))
YEAR_OF_HOURS = 40_000
"""How much of a year of hours may travel to a browser. Units: bytes."""


def _deliver(database: Database, meter: str, starts: np.ndarray, *, seconds: int, wh: int, zone: ZoneInfo) -> None:
    delivery = ReadDelivery(
        meter_number=meter,
        flow=FlowDirection.DELIVERED,
        unit="wh",
        seconds=seconds,
        start_epochs=starts,
        quantities=np.full(starts.size, wh, dtype=np.int64),
        qualities=np.where(starts % 86_400 == 0, HowKnown.ESTIMATED, HowKnown.MEASURED).astype(np.int8),
        first_line=1,
    )
    import_reads(database, file=DeliveredReads("some", (delivery,)), now=NOW, zone=zone, report=lambda _: None)


def _grid(period: Period, quantities: np.ndarray) -> HourGrid:
    nothing = np.zeros(quantities.shape, dtype=bool)
    return HourGrid(period, quantities, nothing, quantities >= 0, ~nothing)


@pytest.mark.parametrize(("period", "hour", "wanted"), [(AUTUMN, 1, 2_000), (SPRING, 2, -1)])
def test_the_hour_that_comes_twice_holds_both_and_the_one_that_is_skipped_is_not_missing(
    database: Database, zone: ZoneInfo, period: Period, hour: int, wanted: int
) -> None:
    member_id, _ = add_household(database, "Ada", meters=["1"], now=NOW)
    start, end = epochs_of(period, zone)
    _deliver(database, "1", np.arange(start, end, 3_600, dtype=np.int64), seconds=3_600, wh=1_000, zone=zone)
    scope = scope_for(database, member_id=member_id, now=NOW, zone=zone)

    with database.reading() as session:
        grid = hour_grid(session, scope=scope, period=period, flow=Flow.DELIVERED, now=NOW, zone=zone)

    assert grid.quantities[1, hour] == wanted
    assert grid.is_there[1, hour] == (wanted > 0)
    assert grid.quantities[grid.is_known].sum() == 1_000 * (end - start) // 3_600
    assert grid.is_estimated.sum() == 3


def test_quarter_hours_are_summed_and_a_gap_is_told_from_a_zero(database: Database, zone: ZoneInfo) -> None:
    account = add_meter(database, "1", interval_seconds=QUARTER)
    period = Period(date(2026, 11, 9), date(2026, 11, 10))
    start, _ = epochs_of(period, zone)
    starts = start + QUARTER * np.array([0, 1, 2, 3, 4, 5], dtype=np.int64)
    _deliver(database, "1", starts, seconds=QUARTER, wh=250, zone=zone)
    scope = AccountScope(uuid4(), {account.id: HouseholdRole.OWNER})

    with database.reading() as session:
        grid = hour_grid(session, scope=scope, period=period, flow=Flow.DELIVERED, now=NOW, zone=zone)

    assert grid.quantities[0, :3].tolist() == [1_000, 500, -1]
    assert grid.is_whole[0, :3].tolist() == [True, False, False]


def test_weekdays_and_weekends_are_averaged_apart_of_whole_hours() -> None:
    week = Period(date(2026, 11, 9), date(2026, 11, 16))  # from a Monday
    quantities = np.full((7, 24), 100, dtype=np.int64)
    quantities[5:] = 400
    quantities[0, 0] = -1

    average = average_day(_grid(week, quantities))

    assert (average.weekdays[0], average.weekends[0]) == (100, 400)
    assert (average.weekday_count, average.weekend_count) == (5, 2)


def test_the_highest_hours_come_first() -> None:
    day = Period(date(2026, 11, 9), date(2026, 11, 10))
    quantities = np.arange(24, dtype=np.int64).reshape(1, 24) * 10

    peaks = peaks_of(_grid(day, quantities), bill=day, demands=())

    assert [(peak.hour, peak.quantity) for peak in peaks.hours[:2]] == [(23, 230), (22, 220)]
    assert len(peaks.hours) == 10


def test_a_look_takes_few_statements_and_a_year_of_hours_travels_light(database: Database, zone: ZoneInfo) -> None:
    member_id, _ = add_household(database, "Ada", meters=["1", "2"], now=NOW)
    newest = int(NOW.timestamp()) // 3_600 * 3_600
    starts = np.arange(newest - 60 * 86_400, newest, 3_600, dtype=np.int64)
    _deliver(database, "1", starts, seconds=3_600, wh=1_234, zone=zone)
    scope = scope_for(database, member_id=member_id, now=NOW, zone=zone)
    request = request_of({"account": "1"}, usual_unit="quantity")

    for look, most in ((Look.HOURS, 2), (Look.AVERAGE, 2), (Look.PEAKS, 3), (Look.PRICE, 2)):
        with counted(database.engine) as statements:
            view = look_closer(database, scope=scope, request=request, look=look, now=NOW, zone=zone)
        assert len(statements) <= most
        assert look_page(view, zone=zone).sentence


def test_a_year_of_hours_is_packed_in_little(database: Database, zone: ZoneInfo) -> None:
    member_id, _ = add_household(database, "Ada", meters=["1"], now=NOW)
    scope = scope_for(database, member_id=member_id, now=NOW, zone=zone)
    request = request_of({}, usual_unit="quantity")
    view = look_closer(database, scope=scope, request=request, look=Look.HOURS, now=NOW, zone=zone)
    year = Period(date(2025, 11, 18), date(2026, 11, 18))
    quantities = np.random.default_rng(7).integers(-1, 9_000, (365, 24), dtype=np.int64)

    heat = hours_page(view, _grid(year, quantities)).heat

    assert len(heat.cells) == 2 * 365 * 24
    assert heat.cells.count(MISSING) >= (quantities < 0).sum()
    assert len(repr(heat)) < YEAR_OF_HOURS


@pytest.mark.parametrize("look", [Look.SPEED, Look.UPTIME])
def test_what_an_account_does_not_have_is_refused_and_a_strangers_account_too(
    database: Database, zone: ZoneInfo, look: Look
) -> None:
    member_id, _ = add_household(database, "Ada", meters=["1"], now=NOW)
    add_household(database, "Clara", meters=["2"], now=NOW)
    scope = scope_for(database, member_id=member_id, now=NOW, zone=zone)

    for query, refusal in (({"account": "1"}, NothingToSee), ({"account": "2"}, NotYours)):
        with pytest.raises(refusal):
            look_closer(
                database,
                scope=scope,
                request=request_of(query, usual_unit="quantity"),
                look=look,
                now=NOW,
                zone=zone,
            )


@pytest.mark.parametrize(("day", "count"), [("2026-11-09", 24), ("2026-11-01", 28), ("2026-03-08", 20)])
def test_a_quarter_of_a_day_is_shown_as_finely_as_the_meter_counts(
    database: Database, zone: ZoneInfo, day: str, count: int
) -> None:
    member_id, _ = add_household(database, "Ada", meters=["1"], now=NOW)
    with database.unit_of_work() as session:
        session.exec(update(UsagePoint).values(interval_seconds=QUARTER))
    start, end = epochs_of(Period(date.fromisoformat(day), date.fromisoformat(day) + timedelta(days=1)), zone)
    _deliver(database, "1", np.arange(start, end, QUARTER, dtype=np.int64), seconds=QUARTER, wh=250, zone=zone)
    scope = scope_for(database, member_id=member_id, now=NOW, zone=zone)
    asked = {"range": "quarters", "at": day, "part": "0"}

    view = view_usage(database, scope=scope, request=request_of(asked, usual_unit="quantity"), now=NOW, zone=zone)
    shown = usage_page_view(view, zone=zone)

    assert [bar.quantity for bar in view.bars] == [250] * count
    assert shown.chart.labels[1] == "12:15 AM to 12:30 AM"
    assert shown.period_name.endswith("midnight to 6 AM")
    assert "part=1" in shown.around.next


def test_a_meter_of_hours_has_nothing_finer_than_a_day(database: Database, zone: ZoneInfo) -> None:
    member_id, _ = add_household(database, "Ada", meters=["1"], now=NOW)
    scope = scope_for(database, member_id=member_id, now=NOW, zone=zone)
    asked = request_of({"range": "quarters", "part": "2"}, usual_unit="quantity")

    view = view_usage(database, scope=scope, request=asked, now=NOW, zone=zone)

    assert (view.range.span, len(view.bars)) == (Span.DAY, 24)
