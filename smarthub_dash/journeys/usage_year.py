"""A year of billing periods, with what was billed for each: one statement, for a year must cost what a week costs."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import Select, case, literal, select, union_all
from sqlmodel import Session, col, func

from smarthub_dash.domain.accounts.rules import AccountScope
from smarthub_dash.domain.billing.queries import BilledBand, stands
from smarthub_dash.domain.billing.records import Charge, Statement
from smarthub_dash.domain.rates.rules.lines import FOLLOWS_USE
from smarthub_dash.domain.usage.queries import DayOfUse
from smarthub_dash.domain.usage.records import PeriodUsage, UsagePoint
from smarthub_dash.domain.usage.rules import Flow
from smarthub_dash.kit.periods import Period


def billed_periods_in(
    session: Session, *, scope: AccountScope, within: Period
) -> tuple[Sequence[DayOfUse], Mapping[date, BilledBand]]:
    """Return the billing periods that begin within some days, and what the bills of these periods charged."""
    used, billed = [], {}
    for is_bill, *row in session.execute(union_all(_used(scope, within), _billed(scope, within))):
        if is_bill:
            start_on, use, total = row[2], int(row[4]), int(row[5])
            billed[start_on] = BilledBand(use, total - use)
        else:
            point, flow, start_on, end_on, *sums = row
            used.append(DayOfUse(point, Flow(flow), start_on, end_on, *map(int, sums)))
    return tuple(used), billed


def _used(scope: AccountScope, within: Period) -> Select:
    return (
        select(
            literal(0),
            col(PeriodUsage.usage_point_id),
            col(PeriodUsage.flow),
            col(PeriodUsage.start_on),
            col(PeriodUsage.end_on),
            col(PeriodUsage.quantity),
            col(PeriodUsage.estimated_quantity),
            col(PeriodUsage.present_seconds),
            col(PeriodUsage.estimated_seconds),
            col(PeriodUsage.zero_seconds),
            col(PeriodUsage.expected_seconds),
            col(PeriodUsage.newest_end_epoch),
        )
        .join(UsagePoint, col(UsagePoint.id) == col(PeriodUsage.usage_point_id))
        .where(
            col(UsagePoint.account_id).in_(scope.account_ids),
            col(PeriodUsage.start_on) >= within.start_on,
            col(PeriodUsage.start_on) < within.end_on,
        )
    )


def _billed(scope: AccountScope, within: Period) -> Select:
    follows_use = case((col(Charge.kind).in_(FOLLOWS_USE), col(Charge.cents)), else_=0)
    nothing = [literal(0)] * 5
    return (
        select(
            literal(1),
            literal(0),
            literal(0),
            col(Statement.start_on),
            col(Statement.end_on),
            func.sum(follows_use),
            func.sum(col(Charge.cents)),
            *nothing,
        )
        .join(Charge, col(Charge.statement_id) == col(Statement.id))
        .where(
            col(Statement.account_id).in_(scope.account_ids),
            col(Statement.start_on) >= within.start_on,
            col(Statement.start_on) < within.end_on,
            stands(),
        )
        .group_by(col(Statement.id), col(Statement.start_on), col(Statement.end_on))
    )
