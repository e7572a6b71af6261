"""What the meters of many accounts counted of late: asked at every load of Home and at every push to open pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Executable, Select, String, bindparam, cast, false, func, true, union_all
from sqlalchemy import select as select_columns
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, select

from smarthub_dash.domain.accounts.records import Account
from smarthub_dash.domain.accounts.rules import AccountScope
from smarthub_dash.domain.usage.records import DailyUsage, PeriodUsage, UsagePoint
from smarthub_dash.domain.usage.rules import BOTH_FLOWS, QuantityUnit
from smarthub_dash.kit.prepared import ACCOUNT_IDS, any_account


@dataclass(frozen=True, slots=True)
class AccountMeter:
    """A usage point with what its account's usage is read by."""

    usage_point_id: int
    account_id: UUID
    account_number: str
    read_day: int
    unit: QuantityUnit


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


def account_meter_rows() -> Select[*tuple[Any, ...]]:
    """Return the question for the usage points of some accounts: the fields of `AccountMeter`, in their order."""
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
