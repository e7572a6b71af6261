"""Reads of usage: interval reads for a short range, rollups for a long one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
from sqlalchemy import ColumnElement, Date, Executable, Select, bindparam
from sqlalchemy import select as select_columns
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, select

from smarthub_dash.domain.accounts.queries import AccountView, account_view, places_of, prepared_account_rows
from smarthub_dash.domain.accounts.records import ServiceAgreement
from smarthub_dash.domain.accounts.rules import AccountScope
from smarthub_dash.domain.usage.records import DailyUsage, IntervalRead, PeriodUsage, UsagePoint
from smarthub_dash.domain.usage.rules import BOTH_FLOWS, Flow
from smarthub_dash.kit.periods import Period
from smarthub_dash.kit.prepared import ACCOUNT_IDS, any_account

A_DAY = timedelta(days=1)
READS_AT_ONCE = 5_000
"""How many rows of a long list the database hands over at a time."""


@dataclass(frozen=True, slots=True)
class DayOfUse:
    """One day, or one billing period, of one usage point and flow. Units: Wh or MB; seconds; epoch seconds."""

    usage_point_id: int
    flow: Flow
    start_on: date
    end_on: date
    quantity: int
    estimated_quantity: int
    present_seconds: int
    estimated_seconds: int
    zero_seconds: int
    expected_seconds: int
    newest_end_epoch: int


@dataclass(frozen=True, slots=True)
class IntervalSeries:
    """
    Interval reads of one usage point and flow in time order.

    Shape: four arrays of one length. Units: epoch seconds UTC; seconds; Wh or MB; ReadQuality.
    """

    start_epochs: np.ndarray
    seconds: np.ndarray
    quantities: np.ndarray
    qualities: np.ndarray


class ReadRow(NamedTuple):
    """One interval read as it is stored. Units: epoch seconds UTC; seconds; Wh or MB; ReadQuality."""

    usage_point_id: int
    flow: int
    start_epoch: int
    seconds: int
    quantity: int
    quality: int


def metered_accounts_in(session: Session, *, scope: AccountScope) -> Sequence[tuple[AccountView, UsagePoint | None]]:
    """Return the accounts of a scope in the member's own order, each with its first usage point, in one statement."""
    rows = session.execute(_metered_accounts(), places_of(scope))
    found: dict[UUID, tuple[AccountView, UsagePoint | None]] = {}
    for *account, point in rows:
        view = account_view(*account)
        found.setdefault(view.account_id, (view, point))
    return tuple(found.values())


@lru_cache(maxsize=1)
def _metered_accounts() -> Executable:
    return (
        prepared_account_rows()
        .add_columns(UsagePoint)
        .join(UsagePoint, col(UsagePoint.service_agreement_id) == col(ServiceAgreement.id), isouter=True)
        .order_by(col(UsagePoint.id))
    )


def days_in(session: Session, *, scope: AccountScope, within: Period) -> Sequence[DayOfUse]:
    """Return the days of use of a scope's usage points, oldest first."""
    rows = session.execute(_daily_uses(), _within(scope, within)).all()
    return tuple(DayOfUse(point, Flow(flow), day, day + A_DAY, *sums) for point, flow, day, _, *sums in rows)


def periods_in(session: Session, *, scope: AccountScope, within: Period) -> Sequence[DayOfUse]:
    """Return the billing periods that begin within a period, oldest first, of a scope's usage points."""
    rows = session.execute(_uses_of_periods(), _within(scope, within)).all()
    return tuple(DayOfUse(point, Flow(flow), start, end, *sums) for point, flow, start, end, *sums in rows)


@lru_cache(maxsize=1)
def _daily_uses() -> Executable:
    return _uses(DailyUsage, col(DailyUsage.day), col(DailyUsage.day))


@lru_cache(maxsize=1)
def _uses_of_periods() -> Executable:
    return _uses(PeriodUsage, col(PeriodUsage.start_on), col(PeriodUsage.end_on))


def _uses(table: type[DailyUsage | PeriodUsage], start: Mapped[date], end: Mapped[date]) -> Executable:
    # Columns, not records: making sixty records of a chart's days took longer than reading them.
    return (
        select_columns(
            col(table.usage_point_id),
            col(table.flow),
            start,
            end,
            col(table.quantity),
            col(table.estimated_quantity),
            col(table.present_seconds),
            col(table.estimated_seconds),
            col(table.zero_seconds),
            col(table.expected_seconds),
            col(table.newest_end_epoch),
        )
        .where(
            _is_point_of_any(col(table.usage_point_id)),
            col(table.flow).in_(BOTH_FLOWS),
            start >= bindparam("start_on", type_=Date()),
            start < bindparam("end_on", type_=Date()),
        )
        .order_by(start)
    )


def _within(scope: AccountScope, within: Period) -> dict[str, Any]:
    return {ACCOUNT_IDS: scope.account_ids, "start_on": within.start_on, "end_on": within.end_on}


def intervals_in(
    session: Session, *, scope: AccountScope, start_epoch: int, end_epoch: int
) -> Mapping[tuple[int, Flow], IntervalSeries]:
    """Return the interval reads of a scope's usage points that start in `[start_epoch, end_epoch)`."""
    told = {ACCOUNT_IDS: scope.account_ids, "start": start_epoch, "end": end_epoch}
    rows = session.execute(_intervals(), told).all()
    table = _table(rows, width=6)
    keys = {(int(point), Flow(int(flow))) for point, flow in np.unique(table[:, :2], axis=0)}
    return {key: _series(table, key) for key in keys}


@lru_cache(maxsize=1)
def _intervals() -> Executable:
    return _reads().where(
        col(IntervalRead.flow).in_(BOTH_FLOWS),
        col(IntervalRead.start_epoch) >= bindparam("start"),
        col(IntervalRead.start_epoch) < bindparam("end"),
    )


def usage_points_in(session: Session, *, scope: AccountScope) -> Sequence[UsagePoint]:
    """Return the usage points of a scope's accounts."""
    return tuple(
        session.exec(
            select(UsagePoint).where(col(UsagePoint.account_id).in_(scope.account_ids)).order_by(col(UsagePoint.id))
        )
    )


def every_read_in(session: Session, *, scope: AccountScope) -> Iterator[ReadRow]:
    """Return every interval read of a scope's usage points, oldest first at each, never all of them in memory."""
    told = {ACCOUNT_IDS: scope.account_ids}
    rows = session.execute(_reads(), told, execution_options={"yield_per": READS_AT_ONCE})
    for pack in rows.partitions():
        yield from map(ReadRow._make, pack)


@lru_cache(maxsize=1)
def _reads() -> Select:
    return (
        select_columns(
            col(IntervalRead.usage_point_id),
            col(IntervalRead.flow),
            col(IntervalRead.start_epoch),
            col(IntervalRead.seconds),
            col(IntervalRead.quantity),
            col(IntervalRead.quality),
        )
        .where(_is_point_of_any(col(IntervalRead.usage_point_id)))
        .order_by(col(IntervalRead.usage_point_id), col(IntervalRead.flow), col(IntervalRead.start_epoch))
    )


def _is_point_of_any(column: Mapped[int]) -> ColumnElement[bool]:
    """Return the condition that a usage point is one of some accounts', in a statement with places."""
    return column.in_(select(UsagePoint.id).where(col(UsagePoint.account_id).in_(any_account())))


def _table(rows: Iterable[Sequence[int]], *, width: int) -> np.ndarray:
    # Flat, then shaped: given SQLAlchemy's rows, numpy looks up attributes of each and takes far longer.
    return np.fromiter(chain.from_iterable(rows), dtype=np.int64).reshape(-1, width)


def _series(table: np.ndarray, key: tuple[int, Flow]) -> IntervalSeries:
    rows = table[(table[:, 0] == key[0]) & (table[:, 1] == key[1])]
    return IntervalSeries(rows[:, 2], rows[:, 3], rows[:, 4], rows[:, 5])
