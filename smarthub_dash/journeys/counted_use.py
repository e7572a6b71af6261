"""What meters counted, as tables of numbers: read together for many bills, found for one meter without a search."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Select, select
from sqlmodel import Session, col

from smarthub_dash.domain.usage.records import DailyUsage, IntervalRead
from smarthub_dash.domain.usage.rules import Flow
from smarthub_dash.kit.periods import Period

Table = NDArray[np.int64]
DAY_COLUMNS = 7
READ_COLUMNS = 6


@dataclass(frozen=True, slots=True, eq=False)
class CountedDays:
    """
    Local days of one usage point and flow.

    Units: `day` counts as `date.toordinal`; Wh or MB; seconds.
    Shape: all of one length, oldest first.
    """

    day: Table
    quantity: Table
    estimated_quantity: Table
    present_seconds: Table
    estimated_seconds: Table

    def within(self, period: Period) -> "CountedDays":
        return CountedDays(*(column[self._in(period)] for column in self.columns))

    @property
    def columns(self) -> tuple[Table, ...]:
        return self.day, self.quantity, self.estimated_quantity, self.present_seconds, self.estimated_seconds

    def by_date(self) -> Mapping[date, int]:
        return dict(zip(map(_date_of, self.day.tolist()), self.quantity.tolist(), strict=True))

    def _in(self, period: Period) -> slice:
        first, end = np.searchsorted(self.day, (period.start_on.toordinal(), period.end_on.toordinal()))
        return slice(int(first), int(end))


@dataclass(frozen=True, slots=True, eq=False)
class CountedReads:
    """
    Interval reads of one usage point and flow.

    Units: epoch seconds UTC; seconds; Wh or MB; `ReadQuality` values.
    Shape: all of one length, oldest first.
    """

    starts: Table
    seconds: Table
    quantities: Table
    qualities: Table

    def within(self, start_epoch: int, end_epoch: int) -> "CountedReads":
        first, end = np.searchsorted(self.starts, (start_epoch, end_epoch))
        return CountedReads(*(column[first:end] for column in self.columns))

    @property
    def columns(self) -> tuple[Table, ...]:
        return self.starts, self.seconds, self.quantities, self.qualities


Channel = tuple[int, Flow]
NO_DAYS = CountedDays(*(np.zeros(0, dtype=np.int64) for _ in range(DAY_COLUMNS - 2)))
NO_COUNTS = CountedReads(*(np.zeros(0, dtype=np.int64) for _ in range(READ_COLUMNS - 2)))


def days_of(session: Session, *, point_ids: Sequence[int], within: Period) -> Mapping[Channel, CountedDays]:
    """Return the local days of some usage points, by usage point and flow, in one SQL statement."""
    # no scope: of the meters of bills
    rows = _rows(
        session,
        select(
            col(DailyUsage.usage_point_id),
            col(DailyUsage.flow),
            col(DailyUsage.day),
            col(DailyUsage.quantity),
            col(DailyUsage.estimated_quantity),
            col(DailyUsage.present_seconds),
            col(DailyUsage.estimated_seconds),
        ).where(
            col(DailyUsage.usage_point_id).in_(point_ids),
            col(DailyUsage.flow).in_(list(Flow)),
            col(DailyUsage.day) >= within.start_on,
            col(DailyUsage.day) < within.end_on,
        ),
    )
    numbers = (
        (row[0], row[1], row[2].toordinal() if isinstance(row[2], date) else _ordinal_of(row[2]), *row[3:])
        for row in rows
    )
    return {key: CountedDays(*columns) for key, columns in _channels(_table(numbers, width=DAY_COLUMNS))}


def reads_of(
    session: Session, *, point_ids: Sequence[int], start_epoch: int, end_epoch: int
) -> Mapping[Channel, CountedReads]:
    """Return the interval reads of some usage points that start in a stretch of time, in one SQL statement."""
    # no scope: of the meters of bills
    rows = _rows(
        session,
        select(
            col(IntervalRead.usage_point_id),
            col(IntervalRead.flow),
            col(IntervalRead.start_epoch),
            col(IntervalRead.seconds),
            col(IntervalRead.quantity),
            col(IntervalRead.quality),
        ).where(
            col(IntervalRead.usage_point_id).in_(point_ids),
            col(IntervalRead.flow).in_(list(Flow)),
            col(IntervalRead.start_epoch) >= start_epoch,
            col(IntervalRead.start_epoch) < end_epoch,
        ),
    )
    return {key: CountedReads(*columns) for key, columns in _channels(_table(rows, width=READ_COLUMNS))}


def _rows(session: Session, statement: Select) -> Sequence[Any]:
    result = session.connection().execute(statement)
    # The driver's own tuples: building SQLAlchemy's rows takes as long again as reading them.
    rows = result.cursor.fetchall() if result.cursor else ()
    result.close()
    return rows


def _table(rows: Iterable[Sequence[int]], *, width: int) -> Table:
    # Flat, then shaped: given tuples, numpy looks at each of them and takes far longer.
    return np.fromiter(chain.from_iterable(rows), dtype=np.int64).reshape(-1, width)


def _channels(table: Table) -> Iterable[tuple[Channel, tuple[Table, ...]]]:
    """Yield the columns of each usage point and flow, in order of time."""
    if not table.size:
        return
    table = table[np.lexsort((table[:, 2], table[:, 1], table[:, 0]))]
    is_first = np.any(np.diff(table[:, :2], axis=0) != 0, axis=1)
    firsts = [0, *(np.flatnonzero(is_first) + 1).tolist()]
    columns = np.ascontiguousarray(table[:, 2:].T)
    for first, end in zip(firsts, [*firsts[1:], len(table)], strict=True):
        yield (int(table[first, 0]), Flow(int(table[first, 1]))), tuple(column[first:end] for column in columns)


@lru_cache(maxsize=8_192)
def _ordinal_of(day: str) -> int:
    return date.fromisoformat(day).toordinal()


@lru_cache(maxsize=8_192)
def _date_of(ordinal: int) -> date:
    return date.fromordinal(ordinal)
