"""Meters with gaps, and the bill runs over them."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from smarthub_dash.domain.accounts.rules import Provider
from smarthub_dash.domain.usage.records import UsagePoint
from smarthub_dash.journeys.run_bills import BillRunSummary, run_bills
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.periods import Period, epoch_of_day, epochs_of
from tests.support.billing import Household, a_household
from tests.support.usage import bring_in

HOUR = 3_600
OPENED = date(2025, 9, 10)
PERIOD = Period(OPENED, date(2025, 10, 10))
SILENT_DAY = date(2025, 9, 24)
LATER = datetime(2026, 3, 1, 12, tzinfo=UTC)
PATIENCE: Mapping[str, int] = {Provider.CEC: 3}


def hours(period: Period, zone: ZoneInfo, wh: int = 1_000) -> dict[int, int]:
    """Return the same quantity for every hour of a period."""
    return dict.fromkeys(range(*epochs_of(period, zone), HOUR), wh)


def silent_hours(zone: ZoneInfo, wh: int = 1_000) -> dict[int, int]:
    """Return a quantity for every hour of the day that the meter did not send."""
    start = epoch_of_day(SILENT_DAY, zone)
    return dict.fromkeys(range(start, start + 24 * HOUR, HOUR), wh)


def without_a_day(zone: ZoneInfo) -> dict[int, int]:
    """Return the hours of the period, all but those of one day."""
    silent = silent_hours(zone)
    return {start: wh for start, wh in hours(PERIOD, zone).items() if start not in silent}


def meter_of(database: Database, household: Household) -> str:
    """Return the number of the household's one meter."""
    with database.reading() as session:
        wanted = select(UsagePoint.meter_number).where(col(UsagePoint.account_id) == household.account_ids[0])
        return session.exec(wanted).one()


def metered(database: Database, rate_code: str, reads: Mapping[int, int]) -> Household:
    """Store a household whose meter sent these reads."""
    household = a_household(database, rate_codes=(rate_code,), opened_on=OPENED, read_day=10)
    bring_in(database, meter_of(database, household), reads, now=LATER)
    return household


def run(database: Database, zone: ZoneInfo, on: date, patience: Mapping[str, int] = PATIENCE) -> BillRunSummary:
    """Run the bills of a day."""
    at = datetime(on.year, on.month, on.day, 9, tzinfo=UTC)
    return run_bills(database, on=on, now=at, zone=zone, report=lambda _: None, days_to_wait=patience)
