"""Keep where registers stood, and make intervals of what passed between."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, pairwise, repeat
from zoneinfo import ZoneInfo

import numpy as np
from sqlmodel import Session, col, select

from smarthub_dash.domain.usage.operations.channels import table_of, wanted_rows
from smarthub_dash.domain.usage.operations.doubts import Doubt
from smarthub_dash.domain.usage.operations.imports import OpenImport
from smarthub_dash.domain.usage.records import MeterImport, MeterInstallation, RegisterRead
from smarthub_dash.domain.usage.rules import Flow, QuantityUnit
from smarthub_dash.domain.usage.rules.deliveries import Delivery, Ints, UnfitReads, check_times
from smarthub_dash.domain.usage.rules.registers import Passed, Stand, Stands, moment_of, passed_between
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
    stands = _stands_of(session, channels, deliveries)
    found = FromRegisters([], [])
    digits: dict[str, int | None] | None = None
    for number, of_channel in enumerate(stands):
        channel = channels[number]
        even = of_channel.even_steps(seconds=channel.point.interval_seconds)
        if even is not None:
            found.deliveries.append(_as_delivery(channel, channel.point.interval_seconds, *even))
            continue
        if digits is None:
            digits = _digits(session, [each.point.usage_point_id for each in channels])
        passed, unclear = passed_between(
            of_channel.one_by_one(), seconds=channel.point.interval_seconds, digits=digits, zone=zone
        )
        found.deliveries.extend(_as_deliveries(channel, passed))
        found.doubts.extend(_doubt(channel, before, after, zone) for before, after in unclear)
    return found


def _stands_of(session: Session, channels: Sequence[Delivery], deliveries: Sequence[Delivery]) -> Iterator[Stands]:
    """Yield the stands of each channel around those that are delivered, in order of time."""
    ranges = _ranges_of(channels, deliveries)
    wanted = [
        (each.point.usage_point_id, int(each.flow), *bounds) for each, bounds in zip(channels, ranges, strict=True)
    ]
    rows = wanted_rows(session, statements=STANDS, wanted=wanted)
    if not rows:
        return
    keys, at, meters, stood, quality = zip(*rows, strict=True)
    numbers = {name: number for number, name in enumerate(dict.fromkeys(meters))}
    columns = [np.array(column, dtype=np.int64) for column in (keys, at, stood, quality)]
    columns.append(np.fromiter(map(numbers.__getitem__, meters), dtype=np.int64, count=len(meters)))
    order = np.lexsort((columns[1], columns[0]))
    of_channel, *columns = (column[order] for column in columns)
    bounds = np.searchsorted(of_channel, np.arange(len(channels) + 1))
    for first, last in pairwise(bounds.tolist()):
        yield Stands(tuple(numbers), *(column[first:last] for column in columns))


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
        point, flow, meter = each.point.usage_point_id, int(each.flow), each.point.meter_number
        at, stood, quality = each.start_epochs.tolist(), each.quantities.tolist(), each.qualities.tolist()
        # The meter and its point stand beside each of the times.
        keys = zip(repeat(point), repeat(flow), at, repeat(meter))
        rows.update(zip(keys, zip(stood, quality, strict=True), strict=True))
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


def _ranges_of(channels: Sequence[Delivery], deliveries: Sequence[Delivery]) -> list[tuple[int, int]]:
    bounds: dict[tuple[int, Flow], tuple[int, int]] = {}
    for each in deliveries:
        key = (each.point.usage_point_id, each.flow)
        low, high = int(each.start_epochs.min()), int(each.start_epochs.max())
        before = bounds.get(key, (low, high))
        bounds[key] = (min(low, before[0]), max(high, before[1]))
    # An interval more on each side: the meter may have been exchanged within it.
    found = [(bounds[each.point.usage_point_id, each.flow], each.point.interval_seconds) for each in channels]
    return [(low - more, high + more) for (low, high), more in found]


def _digits(session: Session, point_ids: Sequence[int]) -> dict[str, int | None]:
    rows = session.exec(select(MeterInstallation).where(col(MeterInstallation.usage_point_id).in_(point_ids)))
    return {row.meter_number: row.register_digits for row in rows}


def _as_deliveries(channel: Delivery, passed: Sequence[Passed]) -> Iterator[Delivery]:
    for seconds, parts in groupby(sorted(passed, key=lambda each: each.seconds), key=lambda each: each.seconds):
        together = list(parts)
        columns = ([getattr(each, name) for each in together] for name in ("start_epoch", "quantity", "quality"))
        yield _as_delivery(channel, seconds, *(np.array(column, dtype=np.int64) for column in columns))


def _as_delivery(channel: Delivery, seconds: int, starts: Ints, quantities: Ints, qualities: Ints) -> Delivery:
    return Delivery(
        point=channel.point,
        flow=Flow(channel.flow),
        unit=channel.unit,
        seconds=seconds,
        start_epochs=starts,
        quantities=quantities,
        qualities=qualities.astype(np.int8),
        line=channel.line,
    )
