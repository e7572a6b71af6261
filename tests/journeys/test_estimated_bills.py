"""Bills over missing reads: they wait, then they are estimated and say so."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import col, select

from smarthub_dash.domain.accounts.rules import Provider
from smarthub_dash.domain.billing.queries import charges_of, statements_of
from smarthub_dash.domain.billing.records import Statement, StatementReading
from smarthub_dash.domain.usage.rules import Flow
from smarthub_dash.gateways.headend import FlowDirection
from smarthub_dash.kit.database import Database
from tests.support.billing import a_household
from tests.support.estimating import HOUR, LATER, OPENED, PERIOD, hours, meter_of, metered, run, without_a_day
from tests.support.usage import bring_in


def test_a_period_with_missing_reads_waits_as_long_as_its_provider_says(database: Database, zone: ZoneInfo) -> None:
    metered(database, "CEC-RES", without_a_day(zone))

    at_once, waited = run(database, zone, PERIOD.end_on), run(database, zone, PERIOD.end_on + timedelta(days=3))

    assert (at_once.statement_count, waited.statement_count) == (0, 1)
    assert at_once.refusals == waited.refusals == waited.waiting == ()
    assert [words.split(" ", 1)[1] for words in at_once.waiting] == [
        "waits for 24 hours of reads of the period until 2025-10-10"
    ]


@pytest.mark.parametrize("rate_code", ["CEC-RES", "CEC-TOU-NM"])
def test_what_is_missing_is_estimated_in_days_and_in_hours_and_said(
    database: Database, zone: ZoneInfo, rate_code: str
) -> None:
    household = metered(database, rate_code, without_a_day(zone))

    run(database, zone, PERIOD.end_on + timedelta(days=3))

    with database.reading() as session:
        scope = household.scope(session, today=date(2025, 12, 1))
        (bill,) = statements_of(session, scope=scope, since=OPENED)
        lines = charges_of(session, scope=scope, bill_number=bill.bill_number)
        reading = session.exec(select(StatementReading)).one()
    energy = [line.quantity_text.replace(",", "").split()[0] for line in lines if line.kind == "energy"]
    # 30 days of 24 hours of 1 kWh; the day that is not there takes the average of other weekdays: as much.
    assert sum(float(kwh) for kwh in energy) == 720
    assert bill.is_estimated
    assert (reading.quantity, reading.estimated_quantity) == (720_000, 24_000)
    assert (reading.present_seconds, reading.estimated_seconds) == (720 * HOUR, 24 * HOUR)
    assert reading.expected_seconds == 720 * HOUR


def test_a_whole_period_is_billed_at_once_and_a_measured_zero_is_no_gap(database: Database, zone: ZoneInfo) -> None:
    blackout = dict.fromkeys(without_a_day(zone).keys() ^ hours(PERIOD, zone).keys(), 0)
    metered(database, "CEC-RES", without_a_day(zone) | blackout)

    summary = run(database, zone, PERIOD.end_on)

    assert summary.statement_count == 1
    with database.reading() as session:
        assert session.exec(select(Statement.is_estimated)).one() is False
        assert session.exec(select(StatementReading.quantity)).one() == 29 * 24 * 1_000


def test_energy_sent_back_is_estimated_where_the_meter_counts_it(database: Database, zone: ZoneInfo) -> None:
    household = metered(database, "CEC-TOU-NM", without_a_day(zone))
    back = without_a_day(zone)
    bring_in(database, meter_of(database, household), back, now=LATER, flow=FlowDirection.RECEIVED)

    run(database, zone, PERIOD.end_on, patience={})

    with database.reading() as session:
        readings = session.exec(select(StatementReading).order_by(col(StatementReading.flow))).all()
    assert [(one.flow, one.estimated_quantity) for one in readings] == [
        (Flow.DELIVERED, 24_000),
        (Flow.RECEIVED, 24_000),
    ]


def test_internet_service_is_billed_at_once_and_never_estimated(database: Database, zone: ZoneInfo) -> None:
    a_household(database, rate_codes=("CALLABYTE-300",), opened_on=OPENED, read_day=10)

    summary = run(database, zone, PERIOD.end_on, patience={Provider.CALLABYTE: 5})

    assert (summary.statement_count, summary.waiting) == (1, ())
    with database.reading() as session:
        assert session.exec(select(Statement.is_estimated)).one() is False
        assert session.exec(select(StatementReading.estimated_seconds)).one() == 0


def test_others_of_the_run_do_not_wait(database: Database, zone: ZoneInfo) -> None:
    metered(database, "CEC-RES", without_a_day(zone))
    metered(database, "CEC-RES", hours(PERIOD, zone))

    summary = run(database, zone, PERIOD.end_on)

    assert (summary.statement_count, len(summary.waiting)) == (1, 1)
