"""Keep where registers stood, and make intervals of what passed between."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

import numpy as np
from sqlmodel import Session, col, select

from smarthub_dash.domain.usage.operations.channels import table_of, wanted_rows
from smarthub_dash.domain.usage.operations.doubts import Doubt
from smarthub_dash.domain.usage.operations.imports import OpenImport
from smarthub_dash.domain.usage.records import MeterImport, MeterInstallation, RegisterRead
from smarthub_dash.domain.usage.rules import Flow, QuantityUnit
from smarthub_dash.domain.usage.rules.deliveries import Delivery, UnfitReads, check_times
from smarthub_dash.domain.usage.rules.registers import Passed, Stand, moment_of, passed_between
from smarthub_dash.kit.bulk import replace_rows

# From the last stand before a range to the first after it: what passed up to its first, and after its last, changes.
STANDS = {
    "sqlite": """
        SELECT w.key, r.at_epoch, r.meter_number, r.stood_at, r.quality
        FROM json_each(:wanted) AS w CROSS JOIN register_read AS r
        WHERE r.usage_point_id = json_extract(w.value, '$[0]') AND r.flow = json_extract(w.value, '$[1]')
        AND r.at_epoch >= coalesce((SELECT max(b.at_epoch) FROM register_read AS b
            WHERE b.usage_point_id = r.usage_point_id AND b.flow = r.flow
            AND b.at_epoch < json_extract(w.value, '$[2]')), json_extract(w.value, '$[2]'))
        AND r.at_epoch <= coalesce((SELECT min(a.at_epoch) FROM register_read AS a
            WHERE a.usage_point_id = r.usage_point_id AND a.flow = r.flow
            AND a.at_epoch > json_extract(w.value, '$[3]')), json_extract(w.value, '$[3]'))
    """,
    "postgresql": """
        SELECT w.n - 1, r.at_epoch, r.meter_number, r.stood_at, r.quality
        FROM json_array_elements(CAST(:wanted AS json)) WITH ORDINALITY AS w(v, n) JOIN register_read AS r
        ON r.usage_point_id = (w.v->>0)::int AND r.flow = (w.v->>1)::int
        AND r.at_epoch >= coalesce((SELECT max(b.at_epoch) FROM register_read AS b
            WHERE b.usage_point_id = (w.v->>0)::int AND b.flow = (w.v->>1)::int
            AND b.at_epoch < (w.v->>2)::bigint), (w.v->>2)::bigint)
        AND r.at_epoch <= coalesce((SELECT min(a.at_epoch) FROM register_read AS a
            WHERE a.usage_point_id = (w.v->>0)::int AND a.flow = (w.v->>1)::int
            AND a.at_epoch > (w.v->>3)::bigint), (w.v->>3)::bigint)
    """,
}


@dataclass(frozen=True, slots=True)
class FromRegisters:
    """What registers tell: intervals to be stored, and what is not clear in them."""

    deliveries: list[Delivery]
    doubts: list[Doubt]


def store_registers(
    session: Session, *, under: OpenImport, deliveries: Sequence[Delivery], now: datetime, zone: ZoneInfo
) -> FromRegisters:
    """
    Keep stands of registers; return the intervals around them. The quantities of these deliveries are stands.

    :raises UnfitReads: if a stand cannot be, or its meter does not count electricity
    """
    # no scope: a head end delivers for every account
    for delivery in deliveries:
        _check(delivery, now)
    _keep(session, under, deliveries)
    channels = list({(each.point.usage_point_id, each.flow): each for each in deliveries}.values())
    ranges = [_range_of(each, deliveries) for each in channels]
    wanted = [
        (each.point.usage_point_id, int(each.flow), *bounds) for each, bounds in zip(channels, ranges, strict=True)
    ]
    stands: defaultdict[int, list[Stand]] = defaultdict(list)
    for number, *rest in wanted_rows(session, statements=STANDS, wanted=wanted):
        stands[number].append(Stand(*rest))
    digits = _digits(session, [each.point.usage_point_id for each in channels])
    found = FromRegisters([], [])
    for number, channel in enumerate(channels):
        passed, unclear = passed_between(
            stands[number], seconds=channel.point.interval_seconds, digits=digits, zone=zone
        )
        found.deliveries.extend(_as_deliveries(channel, passed))
        found.doubts.extend(_doubt(channel, before, after, zone) for before, after in unclear)
    return found


def _doubt(channel: Delivery, before: Stand, after: Stand, zone: ZoneInfo) -> Doubt:
    words = (
        f"The register of meter {after.meter_number} stood at {before.stood_at / 1000:,.3f} kWh at "
        f"{moment_of(before, zone)} and at {after.stood_at / 1000:,.3f} kWh at {moment_of(after, zone)}."
    )
    return Doubt(channel.point.usage_point_id, channel.flow, before.at_epoch, after.at_epoch, "register", words)


def _check(delivery: Delivery, now: datetime) -> None:
    point, count = delivery.point, delivery.start_epochs.size
    if point.unit is not QuantityUnit.WH:
        raise UnfitReads(delivery.line, f"meter {point.meter_number} counts {point.unit}, and has no register of kWh.")
    if not count:
        return
    lines = np.full(count, delivery.line, dtype=np.int64)
    check_times(delivery.start_epochs, np.zeros(count, dtype=np.int64), lines, now_epoch=int(now.timestamp()))
    if int(delivery.quantities.min()) < 0:
        raise UnfitReads(delivery.line, "a register stands below zero.")


def _keep(session: Session, under: OpenImport, deliveries: Sequence[Delivery]) -> None:
    rows: dict[tuple[int, int, int, str], tuple[int, int]] = {}
    for each in deliveries:
        key = (each.point.usage_point_id, int(each.flow))
        columns = (each.start_epochs, each.quantities, each.qualities)
        for at, stood, quality in zip(*(column.tolist() for column in columns), strict=True):
            rows[*key, at, each.point.meter_number] = (stood, quality)
    if under.has_newer:
        for key in _told_by_newer(session, under, rows):
            rows.pop(key, None)
    names = ("usage_point_id", "flow", "at_epoch", "meter_number", "stood_at", "quality")
    columns = zip(*((*key, *value) for key, value in rows.items()), strict=True) if rows else ()
    told = dict(zip(names, map(list, columns), strict=bool(rows)))
    if rows:
        replace_rows(session, table_of(RegisterRead), {**told, "import_id": [under.import_id] * len(rows)})


def _told_by_newer(
    session: Session, under: OpenImport, rows: Mapping[tuple[int, int, int, str], object]
) -> Iterator[tuple[int, int, int, str]]:
    points, times = {key[0] for key in rows}, [key[2] for key in rows]
    stored = session.exec(
        select(RegisterRead)
        .join(MeterImport, col(MeterImport.id) == col(RegisterRead.import_id))
        .where(
            col(MeterImport.made_at) > under.made_at,
            col(RegisterRead.usage_point_id).in_(points),
            col(RegisterRead.at_epoch).between(min(times, default=0), max(times, default=0)),
        )
    )
    for each in stored:
        yield each.usage_point_id, int(each.flow), each.at_epoch, each.meter_number


def _range_of(channel: Delivery, deliveries: Sequence[Delivery]) -> tuple[int, int]:
    of_channel = [
        each.start_epochs
        for each in deliveries
        if (each.point.usage_point_id, each.flow) == (channel.point.usage_point_id, channel.flow)
    ]
    # An interval more on each side: the meter may have been exchanged within it.
    more = channel.point.interval_seconds
    return min(int(each.min()) for each in of_channel) - more, max(int(each.max()) for each in of_channel) + more


def _digits(session: Session, point_ids: Sequence[int]) -> dict[str, int | None]:
    rows = session.exec(select(MeterInstallation).where(col(MeterInstallation.usage_point_id).in_(point_ids)))
    return {row.meter_number: row.register_digits for row in rows}


def _as_deliveries(channel: Delivery, passed: Sequence[Passed]) -> Iterator[Delivery]:
    for seconds, parts in groupby(sorted(passed, key=lambda each: each.seconds), key=lambda each: each.seconds):
        together = list(parts)
        yield Delivery(
            point=channel.point,
            flow=Flow(channel.flow),
            unit=channel.unit,
            seconds=seconds,
            start_epochs=np.array([each.start_epoch for each in together], dtype=np.int64),
            quantities=np.array([each.quantity for each in together], dtype=np.int64),
            qualities=np.array([each.quality for each in together], dtype=np.int8),
            line=channel.line,
        )
