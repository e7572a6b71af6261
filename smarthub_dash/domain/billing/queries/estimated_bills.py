"""Estimated bills that no later bill has set right yet, and what their lines said."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Row, Select, and_, case
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func

from smarthub_dash.domain.accounts.records import Account
from smarthub_dash.domain.billing.records import (
    Charge,
    Statement,
    StatementCancellation,
    StatementReading,
    StatementTrueUp,
)
from smarthub_dash.domain.billing.rules.true_ups import ChargedSums, MeasuredSeconds
from smarthub_dash.domain.rates.rules.terms import ChargeKind
from smarthub_dash.domain.usage.records import DailyUsage, UsagePoint
from smarthub_dash.domain.usage.rules import QuantityUnit
from smarthub_dash.kit.periods import Period

NOT_OF_THE_PERIOD = (ChargeKind.TRUE_UP, ChargeKind.CREDIT, ChargeKind.DONATION)
"""Lines that came to a bill when it was put together, and do not follow from its period."""


@dataclass(frozen=True, slots=True)
class EstimatedBill:
    """A bill over reads that were missing or estimated, and how much of them has been measured by now."""

    statement_id: UUID
    bill_number: str
    account_id: UUID
    read_day: int
    period: Period
    measured: tuple[MeasuredSeconds, ...]


def estimated_bills(session: Session, *, account_ids: Collection[UUID], since: date) -> Sequence[EstimatedBill]:
    """Return the estimated bills of accounts that ended on or after a day and were not set right, oldest first."""
    # no scope: the bill run bills every account
    rows = session.execute(
        _measured_then_and_now().where(
            col(Statement.account_id).in_(account_ids),
            col(Statement.is_estimated).is_(True),
            col(Statement.end_on) >= since,
            col(UsagePoint.unit) == QuantityUnit.WH,
            col(Statement.id).not_in(select_columns(col(StatementCancellation.statement_id))),
            col(Statement.id).not_in(select_columns(col(StatementTrueUp.estimated_statement_id))),
        )
    ).all()
    return tuple(_estimated_bill(several) for several in _by_bill(rows).values())


def charged_sums(session: Session, *, statement_ids: Collection[UUID]) -> Mapping[tuple[UUID, UUID], ChargedSums]:
    """Return what the lines of bills that follow from their period sum to, by bill and service agreement."""
    # no scope: of bills that were found
    tax = func.sum(case((col(Charge.kind) == ChargeKind.TAX, col(Charge.cents)), else_=0))
    rows = session.execute(
        select_columns(col(Charge.statement_id), col(Charge.service_agreement_id), func.sum(col(Charge.cents)), tax)
        .where(col(Charge.statement_id).in_(statement_ids), col(Charge.kind).not_in(NOT_OF_THE_PERIOD))
        .group_by(col(Charge.statement_id), col(Charge.service_agreement_id))
    )
    return {
        (statement_id, agreement_id): ChargedSums(int(cents), int(tax_cents))
        for statement_id, agreement_id, cents, tax_cents in rows
    }


def _measured_then_and_now() -> Select:
    reading, day = StatementReading, DailyUsage
    shown = (
        *(col(Statement.id), col(Statement.bill_number), col(Statement.account_id), col(Account.read_day)),
        *(col(Statement.start_on), col(Statement.end_on), col(reading.usage_point_id), col(reading.flow)),
        *(col(reading.present_seconds), col(reading.estimated_seconds), col(reading.expected_seconds)),
    )
    is_counted_now = and_(
        col(day.usage_point_id) == col(reading.usage_point_id),
        col(day.flow) == col(reading.flow),
        col(day.day) >= col(Statement.start_on),
        col(day.day) < col(Statement.end_on),
    )
    return (
        select_columns(*shown, func.coalesce(func.sum(col(day.present_seconds) - col(day.estimated_seconds)), 0))
        .join(Account, col(Account.id) == col(Statement.account_id))
        .join(reading, col(reading.statement_id) == col(Statement.id))
        .join(UsagePoint, col(UsagePoint.id) == col(reading.usage_point_id))
        .join(day, is_counted_now, isouter=True)
        .group_by(*shown)
        .order_by(col(Statement.end_on), col(Statement.id), col(reading.usage_point_id), col(reading.flow))
    )


def _by_bill(rows: Sequence[Row]) -> Mapping[UUID, Sequence[Row]]:
    found: dict[UUID, list[Row]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row)
    return found


def _estimated_bill(rows: Sequence[Row]) -> EstimatedBill:
    statement_id, bill_number, account_id, read_day, start_on, end_on = rows[0][:6]
    measured = tuple(
        MeasuredSeconds(then=present - estimated, now=int(now), expected=expected)
        for present, estimated, expected, now in (row[8:] for row in rows)
    )
    return EstimatedBill(statement_id, bill_number, account_id, read_day, Period(start_on, end_on), measured)
