"""The demo co-op as time passes: its head end delivers what closed since the last delivery."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, func, select

from smarthub_dash.demo.cast import METERS
from smarthub_dash.demo.headend import deliveries_of
from smarthub_dash.domain.usage.records import DailyUsage, UsagePoint
from smarthub_dash.gateways.headend.delivered import DeliveredReads
from smarthub_dash.journeys.import_reads import ImportProgress, ImportSummary, import_reads
from smarthub_dash.kit.database import Database


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
