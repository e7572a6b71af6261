"""The demo co-op as time passes: its head end delivers what closed since, and a monitor tells of its internet lines."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, func, select

from smarthub_dash.demo.cast import ACCOUNTS, METERS
from smarthub_dash.demo.headend import deliveries_of
from smarthub_dash.demo.modelled import FiberLoad
from smarthub_dash.demo.modelled_lines import DAY, failures, speed_tests
from smarthub_dash.domain.insights.queries import lines_checked_until
from smarthub_dash.domain.usage.records import DailyUsage, UsagePoint
from smarthub_dash.gateways.headend.delivered import DeliveredReads
from smarthub_dash.journeys.import_reads import ImportProgress, ImportSummary, import_reads
from smarthub_dash.journeys.receive_line_checks import LineChecks, receive_line_checks
from smarthub_dash.kit.database import Database

TOLD_OF_NEW_LINES = timedelta(days=120)
OVER_LATE = 2 * DAY
"""A failure is told when it is over: the last days are told again."""


def deliver(database: Database, *, now: datetime, zone: ZoneInfo) -> ImportSummary | None:
    """Import every interval that ended since each meter's newest; return None if none did."""
    end_epoch = int(now.timestamp())
    with database.reading() as session:
        newest = _newest_ends(session)
    given = tuple(
        delivery
        for meter in METERS
        if meter.meter_number in newest
        for delivery in deliveries_of(meter, start_epoch=newest[meter.meter_number], end_epoch=end_epoch, zone=zone)
    )
    if not given:
        return None
    file = DeliveredReads(f"head end until {now:%Y-%m-%d %H:%M} UTC", given, "demo head end")
    return import_reads(database, file=file, now=now, zone=zone, report=_say_nothing)


def deliver_line_checks(database: Database, *, now: datetime) -> int:
    """Tell of every line what was tested, and what failed, since it was told of last; return of how many."""
    with database.reading() as session:
        # no scope: a monitor tests every line
        known = lines_checked_until(session)
    checks = [each for each in _checks(known, now) if each.tests]
    return receive_line_checks(database, checks=checks, now=now) if checks else 0


def _checks(known: Mapping[str, int], now: datetime) -> Iterator[LineChecks]:
    end = int(now.timestamp())
    for account in ACCOUNTS:
        number, mbps = account.meter.meter_number, account.rate_code.rpartition("-")[2]
        if isinstance(account.meter.source, FiberLoad) and number in known:
            start = max(known[number], end - int(TOLD_OF_NEW_LINES.total_seconds())) + 1
            tests = speed_tests(number, int(mbps), start_epoch=start, end_epoch=end)
            yield LineChecks(number, tests, failures(number, start_epoch=start - OVER_LATE, end_epoch=end))


def _newest_ends(session: Session) -> Mapping[str, int]:
    # no scope: the head end delivers for every meter
    rows = session.exec(
        select(UsagePoint.meter_number, func.max(col(DailyUsage.newest_end_epoch)))
        .join(DailyUsage, col(DailyUsage.usage_point_id) == col(UsagePoint.id))
        .group_by(col(UsagePoint.meter_number))
    )
    return {meter_number: int(newest) for meter_number, newest in rows}


def _say_nothing(_progress: ImportProgress) -> None:
    pass
