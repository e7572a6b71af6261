"""Undo a correction of reads: what stood there before stands there again, as far as nothing newer came since."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
from sqlmodel import Session, col, select

from smarthub_dash.domain.usage.operations.imports import OpenImport, find_points
from smarthub_dash.domain.usage.operations.reads import store_reads
from smarthub_dash.domain.usage.operations.removal import remove_reads
from smarthub_dash.domain.usage.records import ImportSpan, IntervalRead, MeterImport, ReadRevision
from smarthub_dash.domain.usage.rules import Flow
from smarthub_dash.domain.usage.rules.deliveries import Delivery, MeteredPoint
from smarthub_dash.journeys.edit_reads import SOURCE, NoEdit, close_edit, open_edit
from smarthub_dash.kit.database import Database


def undo_edit(
    database: Database, *, meter_number: str, edit_id: int, reason: str, now: datetime, zone: ZoneInfo
) -> int:
    """
    Put back what a correction changed; return how many reads. What a newer file told since stays.

    :raises NoEdit: if the meter has no such correction, or nothing of it stands any more
    """
    # no scope: staff look after every meter
    with database.unit_of_work() as session:
        point, flow = _edited_point(session, meter_number, edit_id)
        under = open_edit(session, words=reason, now=now)
        former = _former(session, point, flow, edit_id)
        standing = _standing(session, point, flow, edit_id)
        taken_back = [start for start, import_id in standing.items() if import_id == edit_id and start not in former]
        kept = {start for start, import_id in standing.items() if import_id != edit_id}
        again = [row for start, row in former.items() if start not in kept]
        starts = np.array(sorted(taken_back), dtype=np.int64)
        changed = remove_reads(session, under=under, channel=(point, flow), starts=starts, zone=zone)
        changed += _put_back(session, under, point, flow, again, now, zone)
        if not changed:
            raise NoEdit("Nothing of that correction stands any more.")
        words = f"A correction of readings of meter {meter_number} was taken back: {reason}"
        close_edit(session, under=under, point=point, changed=changed, words=words, now=now)
    return changed


def _edited_point(session: Session, meter_number: str, edit_id: int) -> tuple[MeteredPoint, Flow]:
    points = find_points(session, meter_numbers=[meter_number]).get(meter_number, ())
    made = session.get(MeterImport, edit_id)
    if made is not None and made.source == SOURCE:
        for point in points:
            span = session.exec(
                select(ImportSpan).where(
                    col(ImportSpan.usage_point_id) == point.usage_point_id, col(ImportSpan.import_id) == edit_id
                )
            ).first()
            if span is not None:
                return point, Flow(span.flow)
    raise NoEdit(f"Meter {meter_number!r} has no correction {edit_id}.")


def _former(session: Session, point: MeteredPoint, flow: Flow, edit_id: int) -> Mapping[int, ReadRevision]:
    rows = session.exec(
        select(ReadRevision).where(
            col(ReadRevision.usage_point_id) == point.usage_point_id,
            col(ReadRevision.flow) == flow,
            col(ReadRevision.replaced_by) == edit_id,
        )
    )
    return {row.start_epoch: row for row in rows}


def _standing(session: Session, point: MeteredPoint, flow: Flow, edit_id: int) -> Mapping[int, int]:
    """Return the reads that stand within a correction's span, and which import brought each."""
    rows = session.exec(
        select(IntervalRead.start_epoch, IntervalRead.import_id)
        .join(
            ImportSpan,
            (col(ImportSpan.usage_point_id) == col(IntervalRead.usage_point_id))
            & (col(ImportSpan.flow) == col(IntervalRead.flow)),
        )
        .where(
            col(ImportSpan.import_id) == edit_id,
            col(IntervalRead.usage_point_id) == point.usage_point_id,
            col(IntervalRead.flow) == flow,
            col(IntervalRead.start_epoch) >= col(ImportSpan.start_epoch),
            col(IntervalRead.start_epoch) < col(ImportSpan.end_epoch),
        )
    )
    return dict(rows.all())


def _put_back(
    session: Session,
    under: OpenImport,
    point: MeteredPoint,
    flow: Flow,
    rows: list[ReadRevision],
    now: datetime,
    zone: ZoneInfo,
) -> int:
    given = [
        Delivery(
            point=point,
            flow=flow,
            unit=point.unit,
            seconds=seconds,
            start_epochs=np.array([row.start_epoch for row in rows if row.seconds == seconds], dtype=np.int64),
            quantities=np.array([row.quantity for row in rows if row.seconds == seconds], dtype=np.int64),
            qualities=np.array([row.quality for row in rows if row.seconds == seconds], dtype=np.int8),
            line=1,
        )
        for seconds in sorted({row.seconds for row in rows})
    ]
    stored = store_reads(session, under=under, deliveries=given, now=now, zone=zone)
    return stored.new + stored.changed
