"""The bars of a usage chart: quantities with their quality, from interval reads or from rollups."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from sqlmodel import Session

from smarthub_dash.domain.accounts.rules import AccountScope
from smarthub_dash.domain.usage.queries import DayOfUse, IntervalSeries, intervals_in
from smarthub_dash.domain.usage.rules import Flow, ReadQuality
from smarthub_dash.journeys.usage_cost import BarCost
from smarthub_dash.kit.periods import Period, epochs_of

DELIVERY_SECONDS = 48 * 3600
"""How long a head end may take to deliver: until then what it has not sent is awaited, not missing."""


@dataclass(frozen=True, slots=True)
class Bar:
    """
    One bar of a chart.

    `quantity` is None where nothing was read. Of the part that has passed, `missing_seconds` were not read and
    `zero_seconds` were read as zero. Units: epoch seconds; Wh or MB; seconds.
    """

    start_epoch: int
    end_epoch: int
    start_on: date
    quantity: int | None
    received: int
    estimated_quantity: int
    missing_seconds: int
    zero_seconds: int
    is_ahead: bool
    """Not begun yet, or not in service then."""
    is_running: bool
    newest_end_epoch: int
    cost: BarCost | None = None


def bars_of_rows(
    rows: Sequence[DayOfUse],
    parts: Sequence[Period],
    *,
    opened_on: date,
    now: datetime,
    zone: ZoneInfo,
) -> tuple[Bar, ...]:
    """Return a bar for each part, from the rollup row that begins with it."""
    by_start: defaultdict[date, list[DayOfUse]] = defaultdict(list)
    for row in rows:
        by_start[row.start_on].append(row)
    return tuple(_bar(part, by_start.get(part.start_on, ()), opened_on, now, zone) for part in parts)


def _bar(part: Period, rows: Sequence[DayOfUse], opened_on: date, now: datetime, zone: ZoneInfo) -> Bar:
    start, end = epochs_of(part, zone)
    now_epoch = int(now.timestamp())
    delivered = [row for row in rows if row.flow == Flow.DELIVERED]
    newest = max((row.newest_end_epoch for row in rows), default=0)
    is_awaited = end > now_epoch - DELIVERY_SECONDS
    passed = (min(newest, end) if is_awaited else end) - start
    present = sum(row.present_seconds for row in delivered)
    return Bar(
        start_epoch=start,
        end_epoch=end,
        start_on=part.start_on,
        quantity=sum(row.quantity for row in delivered) if delivered else None,
        received=sum(row.quantity for row in rows if row.flow == Flow.RECEIVED),
        estimated_quantity=sum(row.estimated_quantity for row in delivered),
        missing_seconds=max(passed - present, 0) if part.end_on > opened_on else 0,
        zero_seconds=sum(row.zero_seconds for row in delivered),
        is_ahead=start > now_epoch or part.end_on <= opened_on,
        is_running=start <= now_epoch < end,
        newest_end_epoch=newest,
    )


def bars_of_day(
    session: Session, *, scope: AccountScope, day: date, edges: Sequence[int], now: datetime
) -> tuple[Bar, ...]:
    """
    Return a bar for each interval of a day.

    Shape: one edge more than bars. Units: epoch seconds.
    """
    found = intervals_in(session, scope=scope, start_epoch=edges[0], end_epoch=edges[-1])
    delivered = _by_start(found, Flow.DELIVERED)
    received = _by_start(found, Flow.RECEIVED)
    newest = max((start + seconds for start, (_, _, seconds) in delivered.items()), default=0)
    now_epoch = int(now.timestamp())
    return tuple(
        _interval_bar(start, end, day, delivered, received, newest=newest, now_epoch=now_epoch)
        for start, end in pairwise(edges)
    )


def _interval_bar(
    start: int,
    end: int,
    day: date,
    delivered: Mapping[int, tuple[int, int, int]],
    received: Mapping[int, tuple[int, int, int]],
    *,
    newest: int,
    now_epoch: int,
) -> Bar:
    quantity, quality, _ = delivered.get(start, (None, 0, 0))
    is_ahead = start >= newest and end > now_epoch - DELIVERY_SECONDS
    return Bar(
        start_epoch=start,
        end_epoch=end,
        start_on=day,
        quantity=quantity,
        received=received.get(start, (0, 0, 0))[0],
        estimated_quantity=quantity or 0 if quality == ReadQuality.ESTIMATED else 0,
        missing_seconds=0 if quantity is not None or is_ahead else end - start,
        zero_seconds=end - start if quantity == 0 else 0,
        is_ahead=quantity is None and is_ahead,
        is_running=False,
        newest_end_epoch=newest,
    )


def _by_start(found: Mapping[tuple[int, Flow], IntervalSeries], flow: Flow) -> Mapping[int, tuple[int, int, int]]:
    rows: dict[int, tuple[int, int, int]] = {}
    for (_, of_flow), series in found.items():
        if of_flow == flow:
            values = zip(series.quantities.tolist(), series.qualities.tolist(), series.seconds.tolist(), strict=True)
            rows.update(zip(series.start_epochs.tolist(), values, strict=True))
    return rows
