"""Exchange a meter: its last stand and the first of the new one belong to one series."""

from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
from sqlmodel import Session

from smarthub_dash.domain.usage.operations import meters
from smarthub_dash.domain.usage.operations.imports import close_import, find_points, open_import
from smarthub_dash.domain.usage.operations.reads import store_reads
from smarthub_dash.domain.usage.operations.registers import store_registers
from smarthub_dash.domain.usage.rules import Flow, ReadQuality
from smarthub_dash.domain.usage.rules.deliveries import Delivery
from smarthub_dash.journal.activity import note_activity
from smarthub_dash.journal.news import announce
from smarthub_dash.journeys.import_reads import TOPIC
from smarthub_dash.kit.database import Database

ACT = "meter"


def exchange_meter(
    database: Database,
    *,
    old_number: str,
    new_number: str,
    at: datetime,
    final_wh: int | None,
    first_wh: int | None,
    register_digits: int | None,
    now: datetime,
    zone: ZoneInfo,
) -> None:
    """
    Put another meter in the place of one, and keep where both registers stood.

    Units: Wh; None if nobody read it.
    :raises NoExchange: if that cannot be
    :raises UnfitReads: if a stand cannot be, or lies in the future
    """
    # no scope: staff exchange every meter
    with database.unit_of_work() as session:
        under = open_import(session, source="exchange", file_name=new_number, received_at=now, made_at=None)
        point = meters.exchange_meter(
            session, old_number=old_number, new_number=new_number, at=at, register_digits=register_digits
        )
        stands = [(old_number, final_wh), (new_number, first_wh)]
        given = [_stand(session, number, at, stood) for number, stood in stands if stood is not None]
        found = store_registers(session, under=under, deliveries=given, now=now, zone=zone).deliveries if given else []
        stored = store_reads(session, under=under, deliveries=found, now=now, zone=zone)
        close_import(
            session, import_id=under.import_id, sha256="", new=stored.new, changed=stored.changed, same=0, late=0
        )
        words = f"The meter was exchanged: {old_number} before, {new_number} now"
        note_activity(
            session, act=ACT, words=words, actor_id=None, member_id=None, account_ids=[point.account_id], now=now
        )
        announce(session, topic=TOPIC, account_ids=[point.account_id], now=now)


def _stand(session: Session, meter_number: str, at: datetime, stood_at: int) -> Delivery:
    # no scope: staff exchange every meter
    instant = int(at.timestamp())
    points = find_points(session, meter_numbers=[meter_number])[meter_number]
    return Delivery(
        point=next(point for point in points if point.since_epoch <= instant <= point.until_epoch),
        flow=Flow.DELIVERED,
        unit="wh",
        seconds=0,
        start_epochs=np.array([instant], dtype=np.int64),
        quantities=np.array([stood_at], dtype=np.int64),
        qualities=np.array([ReadQuality.MEASURED], dtype=np.int8),
        line=1,
    )
