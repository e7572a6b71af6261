"""Correct what a meter is held to have counted: by staff, with a reason, kept with what stood there before."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

import numpy as np
from sqlmodel import Session

from smarthub_dash.domain.billing.queries.staff import bills_over
from smarthub_dash.domain.usage.operations.imports import OpenImport, close_import, find_points, open_import
from smarthub_dash.domain.usage.operations.reads import store_reads
from smarthub_dash.domain.usage.operations.removal import remove_reads
from smarthub_dash.domain.usage.rules import Flow, ReadQuality
from smarthub_dash.domain.usage.rules.deliveries import Delivery, Ints, MeteredPoint
from smarthub_dash.domain.usage.rules.estimation import LOOK_BACK, KnownReads, estimated, missing_intervals
from smarthub_dash.journal.activity import note_activity
from smarthub_dash.journal.news import announce
from smarthub_dash.journeys.counted_use import NO_COUNTS, CountedReads, reads_of
from smarthub_dash.journeys.import_reads import TOPIC
from smarthub_dash.kit.clock import local_day
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.periods import Period

SOURCE = "edit"
ACT = "meter"
LONGEST_SPAN = timedelta(days=400)
LONGEST_REASON = 200


class NoEdit(Refused):
    """Reads cannot be corrected like that."""


class EditKind(StrEnum):
    """What becomes of the reads of a span: set by hand, estimated from like days, or taken out."""

    SET = "set"
    ESTIMATE = "estimate"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class ReadEdit:
    """A correction of one flow of a meter in `[start, end)`. Units: Wh; `total_wh` is what all the span is set to."""

    meter_number: str
    flow: Flow
    start: datetime
    end: datetime
    kind: EditKind
    total_wh: int
    reason: str


@dataclass(frozen=True, slots=True)
class EditedReads:
    """What a correction changed; `bill_numbers` are the bills that were made of these reads. Units: Wh."""

    edit_id: int
    changed: int
    before_wh: int
    after_wh: int
    bill_numbers: tuple[str, ...]


def edit_reads(database: Database, *, edit: ReadEdit, is_trial: bool, now: datetime, zone: ZoneInfo) -> EditedReads:
    """
    Correct the reads of a span; what they said is kept. A trial changes nothing, and says what would be changed.

    :raises NoEdit: if the meter, the span or the reason will not do, or nothing is known to estimate from
    :raises UnfitReads: if a quantity cannot be, or an interval overlaps another
    """
    # no scope: staff look after every meter
    with database.unit_of_work() as session:
        point = _point_of(session, edit, now)
        under = open_edit(session, words=edit.reason, now=now)
        before = _stored(session, point, edit)
        changed = _changed(session, under, point, edit, before, now, zone)
        after = _stored(session, point, edit)
        bills = bills_over(session, account_id=point.account_id, within=_days_of(edit, zone))
        totals = (int(sum(before.quantities)), int(sum(after.quantities)))
        if is_trial:
            session.rollback()
        else:
            words = f"Readings of meter {point.meter_number} were corrected: {edit.reason}"
            close_edit(session, under=under, point=point, changed=changed, words=words, now=now)
    return EditedReads(0 if is_trial else under.import_id, changed, *totals, tuple(bills))


def open_edit(session: Session, *, words: str, now: datetime) -> OpenImport:
    """
    Begin a correction: it counts as a file written now, so that an older file which comes later does not undo it.

    :raises NoEdit: if there is no reason, or a long one
    """
    # no scope: staff look after every meter
    if not words.strip() or len(words) > LONGEST_REASON:
        raise NoEdit(f"Give a reason of at most {LONGEST_REASON} letters.")
    under = open_import(session, source=SOURCE, file_name=words, received_at=now, made_at=now)
    return replace(under, has_newer=False)


def close_edit(
    session: Session, *, under: OpenImport, point: MeteredPoint, changed: int, words: str, now: datetime
) -> None:
    """Record what a correction changed, in the household's log too, and wake the open pages."""
    # no scope: staff look after every meter
    close_import(session, import_id=under.import_id, sha256="", new=0, changed=changed, same=0, late=0)
    ids = [point.account_id]
    note_activity(session, act=ACT, words=words[:200], actor_id=None, member_id=None, account_ids=ids, now=now)
    announce(session, topic=TOPIC, account_ids=ids, now=now)


def _point_of(session: Session, edit: ReadEdit, now: datetime) -> MeteredPoint:
    start, end = int(edit.start.timestamp()), int(edit.end.timestamp())
    if not start < end or edit.end - edit.start > LONGEST_SPAN or edit.end > now:
        raise NoEdit("The span must end after it begins, lie in the past, and be shorter than 400 days.")
    points = find_points(session, meter_numbers=[edit.meter_number]).get(edit.meter_number, ())
    found = next((each for each in points if each.since_epoch <= start and end <= each.until_epoch), None)
    if found is None:
        raise NoEdit(f"No meter {edit.meter_number!r} counted through that span.")
    if found.interval_seconds < 86_400 and (start % found.interval_seconds or end % found.interval_seconds):
        raise NoEdit(
            f"Meter {edit.meter_number} is read every {found.interval_seconds // 60} minutes: begin and end so."
        )
    return found


def _changed(
    session: Session,
    under: OpenImport,
    point: MeteredPoint,
    edit: ReadEdit,
    before: CountedReads,
    now: datetime,
    zone: ZoneInfo,
) -> int:
    if edit.kind is EditKind.VOID:
        starts = np.asarray(before.starts, dtype=np.int64)
        return remove_reads(session, under=under, channel=(point, edit.flow), starts=starts, zone=zone)
    nothing = KnownReads(*(np.zeros(0, dtype=np.int64),) * 3)
    grid = missing_intervals(
        nothing,
        start_epoch=int(edit.start.timestamp()),
        end_epoch=int(edit.end.timestamp()),
        seconds=point.interval_seconds,
        zone=zone,
    )
    made = estimated(grid, _known(session, point, edit), seconds=point.interval_seconds, zone=zone)
    quantities = made.quantities
    if edit.kind is EditKind.SET:
        shares = np.concatenate(([0], np.cumsum(made.seconds)))
        quantities = np.diff(edit.total_wh * shares // shares[-1])
    quality = ReadQuality.EDITED if edit.kind is EditKind.SET else ReadQuality.ESTIMATED
    given = _deliveries(point, edit.flow, made.starts, made.seconds, quantities, quality)
    stored = store_reads(session, under=under, deliveries=given, now=now, zone=zone)
    return stored.new + stored.changed


def _known(session: Session, point: MeteredPoint, edit: ReadEdit) -> KnownReads:
    """Return what the meter measured around the span, in which nothing is believed."""
    low, high = int((edit.start - LOOK_BACK).timestamp()), int((edit.end + LOOK_BACK).timestamp())
    found = reads_of(session, point_ids=[point.usage_point_id], start_epoch=low, end_epoch=high)
    series = found.get((point.usage_point_id, edit.flow), NO_COUNTS)
    starts, seconds, quantities, qualities = (
        np.asarray(column, dtype=np.int64)
        for column in (series.starts, series.seconds, series.quantities, series.qualities)
    )
    is_within = (starts >= int(edit.start.timestamp())) & (starts < int(edit.end.timestamp()))
    chosen = (qualities == ReadQuality.MEASURED) & ~is_within
    if edit.kind is EditKind.ESTIMATE and not chosen.any():
        raise NoEdit("Nothing was measured in the weeks around the span to estimate it from.")
    return KnownReads(starts[chosen], seconds[chosen], quantities[chosen])


def _stored(session: Session, point: MeteredPoint, edit: ReadEdit) -> CountedReads:
    start, end = int(edit.start.timestamp()), int(edit.end.timestamp())
    found = reads_of(session, point_ids=[point.usage_point_id], start_epoch=start, end_epoch=end)
    return found.get((point.usage_point_id, edit.flow), NO_COUNTS)


def _deliveries(
    point: MeteredPoint, flow: Flow, starts: Ints, seconds: Ints, quantities: Ints, quality: ReadQuality
) -> Sequence[Delivery]:
    return [
        Delivery(
            point=point,
            flow=flow,
            unit=point.unit,
            seconds=length,
            start_epochs=starts[seconds == length],
            quantities=quantities[seconds == length],
            qualities=np.full(int((seconds == length).sum()), int(quality), dtype=np.int8),
            line=1,
        )
        for length in np.unique(seconds).tolist()
    ]


def _days_of(edit: ReadEdit, zone: ZoneInfo) -> Period:
    last = local_day(edit.end - timedelta(seconds=1), zone)
    return Period(local_day(edit.start, zone), last + timedelta(days=1))
