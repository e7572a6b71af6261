"""Store reads and keep their rollups in step: a day or a period always equals its reads, however they arrived."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
from sqlmodel import Session

from smarthub_dash.domain.usage.operations.channels import Channel, keys_of, table_of, wanted_rows
from smarthub_dash.domain.usage.operations.imports import OpenImport
from smarthub_dash.domain.usage.operations.revisions import keep_revisions, note_spans, without_late
from smarthub_dash.domain.usage.operations.rollups import write_sums
from smarthub_dash.domain.usage.records import IntervalRead
from smarthub_dash.domain.usage.rules import Flow
from smarthub_dash.domain.usage.rules.comparison import STORED, Comparison, ReadColumns, compare
from smarthub_dash.domain.usage.rules.deliveries import Delivery, check_quantities, check_times
from smarthub_dash.domain.usage.rules.rollups import LocalDays, local_days
from smarthub_dash.kit.bulk import replace_rows

# Many ranges in one statement: the list travels as JSON, and each of its rows is one look into the primary key.
STORED_READS = {
    "sqlite": """
        SELECT w.key, r.start_epoch, r.seconds, r.quantity, r.quality
        FROM json_each(:wanted) AS w CROSS JOIN interval_read AS r
        WHERE r.usage_point_id = json_extract(w.value, '$[0]') AND r.flow = json_extract(w.value, '$[1]')
        AND r.start_epoch >= json_extract(w.value, '$[2]') AND r.start_epoch < json_extract(w.value, '$[3]')
    """,
    "postgresql": """
        SELECT w.n - 1, r.start_epoch, r.seconds, r.quantity, r.quality
        FROM json_array_elements(CAST(:wanted AS json)) WITH ORDINALITY AS w(v, n) JOIN interval_read AS r
        ON r.usage_point_id = (w.v->>0)::int AND r.flow = (w.v->>1)::int
        AND r.start_epoch >= (w.v->>2)::bigint AND r.start_epoch < (w.v->>3)::bigint
    """,
}


@dataclass(frozen=True, slots=True)
class StoredReads:
    """What a delivery changed, in reads, and whose accounts; `late` ones stay as a newer file told them."""

    new: int
    changed: int
    same: int
    late: int
    account_ids: frozenset[UUID]


def store_reads(
    session: Session, *, under: OpenImport, deliveries: Sequence[Delivery], now: datetime, zone: ZoneInfo
) -> StoredReads:
    """
    Store what is new or changed in deliveries, and recompute the days and periods that it touches.

    :raises UnfitReads: if a time or a quantity cannot be, or a read overlaps another interval of its meter
    """
    # no scope: a head end delivers for every account
    found = _compared(session, under, deliveries, now, zone)
    if found.compared is None:
        return StoredReads(0, 0, 0, found.late, frozenset())
    channels, delivered, days, compared = found.channels, found.delivered, found.days, found.compared
    written = compared.standing.take(compared.is_written)
    note_spans(session, channels=channels, delivered=delivered, under=under)
    if written.start.size:
        replaced = compared.standing.take(compared.is_replaced)
        keep_revisions(session, channels=channels, replaced=replaced, import_id=under.import_id)
        _write_reads(session, channels, written, under.import_id)
        write_sums(
            session,
            channels=channels,
            standing=compared.standing,
            is_touched=compared.is_written,
            days=days,
            zone=zone,
        )
    touched = frozenset(channels[number][0].account_id for number in np.unique(written.channel))
    return StoredReads(compared.new, compared.changed, compared.same, found.late, touched)


def check_reads(
    session: Session, *, under: OpenImport, deliveries: Sequence[Delivery], now: datetime, zone: ZoneInfo
) -> None:
    """
    Let deliveries pass that could be stored, without storing them.

    :raises UnfitReads: as `store_reads` would
    """
    # no scope: a head end delivers for every account
    _compared(session, under, deliveries, now, zone)


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """Deliveries beside what is stored; `compared` is None if nothing of them is left to store."""

    channels: list[Channel]
    delivered: ReadColumns
    late: int
    days: LocalDays
    compared: Comparison | None


def _compared(
    session: Session, under: OpenImport, deliveries: Sequence[Delivery], now: datetime, zone: ZoneInfo
) -> _Found:
    channels, delivered = _columns_of(deliveries)
    given = delivered.start.size
    if given:
        lines = np.array([delivery.line for delivery in deliveries], dtype=np.int64)
        check_times(delivered.start, delivered.seconds, lines[delivered.delivery], now_epoch=int(now.timestamp()))
        check_quantities(delivered.quantity, delivered.seconds, lines[delivered.delivery])
        delivered = without_late(session, channels=channels, delivered=delivered, under=under)
    late = given - delivered.start.size
    if not delivered.start.size:
        return _Found(channels, delivered, late, local_days(0, 0, zone), None)
    days = local_days(int(delivered.start.min()), int(delivered.start.max()), zone)
    stored = stored_beside(session, channels=channels, delivered=delivered, days=days)
    return _Found(channels, delivered, late, days, compare(stored, delivered, lines))


def _columns_of(deliveries: Sequence[Delivery]) -> tuple[list[Channel], ReadColumns]:
    numbers: dict[tuple[int, Flow], int] = {}
    channels: list[Channel] = []
    parts: list[tuple[int, int, int]] = []
    for number, delivery in enumerate(deliveries):
        key = (delivery.point.usage_point_id, delivery.flow)
        if key not in numbers:
            numbers[key] = len(channels)
            channels.append((delivery.point, delivery.flow))
        parts.append((numbers[key], delivery.seconds, number))
    lengths = [delivery.start_epochs.size for delivery in deliveries]
    of_deliveries = np.array(parts, dtype=np.int64).reshape(-1, 3).repeat(lengths, axis=0)
    delivered = ReadColumns(
        channel=of_deliveries[:, 0],
        start=_joined([delivery.start_epochs for delivery in deliveries]),
        seconds=of_deliveries[:, 1],
        quantity=_joined([delivery.quantities for delivery in deliveries]),
        quality=_joined([delivery.qualities for delivery in deliveries]),
        delivery=of_deliveries[:, 2],
    )
    return channels, delivered


def _joined(columns: Sequence[np.ndarray]) -> np.ndarray:
    return np.concatenate(columns).astype(np.int64, copy=False) if columns else np.zeros(0, dtype=np.int64)


def stored_beside(
    session: Session, *, channels: Sequence[Channel], delivered: ReadColumns, days: LocalDays
) -> ReadColumns:
    """Return the stored reads of every local day that delivered ones touch, and those that reach into it."""
    # no scope: a head end delivers for every account
    # Whole local days, so that the same rows serve the comparison and the sums; and one interval more at each end,
    # where an overlap could reach across midnight.
    width = len(days.days) + 2  # wider than the days, so that runs of days never join two channels
    touched = np.unique(delivered.channel * width + days.number_of(delivered.start))
    breaks = np.flatnonzero(np.diff(touched) != 1)
    firsts = touched[np.concatenate(([0], breaks + 1))]
    lasts = touched[np.concatenate((breaks, [touched.size - 1]))]
    margin = int(delivered.seconds.max())
    lows = days.bounds[firsts % width] - margin
    highs = days.bounds[lasts % width + 1] + margin
    range_channels = firsts // width
    wanted = [
        (channels[number][0].usage_point_id, int(channels[number][1]), low, high)
        for number, low, high in zip(range_channels.tolist(), lows.tolist(), highs.tolist(), strict=True)
    ]
    rows = wanted_rows(session, statements=STORED_READS, wanted=wanted)
    found = np.fromiter(chain.from_iterable(rows), dtype=np.int64, count=5 * len(rows)).reshape(-1, 5)
    return ReadColumns(
        range_channels[found[:, 0]],
        *(found[:, column] for column in range(1, 5)),
        delivery=np.full(len(rows), STORED, dtype=np.int64),
    )


def _write_reads(session: Session, channels: Sequence[Channel], reads: ReadColumns, import_id: int) -> None:
    columns = {
        **keys_of(channels, reads.channel.tolist()),
        "start_epoch": reads.start.tolist(),
        "seconds": reads.seconds.tolist(),
        "quantity": reads.quantity.tolist(),
        "quality": reads.quality.tolist(),
        "import_id": [import_id] * reads.start.size,
    }
    replace_rows(session, table_of(IntervalRead), columns)
