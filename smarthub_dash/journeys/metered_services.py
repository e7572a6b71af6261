"""Read together what the bills of many accounts need: agreements, schedules, and use in the detail they ask for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Select, select
from sqlmodel import Session, col, or_

from smarthub_dash.domain.accounts.records import ServiceAgreement
from smarthub_dash.domain.rates.queries import schedules_in_force
from smarthub_dash.domain.rates.rules.metered import Detail, MeteredUse, Reads, daily_use, detail_needed, no_use
from smarthub_dash.domain.rates.rules.schedule import NoRateInForce, RateSchedule
from smarthub_dash.domain.usage.records import DailyUsage, IntervalRead, UsagePoint
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
class MeasuredDay:
    """A local day of one usage point and flow. Units: Wh; seconds."""

    usage_point_id: int
    flow: Flow
    day: date
    quantity: int
    estimated_quantity: int
    present_seconds: int
    estimated_seconds: int
    expected_seconds: int


@dataclass(frozen=True, slots=True, eq=False)
class ServicesOfBills:
    """
    What was read for a batch of bills.

    Shape: `intervals` has columns usage point, flow, start, seconds, quantity; only points whose schedule asks for it.
    """

    spans: Mapping[UUID, Sequence[ServedSpan]]
    schedules: Mapping[str, tuple[RateSchedule, ...]]
    days: Mapping[int, Sequence[MeasuredDay]]
    intervals: NDArray[np.int64]

    def is_estimated(self, span: ServedSpan) -> bool:
        return any(one.estimated_seconds for one in self._days_of(span))

    def use_of(self, span: ServedSpan, *, zone: ZoneInfo) -> MeteredUse:
        """
        Return the use of a span in the detail that its schedule needs.

        What was not measured is not billed; nothing is put in its place.

        :raises NoRateInForce: if a day of the span has no version of the schedule
        """
        detail = detail_needed(self.schedules[span.rate_code], period=span.period)
        if detail is Detail.NOTHING:
            return no_use()
        if detail is Detail.INTERVAL:
            delivered, received = (self._reads(span, flow, zone) for flow in (Flow.DELIVERED, Flow.RECEIVED))
            return MeteredUse(delivered, received)
        return daily_use(self._by_day(span, Flow.DELIVERED), self._by_day(span, Flow.RECEIVED), zone=zone)

    def days_by_flow(self, span: ServedSpan) -> Mapping[tuple[int, Flow], Sequence[MeasuredDay]]:
        """Return the days of a span that were measured, by usage point and flow."""
        found: dict[tuple[int, Flow], list[MeasuredDay]] = {}
        for one in self._days_of(span):
            found.setdefault((one.usage_point_id, Flow(one.flow)), []).append(one)
        return found

    def _by_day(self, span: ServedSpan, flow: Flow) -> Mapping[date, int]:
        sums: dict[date, int] = {}
        for one in self._days_of(span):
            if one.flow == flow:
                sums[one.day] = sums.get(one.day, 0) + one.quantity
        return sums

    def _days_of(self, span: ServedSpan) -> Sequence[MeasuredDay]:
        return [one for point in span.usage_point_ids for one in self.days.get(point, ()) if one.day in span.period]

    def _reads(self, span: ServedSpan, flow: Flow, zone: ZoneInfo) -> Reads:
        start_epoch, end_epoch = epochs_of(span.period, zone)
        table = self.intervals
        wanted = np.isin(table[:, 0], span.usage_point_ids) & (table[:, 1] == flow)
        rows = table[wanted & (table[:, 2] >= start_epoch) & (table[:, 2] < end_epoch)]
        return Reads(rows[:, 2], rows[:, 4], int(rows[:, 3].max(initial=0)))


def services_of_bills(session: Session, *, periods: Mapping[UUID, Period], zone: ZoneInfo) -> ServicesOfBills:
    """Return what the bills of accounts need, each for its own period, in at most five SQL statements."""
    # no scope: the bill run bills every account
    if not periods:
        return ServicesOfBills({}, {}, {}, _table(()))
    hull = Period(min(one.start_on for one in periods.values()), max(one.end_on for one in periods.values()))
    agreements = session.scalars(_agreements(periods, hull)).all()
    points = _points(session, [agreement.id for agreement in agreements])
    spans: dict[UUID, list[ServedSpan]] = {}
    for agreement in agreements:
        span = _span(agreement, periods[agreement.account_id], points.get(agreement.id, ()))
        if span is not None:
            spans.setdefault(agreement.account_id, []).append(span)
    several = list(chain.from_iterable(spans.values()))
    schedules = schedules_in_force(session, rate_codes={span.rate_code for span in several}, period=hull)
    finely = [span for span in several if _needs_intervals(span, schedules)]
    return ServicesOfBills(
        spans=spans,
        schedules=schedules,
        days=_days(session, [point for span in several for point in span.usage_point_ids], hull),
        intervals=_intervals(session, [point for span in finely for point in span.usage_point_ids], hull, zone),
    )


def _agreements(periods: Mapping[UUID, Period], hull: Period) -> Select:
    return (
        select(ServiceAgreement)
        .where(
            col(ServiceAgreement.account_id).in_(periods),
            col(ServiceAgreement.started_on) < hull.end_on,
            or_(col(ServiceAgreement.ended_on).is_(None), col(ServiceAgreement.ended_on) > hull.start_on),
        )
        .order_by(col(ServiceAgreement.started_on), col(ServiceAgreement.id))
    )


def _span(agreement: ServiceAgreement, period: Period, points: Sequence[int]) -> ServedSpan | None:
    start_on = max(period.start_on, agreement.started_on)
    end_on = min(period.end_on, agreement.ended_on or period.end_on)
    if end_on <= start_on:
        return None
    return ServedSpan(agreement.id, agreement.rate_code, Period(start_on, end_on), tuple(points))


def _needs_intervals(span: ServedSpan, schedules: Mapping[str, tuple[RateSchedule, ...]]) -> bool:
    try:
        return detail_needed(schedules[span.rate_code], period=span.period) is Detail.INTERVAL
    except NoRateInForce:
        return False  # said when the span is priced, of its account alone


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


def _days(session: Session, point_ids: Sequence[int], within: Period) -> Mapping[int, Sequence[MeasuredDay]]:
    found: dict[int, list[MeasuredDay]] = {}
    if point_ids:
        rows = session.execute(
            select(
                col(DailyUsage.usage_point_id),
                col(DailyUsage.flow),
                col(DailyUsage.day),
                col(DailyUsage.quantity),
                col(DailyUsage.estimated_quantity),
                col(DailyUsage.present_seconds),
                col(DailyUsage.estimated_seconds),
                col(DailyUsage.expected_seconds),
            ).where(
                col(DailyUsage.usage_point_id).in_(point_ids),
                col(DailyUsage.day) >= within.start_on,
                col(DailyUsage.day) < within.end_on,
            )
        )
        for row in rows:
            found.setdefault(row[0], []).append(MeasuredDay(*row))
    return found


def _intervals(session: Session, point_ids: Sequence[int], within: Period, zone: ZoneInfo) -> NDArray[np.int64]:
    if not point_ids:
        return _table(())
    start_epoch, end_epoch = epochs_of(within, zone)
    rows = session.execute(
        select(
            col(IntervalRead.usage_point_id),
            col(IntervalRead.flow),
            col(IntervalRead.start_epoch),
            col(IntervalRead.seconds),
            col(IntervalRead.quantity),
        ).where(
            col(IntervalRead.usage_point_id).in_(point_ids),
            col(IntervalRead.flow).in_(list(Flow)),
            col(IntervalRead.start_epoch) >= start_epoch,
            col(IntervalRead.start_epoch) < end_epoch,
        )
    )
    return _table(rows)


def _table(rows: Iterable[Sequence[int]]) -> NDArray[np.int64]:
    # Flat, then shaped: given SQLAlchemy's rows, numpy looks up attributes of each and takes far longer.
    return np.fromiter(chain.from_iterable(rows), dtype=np.int64).reshape(-1, 5)
