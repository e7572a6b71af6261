"""Read together what the bills of many accounts need: agreements, schedules, and use in the detail they ask for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import select
from sqlmodel import Session, col, or_

from smarthub_dash.domain.accounts.records import ServiceAgreement
from smarthub_dash.domain.rates.queries import schedules_in_force
from smarthub_dash.domain.rates.rules.metered import (
    Detail,
    MeteredUse,
    Reads,
    daily_use,
    detail_needed,
    no_reads,
    no_use,
)
from smarthub_dash.domain.rates.rules.schedule import RateSchedule
from smarthub_dash.domain.usage.queries import intervals_between
from smarthub_dash.domain.usage.records import DailyUsage, UsagePoint
from smarthub_dash.domain.usage.rules import Flow, QuantityUnit
from smarthub_dash.kit.periods import Period, epochs_of


@dataclass(frozen=True, slots=True)
class ServedSpan:
    """The days of a bill's period on which one agreement was in force, and the usage points that measured it."""

    service_agreement_id: UUID
    rate_code: str
    period: Period
    usage_point_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ServicesOfBills:
    """What was read for a batch of bills."""

    spans: Mapping[UUID, Sequence[ServedSpan]]
    schedules: Mapping[str, tuple[RateSchedule, ...]]
    days: Mapping[int, Sequence[DailyUsage]]

    def is_estimated(self, span: ServedSpan) -> bool:
        return any(row.estimated_seconds for row in self._rows(span))

    def use_of(self, session: Session, span: ServedSpan, *, zone: ZoneInfo) -> MeteredUse:
        """
        Return the use of a span in the detail that its schedule needs.

        What was not measured is not billed; nothing is put in its place.

        :raises NoRateInForce: if a day of the span has no version of the schedule
        """
        detail = detail_needed(self.schedules[span.rate_code], period=span.period)
        if detail is Detail.NOTHING:
            return no_use()
        if detail is Detail.INTERVAL:
            delivered, received = (_intervals(session, span, flow, zone) for flow in (Flow.DELIVERED, Flow.RECEIVED))
            return MeteredUse(delivered, received)
        return daily_use(self._by_day(span, Flow.DELIVERED), self._by_day(span, Flow.RECEIVED), zone=zone)

    def _by_day(self, span: ServedSpan, flow: Flow) -> Mapping[date, int]:
        sums: dict[date, int] = {}
        for row in self._rows(span):
            if row.flow == flow:
                sums[row.day] = sums.get(row.day, 0) + row.quantity
        return sums

    def _rows(self, span: ServedSpan) -> Sequence[DailyUsage]:
        return [row for point in span.usage_point_ids for row in self.days.get(point, ()) if row.day in span.period]


def services_of_bills(session: Session, *, periods: Mapping[UUID, Period], zone: ZoneInfo) -> ServicesOfBills:
    """Return what the bills of accounts need, each for its own period, in at most four SQL statements."""
    # no scope: the bill run bills every account
    if not periods:
        return ServicesOfBills({}, {}, {})
    hull = Period(min(one.start_on for one in periods.values()), max(one.end_on for one in periods.values()))
    agreements = session.scalars(
        select(ServiceAgreement)
        .where(
            col(ServiceAgreement.account_id).in_(periods),
            col(ServiceAgreement.started_on) < hull.end_on,
            or_(col(ServiceAgreement.ended_on).is_(None), col(ServiceAgreement.ended_on) > hull.start_on),
        )
        .order_by(col(ServiceAgreement.started_on), col(ServiceAgreement.id))
    ).all()
    points = _points(session, [agreement.id for agreement in agreements])
    spans: dict[UUID, list[ServedSpan]] = {}
    for agreement in agreements:
        span = _span(agreement, periods[agreement.account_id], points.get(agreement.id, ()))
        if span is not None:
            spans.setdefault(agreement.account_id, []).append(span)
    codes = {span.rate_code for several in spans.values() for span in several}
    return ServicesOfBills(
        spans=spans,
        schedules=schedules_in_force(session, rate_codes=codes, period=hull),
        days=_days(session, [point for several in points.values() for point in several], hull),
    )


def _span(agreement: ServiceAgreement, period: Period, points: Sequence[int]) -> ServedSpan | None:
    start_on = max(period.start_on, agreement.started_on)
    end_on = min(period.end_on, agreement.ended_on or period.end_on)
    if end_on <= start_on:
        return None
    return ServedSpan(agreement.id, agreement.rate_code, Period(start_on, end_on), tuple(points))


def _points(session: Session, agreement_ids: Sequence[UUID]) -> Mapping[UUID, Sequence[int]]:
    rows = session.execute(
        select(col(UsagePoint.service_agreement_id), col(UsagePoint.id))
        .where(col(UsagePoint.service_agreement_id).in_(agreement_ids), col(UsagePoint.unit) == QuantityUnit.WH)
        .order_by(col(UsagePoint.id))
    )
    found: dict[UUID, list[int]] = {}
    for agreement_id, point_id in rows:
        found.setdefault(agreement_id, []).append(point_id)
    return found


def _days(session: Session, point_ids: Sequence[int], within: Period) -> Mapping[int, Sequence[DailyUsage]]:
    found: dict[int, list[DailyUsage]] = {}
    if point_ids:
        rows = session.scalars(
            select(DailyUsage).where(
                col(DailyUsage.usage_point_id).in_(point_ids),
                col(DailyUsage.day) >= within.start_on,
                col(DailyUsage.day) < within.end_on,
            )
        )
        for row in rows:
            found.setdefault(row.usage_point_id, []).append(row)
    return found


def _intervals(session: Session, span: ServedSpan, flow: Flow, zone: ZoneInfo) -> Reads:
    start_epoch, end_epoch = epochs_of(span.period, zone)
    series = [
        intervals_between(session, usage_point_id=point, flow=flow, start_epoch=start_epoch, end_epoch=end_epoch)
        for point in span.usage_point_ids
    ]
    found = [one for one in series if len(one.start_epochs)]
    if not found:
        return no_reads()
    return Reads(
        starts=np.concatenate([one.start_epochs for one in found]),
        quantities=np.concatenate([one.quantities for one in found]),
        seconds=max(int(one.seconds.max()) for one in found),
    )
