"""Read together what the bills of many accounts need: agreements, schedules, and use in the detail they ask for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import Select, select
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
from smarthub_dash.domain.rates.rules.schedule import NoRateInForce, RateSchedule
from smarthub_dash.domain.usage.records import UsagePoint
from smarthub_dash.domain.usage.rules import Flow, QuantityUnit
from smarthub_dash.journeys.counted_use import NO_DAYS, Channel, CountedDays, CountedReads, days_of, reads_of
from smarthub_dash.kit.periods import Period, epochs_of


@dataclass(frozen=True, slots=True)
class ServedPoint:
    """
    A usage point of an agreement, and the days on which it has to count.

    A newer meter of the same agreement takes over from the day it was installed on; `due` is None if no day is left.
    """

    usage_point_id: int
    unit: QuantityUnit
    interval_seconds: int
    due: Period | None


@dataclass(frozen=True, slots=True)
class ServedSpan:
    """The days of a bill's period on which one agreement was in force, and the usage points that measured it."""

    service_agreement_id: UUID
    rate_code: str
    period: Period
    points: tuple[ServedPoint, ...]

    @property
    def usage_point_ids(self) -> tuple[int, ...]:
        """The points whose count is billed: internet service is not billed by it."""
        return tuple(point.usage_point_id for point in self.points if point.unit is QuantityUnit.WH)


@dataclass(frozen=True, slots=True, eq=False)
class ServicesOfBills:
    """What was read for a batch of bills; `reads` only of points whose schedule asks for intervals."""

    spans: Mapping[UUID, Sequence[ServedSpan]]
    schedules: Mapping[str, tuple[RateSchedule, ...]]
    days: Mapping[Channel, CountedDays]
    reads: Mapping[Channel, CountedReads]

    def use_of(self, span: ServedSpan, *, zone: ZoneInfo) -> MeteredUse:
        """
        Return the use of a span in the detail that its schedule needs, as far as it is there.

        :raises NoRateInForce: if a day of the span has no version of the schedule
        """
        detail = detail_needed(self.schedules[span.rate_code], period=span.period)
        if detail is Detail.NOTHING:
            return no_use()
        if detail is Detail.INTERVAL:
            delivered, received = (self._reads(span, flow, zone) for flow in (Flow.DELIVERED, Flow.RECEIVED))
            return MeteredUse(delivered, received)
        return daily_use(self._by_day(span, Flow.DELIVERED), self._by_day(span, Flow.RECEIVED), zone=zone)

    def days_in(self, channel: Channel, period: Period) -> CountedDays:
        """Return what a usage point counted of a flow on the days of a period."""
        return self.days.get(channel, NO_DAYS).within(period)

    def _by_day(self, span: ServedSpan, flow: Flow) -> Mapping[date, int]:
        sums: dict[date, int] = {}
        for point in span.usage_point_ids:
            for day, quantity in self.days_in((point, flow), span.period).by_date().items():
                sums[day] = sums.get(day, 0) + quantity
        return sums

    def _reads(self, span: ServedSpan, flow: Flow, zone: ZoneInfo) -> Reads:
        bounds = epochs_of(span.period, zone)
        found = [
            self.reads[point, flow].within(*bounds) for point in span.usage_point_ids if (point, flow) in self.reads
        ]
        if not found:
            return no_reads()
        starts, seconds, quantities, _ = (
            columns[0] if len(columns) == 1 else np.concatenate(columns)
            for columns in zip(*(one.columns for one in found), strict=True)
        )
        return Reads(starts, quantities, int(seconds.max(initial=0)))


def services_of_bills(session: Session, *, periods: Mapping[UUID, Period], zone: ZoneInfo) -> ServicesOfBills:
    """Return what the bills of accounts need, each for its own period, in at most five SQL statements."""
    # no scope: the bill run bills every account
    if not periods:
        return ServicesOfBills({}, {}, {}, {})
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
    all_points = [point.usage_point_id for span in several for point in span.points]
    finely = [point for span in several if needs_intervals(span, schedules) for point in span.usage_point_ids]
    start_epoch, end_epoch = epochs_of(hull, zone)
    reads = reads_of(session, point_ids=finely, start_epoch=start_epoch, end_epoch=end_epoch) if finely else {}
    days = days_of(session, point_ids=all_points, within=hull) if all_points else {}
    return ServicesOfBills(spans, schedules, days, reads)


def needs_intervals(span: ServedSpan, schedules: Mapping[str, tuple[RateSchedule, ...]]) -> bool:
    """Return whether a span is priced by interval reads."""
    try:
        return detail_needed(schedules[span.rate_code], period=span.period) is Detail.INTERVAL
    except NoRateInForce:
        return False  # said when the span is priced, of its account alone


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


def _span(agreement: ServiceAgreement, period: Period, points: Sequence[UsagePoint]) -> ServedSpan | None:
    within = _shared(period, agreement.started_on, agreement.ended_on)
    if within is None:
        return None
    return ServedSpan(agreement.id, agreement.rate_code, within, tuple(_served(points, within)))


def _served(points: Sequence[UsagePoint], within: Period) -> Iterator[ServedPoint]:
    for point in points:
        newer = [one.installed_on for one in points if one.unit == point.unit and one.installed_on > point.installed_on]
        due = _shared(within, point.installed_on, min(newer, default=None))
        yield ServedPoint(point.id or 0, QuantityUnit(point.unit), point.interval_seconds, due)


def _shared(period: Period, start_on: date, end_on: date | None) -> Period | None:
    start_on, end_on = max(period.start_on, start_on), min(period.end_on, end_on or period.end_on)
    return Period(start_on, end_on) if start_on < end_on else None


def _points(session: Session, agreement_ids: Sequence[UUID]) -> Mapping[UUID, Sequence[UsagePoint]]:
    rows = session.scalars(
        select(UsagePoint)
        .where(col(UsagePoint.service_agreement_id).in_(agreement_ids))
        .order_by(col(UsagePoint.installed_on), col(UsagePoint.id))
    )
    found: dict[UUID, list[UsagePoint]] = {}
    for point in rows:
        found.setdefault(point.service_agreement_id, []).append(point)
    return found
