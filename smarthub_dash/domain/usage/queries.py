"""Reads of usage: interval reads for a short range, rollups for a long one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
from sqlalchemy import ColumnElement, Date, Executable, String, bindparam, cast, false, func, true, union_all
from sqlalchemy import select as select_columns
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, select

from smarthub_dash.domain.accounts.queries import AccountView, account_rows, account_view
from smarthub_dash.domain.accounts.records import Account, ServiceAgreement
from smarthub_dash.domain.accounts.rules import AccountScope
from smarthub_dash.domain.usage.records import DailyUsage, IntervalRead, PeriodUsage, UsagePoint
from smarthub_dash.domain.usage.rules import Flow, QuantityUnit
from smarthub_dash.kit.periods import Period
from smarthub_dash.kit.prepared import ACCOUNT_IDS, any_account

BOTH_FLOWS = tuple(Flow)
"""Named in a question, so that the day behind the flow in a table's key is looked up and not filtered for."""

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


@dataclass(frozen=True, slots=True)
class AccountMeter:
    """A usage point with what its account's usage is read by."""

    usage_point_id: int
    account_id: UUID
    account_number: str
    read_day: int
    unit: QuantityUnit


class ReadRow(NamedTuple):
    """One interval read as it is stored. Units: epoch seconds UTC; seconds; Wh or MB; ReadQuality."""

    usage_point_id: int
    flow: int
    start_epoch: int
    seconds: int
    quantity: int
    quality: int


class UsageNow(NamedTuple):
    """
    What one usage point and flow counted of late.

    Shape: `told` is the running billing period's quantity (`is_period`), or "2026-11-21:16305,…" of the last days, in
    no order. Units: Wh or MB.
    """

    usage_point_id: int
    flow: int
    is_period: bool
    told: str
    newest_end_epoch: int


def metered_accounts_in(session: Session, *, scope: AccountScope) -> Sequence[tuple[AccountView, UsagePoint | None]]:
    """Return the accounts of a scope in the member's own order, each with its first usage point, in one statement."""
    rows = session.execute(
        account_rows(scope)
        .add_columns(UsagePoint)
        .join(UsagePoint, col(UsagePoint.service_agreement_id) == col(ServiceAgreement.id), isouter=True)
        .order_by(col(UsagePoint.id))
    )
    found: dict[UUID, tuple[AccountView, UsagePoint | None]] = {}
    for *account, point in rows:
        view = account_view(*account)
        found.setdefault(view.account_id, (view, point))
    return tuple(found.values())


def account_meters_in(session: Session, *, scope: AccountScope) -> Sequence[AccountMeter]:
    """Return the usage points of every account in a scope, with their accounts."""
    rows = session.execute(_account_meters(), {ACCOUNT_IDS: scope.account_ids})
    return tuple(AccountMeter(*row) for row in rows)


@lru_cache(maxsize=1)
def _account_meters() -> Executable:
    return (
        select_columns(
            col(UsagePoint.id),
            col(UsagePoint.account_id),
            col(Account.account_number),
            col(Account.read_day),
            col(UsagePoint.unit),
        )
        .join(Account, col(Account.id) == col(UsagePoint.account_id))
        .where(col(UsagePoint.account_id).in_(any_account()))
        .order_by(col(UsagePoint.id))
    )


def usage_now_in(session: Session, *, scope: AccountScope, today: date, day_count: int) -> Sequence[UsageNow]:
    """Return the running billing period and the last days of every usage point of a scope, in one statement."""
    told = {ACCOUNT_IDS: scope.account_ids, "today": today, "before": today - timedelta(days=day_count)}
    return tuple(map(UsageNow._make, session.execute(_usage_now(), told).all()))


@lru_cache(maxsize=1)
def _usage_now() -> Executable:
    # Read again for every tab's account as reads arrive: the database joins a fortnight into one row, in its own code,
    # and is told once whose meters are meant.
    owned = select(UsagePoint.id).where(col(UsagePoint.account_id).in_(any_account())).cte("owned")
    today = bindparam("today", type_=Date())
    running = select_columns(
        col(PeriodUsage.usage_point_id),
        col(PeriodUsage.flow),
        true().label("is_period"),
        _as_text(col(PeriodUsage.quantity)).label("told"),
        col(PeriodUsage.newest_end_epoch),
    ).where(col(PeriodUsage.flow).in_(BOTH_FLOWS), col(PeriodUsage.start_on) <= today, col(PeriodUsage.end_on) > today)
    recent = (
        select_columns(
            col(DailyUsage.usage_point_id),
            col(DailyUsage.flow),
            false(),
            func.aggregate_strings(_as_text(col(DailyUsage.day)) + ":" + _as_text(col(DailyUsage.quantity)), ","),
            func.max(col(DailyUsage.newest_end_epoch)),
        )
        .where(
            col(DailyUsage.flow).in_(BOTH_FLOWS),
            col(DailyUsage.day) > bindparam("before", type_=Date()),
            col(DailyUsage.day) <= today,
        )
        .group_by(col(DailyUsage.usage_point_id), col(DailyUsage.flow))
    )
    return union_all(
        running.where(col(PeriodUsage.usage_point_id).in_(select(owned.c.id))),
        recent.where(col(DailyUsage.usage_point_id).in_(select(owned.c.id))),
    )


def _as_text(column: Mapped[Any]) -> ColumnElement[str]:
    return cast(column, String)


def days_in(session: Session, *, scope: AccountScope, within: Period) -> Sequence[DayOfUse]:
    """Return the days of use of a scope's usage points, oldest first."""
    rows = _uses(session, DailyUsage, col(DailyUsage.day), col(DailyUsage.day), scope=scope, within=within)
    return tuple(DayOfUse(point, Flow(flow), day, day + A_DAY, *sums) for point, flow, day, _, *sums in rows)


def periods_in(session: Session, *, scope: AccountScope, within: Period) -> Sequence[DayOfUse]:
    """Return the billing periods that begin within a period, oldest first, of a scope's usage points."""
    rows = _uses(session, PeriodUsage, col(PeriodUsage.start_on), col(PeriodUsage.end_on), scope=scope, within=within)
    return tuple(DayOfUse(point, Flow(flow), start, end, *sums) for point, flow, start, end, *sums in rows)


def _uses(
    session: Session,
    table: type[DailyUsage | PeriodUsage],
    start: Mapped[date],
    end: Mapped[date],
    *,
    scope: AccountScope,
    within: Period,
) -> Sequence[Sequence[Any]]:
    # Columns, not records: making sixty records of a chart's days took longer than reading them.
    return session.execute(
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
            _is_point_in(scope, col(table.usage_point_id)),
            col(table.flow).in_(BOTH_FLOWS),
            start >= within.start_on,
            start < within.end_on,
        )
        .order_by(start)
    ).all()


def intervals_in(
    session: Session, *, scope: AccountScope, start_epoch: int, end_epoch: int
) -> Mapping[tuple[int, Flow], IntervalSeries]:
    """Return the interval reads of a scope's usage points that start in `[start_epoch, end_epoch)`."""
    rows = session.execute(
        select_columns(
            col(IntervalRead.usage_point_id),
            col(IntervalRead.flow),
            col(IntervalRead.start_epoch),
            col(IntervalRead.seconds),
            col(IntervalRead.quantity),
            col(IntervalRead.quality),
        )
        .where(
            _is_point_in(scope, col(IntervalRead.usage_point_id)),
            col(IntervalRead.flow).in_(BOTH_FLOWS),
            col(IntervalRead.start_epoch) >= start_epoch,
            col(IntervalRead.start_epoch) < end_epoch,
        )
        .order_by(col(IntervalRead.usage_point_id), col(IntervalRead.flow), col(IntervalRead.start_epoch))
    ).all()
    table = _table(rows, width=6)
    keys = {(int(point), Flow(int(flow))) for point, flow in np.unique(table[:, :2], axis=0)}
    return {key: _series(table, key) for key in keys}


def usage_points_in(session: Session, *, scope: AccountScope) -> Sequence[UsagePoint]:
    """Return the usage points of a scope's accounts."""
    return tuple(
        session.exec(
            select(UsagePoint).where(col(UsagePoint.account_id).in_(scope.account_ids)).order_by(col(UsagePoint.id))
        )
    )


def every_read_in(session: Session, *, scope: AccountScope) -> Iterator[ReadRow]:
    """Return every interval read of a scope's usage points, oldest first at each, never all of them in memory."""
    rows = session.execute(
        select_columns(
            col(IntervalRead.usage_point_id),
            col(IntervalRead.flow),
            col(IntervalRead.start_epoch),
            col(IntervalRead.seconds),
            col(IntervalRead.quantity),
            col(IntervalRead.quality),
        )
        .where(_is_point_in(scope, col(IntervalRead.usage_point_id)))
        .order_by(col(IntervalRead.usage_point_id), col(IntervalRead.flow), col(IntervalRead.start_epoch)),
        execution_options={"yield_per": READS_AT_ONCE},
    )
    for pack in rows.partitions():
        yield from map(ReadRow._make, pack)


def _is_point_in(scope: AccountScope, usage_point_id: Mapped[int]) -> ColumnElement[bool]:
    owned = select(UsagePoint.id).where(col(UsagePoint.account_id).in_(scope.account_ids))
    return usage_point_id.in_(owned)


def _table(rows: Iterable[Sequence[int]], *, width: int) -> np.ndarray:
    # Flat, then shaped: given SQLAlchemy's rows, numpy looks up attributes of each and takes far longer.
    return np.fromiter(chain.from_iterable(rows), dtype=np.int64).reshape(-1, width)


def _series(table: np.ndarray, key: tuple[int, Flow]) -> IntervalSeries:
    rows = table[(table[:, 0] == key[0]) & (table[:, 1] == key[1])]
    return IntervalSeries(rows[:, 2], rows[:, 3], rows[:, 4], rows[:, 5])
