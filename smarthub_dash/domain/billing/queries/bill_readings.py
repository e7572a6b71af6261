"""What the meters had counted: when a bill was made, and as known today."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func

from smarthub_dash.domain.billing.records import StatementReading
from smarthub_dash.domain.usage.records import PeriodUsage, UsagePoint
from smarthub_dash.domain.usage.rules import Flow, QuantityUnit


@dataclass(frozen=True, slots=True)
class MeterReading:
    """
    What one meter had counted when a bill was made.

    Units: Wh or MB; seconds.
    """

    statement_id: UUID
    service_agreement_id: UUID
    meter_number: str
    unit: QuantityUnit
    flow: Flow
    quantity: int
    estimated_quantity: int
    present_seconds: int
    estimated_seconds: int
    expected_seconds: int

    @property
    def missing_seconds(self) -> int:
        return max(self.expected_seconds - self.present_seconds, 0)


@dataclass(frozen=True, slots=True)
class CountedPeriod:
    """What an account's meters have counted in one billing period, as known today. Units: Wh or MB."""

    start_on: date
    unit: QuantityUnit
    flow: Flow
    quantity: int
    estimated_quantity: int


def readings_of(session: Session, *, statement_ids: Collection[UUID]) -> Sequence[MeterReading]:
    """Return what the meters had counted when some bills were made."""
    # no scope: of bills that were found
    rows = session.execute(
        select_columns(StatementReading, col(UsagePoint.meter_number), col(UsagePoint.unit))
        .join(UsagePoint, col(UsagePoint.id) == col(StatementReading.usage_point_id))
        .where(col(StatementReading.statement_id).in_(statement_ids))
        .order_by(col(StatementReading.statement_id), col(UsagePoint.meter_number), col(StatementReading.flow))
    )
    return tuple(
        MeterReading(
            statement_id=row.statement_id,
            service_agreement_id=row.service_agreement_id,
            meter_number=meter_number,
            unit=QuantityUnit(unit),
            flow=Flow(row.flow),
            quantity=row.quantity,
            estimated_quantity=row.estimated_quantity,
            present_seconds=row.present_seconds,
            estimated_seconds=row.estimated_seconds,
            expected_seconds=row.expected_seconds,
        )
        for row, meter_number, unit in rows
    )


def counted_periods(session: Session, *, account_id: UUID, since: date, until: date) -> Sequence[CountedPeriod]:
    """Return the billing periods of an account that begin in `[since, until]`, oldest first, as counted by now."""
    # no scope: of the account of a bill that was found
    rows = session.execute(
        select_columns(
            col(PeriodUsage.start_on),
            col(UsagePoint.unit),
            col(PeriodUsage.flow),
            func.sum(col(PeriodUsage.quantity)),
            func.sum(col(PeriodUsage.estimated_quantity)),
        )
        .join(UsagePoint, col(UsagePoint.id) == col(PeriodUsage.usage_point_id))
        .where(
            col(UsagePoint.account_id) == account_id,
            col(PeriodUsage.start_on) >= since,
            col(PeriodUsage.start_on) <= until,
        )
        .group_by(col(PeriodUsage.start_on), col(UsagePoint.unit), col(PeriodUsage.flow))
        .order_by(col(PeriodUsage.start_on))
    )
    return tuple(
        CountedPeriod(day, QuantityUnit(unit), Flow(flow), int(quantity), int(estimated))
        for day, unit, flow, quantity, estimated in rows
    )
