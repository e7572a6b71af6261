"""The bars of a usage chart: quantities with their quality, from interval reads or from rollups."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from smarthub_dash.domain.accounts.rules import AccountScope
from smarthub_dash.domain.usage.queries import DayOfUse, IntervalSeries, intervals_in
from smarthub_dash.domain.usage.rules import Flow, ReadQuality
from smarthub_dash.journeys.usage_cost import BarCost
from smarthub_dash.kit.periods import Period, epoch_of_day, epochs_of

DELIVERY_SECONDS = 48 * 3600
"""How long a head end may take to deliver: until then what it has not sent is awaited, not missing."""


@dataclass(frozen=True, slots=True)
class Bar:
    """
    One bar of a chart.

    `quantity` is None where nothing was read. Of the part that should have been read, `missing_seconds` were not;
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
    is_running: bool
    """More is still to come: it runs now, has not begun, or its last reads are awaited."""
    is_outside: bool
    """The account was not opened yet."""
    newest_end_epoch: int
    cost: BarCost | None = None
    edited_seconds: int = 0
    """Of how much staff corrected the reads; told of the parts of a day only."""


@dataclass(frozen=True, slots=True, eq=False)
class _Parts:
    """
    What was read in each part of a day.

    Shape: one value a part. Units: Wh or MB; seconds; epoch seconds.
    """

    quantity: NDArray[np.int64]
    estimated: NDArray[np.int64]
    present: NDArray[np.int64]
    zero: NDArray[np.int64]
    newest: NDArray[np.int64]
    edited: NDArray[np.int64]


def bars_of_rows(
    rows: Sequence[DayOfUse],
    parts: Sequence[Period],
    *,
    opened_on: date,
    now: datetime,
    zone: ZoneInfo,
) -> tuple[Bar, ...]:
    """Return a bar for each part, from the rollup rows that begin in it."""
    by_start: defaultdict[date, list[DayOfUse]] = defaultdict(list)
    starts = [part.start_on for part in parts]
    for row in rows:
        # Months of a long range hold many days; the others one row that begins with them.
        by_start[starts[max(bisect_right(starts, row.start_on) - 1, 0)]].append(row)
    expected_until = _expected_until((row.newest_end_epoch for row in rows), now)
    opened_epoch = epoch_of_day(opened_on, zone)
    return tuple(
        _bar(part, by_start.get(part.start_on, ()), opened_epoch, expected_until=expected_until, zone=zone)
        for part in parts
    )


def _bar(part: Period, rows: Sequence[DayOfUse], opened_epoch: int, *, expected_until: int, zone: ZoneInfo) -> Bar:
    start, end = epochs_of(part, zone)
    delivered = [row for row in rows if row.flow == Flow.DELIVERED]
    expected = min(expected_until, end) - max(start, opened_epoch)
    return Bar(
        start_epoch=start,
        end_epoch=end,
        start_on=part.start_on,
        quantity=sum(row.quantity for row in delivered) if delivered else None,
        received=sum(row.quantity for row in rows if row.flow == Flow.RECEIVED),
        estimated_quantity=sum(row.estimated_quantity for row in delivered),
        missing_seconds=max(expected - sum(row.present_seconds for row in delivered), 0),
        zero_seconds=sum(row.zero_seconds for row in delivered),
        is_running=end > expected_until,
        is_outside=end <= opened_epoch,
        newest_end_epoch=max((row.newest_end_epoch for row in rows), default=0),
    )


def bars_of_day(
    session: Session, *, scope: AccountScope, day: date, edges: Sequence[int], now: datetime
) -> tuple[Bar, ...]:
    """
    Return a bar for each part of a day; a read belongs to the part that it begins in, so that parts sum to the day.

    Shape: one edge more than bars. Units: epoch seconds.
    """
    found = intervals_in(session, scope=scope, start_epoch=edges[0], end_epoch=edges[-1])
    delivered = _parted([series for (_, flow), series in found.items() if flow == Flow.DELIVERED], edges)
    received = _parted([series for (_, flow), series in found.items() if flow == Flow.RECEIVED], edges)
    expected_until = _expected_until(delivered.newest.tolist(), now)
    return tuple(
        _interval_bar(at, start, end, day, delivered, received, expected_until=expected_until)
        for at, (start, end) in enumerate(pairwise(edges))
    )


def _interval_bar(
    at: int, start: int, end: int, day: date, delivered: _Parts, received: _Parts, *, expected_until: int
) -> Bar:
    present = int(delivered.present[at])
    return Bar(
        start_epoch=start,
        end_epoch=end,
        start_on=day,
        quantity=int(delivered.quantity[at]) if present else None,
        received=int(received.quantity[at]),
        estimated_quantity=int(delivered.estimated[at]),
        missing_seconds=max(min(expected_until, end) - start - present, 0),
        zero_seconds=int(delivered.zero[at]),
        is_running=end > expected_until,
        is_outside=False,
        newest_end_epoch=int(delivered.newest[at]),
        edited_seconds=int(delivered.edited[at]),
    )


def _parted(several: Sequence[IntervalSeries], edges: Sequence[int]) -> _Parts:
    parts = _Parts(*(np.zeros(len(edges) - 1, dtype=np.int64) for _ in range(6)))
    for series in several:
        at = np.searchsorted(edges, series.start_epochs, side="right") - 1
        np.add.at(parts.quantity, at, series.quantities)
        np.add.at(parts.estimated, at, np.where(series.qualities == ReadQuality.ESTIMATED, series.quantities, 0))
        np.add.at(parts.present, at, series.seconds)
        np.add.at(parts.zero, at, np.where(series.quantities == 0, series.seconds, 0))
        np.add.at(parts.edited, at, np.where(series.qualities == ReadQuality.EDITED, series.seconds, 0))
        np.maximum.at(parts.newest, at, series.start_epochs + series.seconds)
    return parts


def _expected_until(newest_ends: Iterable[int], now: datetime) -> int:
    """Return until when reads should be there: what is older than the newest one, or too old to be still on its way."""
    newest = max(newest_ends, default=0)
    return max(newest, int(now.timestamp()) - DELIVERY_SECONDS)
