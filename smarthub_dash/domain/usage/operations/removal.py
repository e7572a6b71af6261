"""Take reads out of use: what they said is kept, and no sum counts them any more."""

from zoneinfo import ZoneInfo

import numpy as np
from sqlmodel import Session, col, delete

from smarthub_dash.domain.usage.operations.channels import Channel
from smarthub_dash.domain.usage.operations.imports import OpenImport
from smarthub_dash.domain.usage.operations.reads import stored_beside
from smarthub_dash.domain.usage.operations.revisions import keep_revisions, note_spans
from smarthub_dash.domain.usage.operations.rollups import touched_periods, write_periods, write_sums
from smarthub_dash.domain.usage.records import DailyUsage, IntervalRead, PeriodUsage
from smarthub_dash.domain.usage.rules.comparison import STORED, ReadColumns
from smarthub_dash.domain.usage.rules.deliveries import Ints
from smarthub_dash.domain.usage.rules.rollups import local_days


def remove_reads(session: Session, *, under: OpenImport, channel: Channel, starts: Ints, zone: ZoneInfo) -> int:
    """Remove the reads of a channel that begin at these instants; return how many there were."""
    # no scope: staff look after every meter
    if not starts.size:
        return 0
    days = local_days(int(starts.min()), int(starts.max()), zone)
    stored = stored_beside(session, channels=[channel], delivered=_as_columns(starts), days=days)
    stored = stored.take(np.argsort(stored.start))
    is_gone = np.isin(stored.start, starts)
    gone, standing = stored.take(is_gone), stored.take(~is_gone)
    if not gone.start.size:
        return 0
    keep_revisions(session, channels=[channel], replaced=gone, import_id=under.import_id)
    note_spans(session, channels=[channel], delivered=gone, under=under)
    numbers = np.unique(days.number_of(gone.start))
    touched = touched_periods([channel], [0] * numbers.size, numbers.tolist(), days)
    key = (channel[0].usage_point_id, channel[1])
    _delete_reads(session, key, gone.start)
    _delete_sums(session, key, [days.days[number] for number in numbers], [period.start_on for _, period in touched])
    is_touched = np.isin(days.number_of(standing.start), numbers)
    if is_touched.any():
        write_sums(session, channels=[channel], standing=standing, is_touched=is_touched, days=days, zone=zone)
    write_periods(session, channels=[channel], touched=touched, zone=zone)
    return int(gone.start.size)


def _as_columns(starts: Ints) -> ReadColumns:
    zeros, ones = np.zeros_like(starts), np.ones_like(starts)
    return ReadColumns(zeros, starts, ones, zeros, ones, np.full_like(starts, STORED))


def _delete_reads(session: Session, key: tuple[int, int], starts: Ints) -> None:
    for first in range(0, starts.size, 500):
        session.exec(
            delete(IntervalRead).where(
                col(IntervalRead.usage_point_id) == key[0],
                col(IntervalRead.flow) == key[1],
                col(IntervalRead.start_epoch).in_(starts[first : first + 500].tolist()),
            )
        )


def _delete_sums(session: Session, key: tuple[int, int], days: list, period_starts: list) -> None:
    session.exec(
        delete(DailyUsage).where(
            col(DailyUsage.usage_point_id) == key[0], col(DailyUsage.flow) == key[1], col(DailyUsage.day).in_(days)
        )
    )
    session.exec(
        delete(PeriodUsage).where(
            col(PeriodUsage.usage_point_id) == key[0],
            col(PeriodUsage.flow) == key[1],
            col(PeriodUsage.start_on).in_(period_starts),
        )
    )
