"""Fill what meters did not send, so that a bill covers its whole period; internet service is never estimated."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
from sqlmodel import Session

from smarthub_dash.domain.billing.rules.drafts import DraftReading
from smarthub_dash.domain.usage.rules import Flow, QuantityUnit, ReadQuality
from smarthub_dash.domain.usage.rules.estimation import (
    LOOK_BACK,
    EstimatedReads,
    KnownReads,
    estimated,
    missing_intervals,
)
from smarthub_dash.domain.usage.rules.rollups import local_days
from smarthub_dash.journeys.counted_use import NO_COUNTS, NO_DAYS, CountedDays, CountedReads, reads_of
from smarthub_dash.journeys.metered_services import ServedPoint, ServedSpan, ServicesOfBills
from smarthub_dash.kit.periods import Period, epochs_of


@dataclass(frozen=True, slots=True)
class Gap:
    """A usage point that did not count through all its days. Units: seconds."""

    point: ServedPoint
    due: Period
    missing_seconds: int


def gaps_of(served: ServicesOfBills, *, zone: ZoneInfo) -> Mapping[UUID, tuple[Gap, ...]]:
    """Return the gaps in what each account was billed by; an account without one is not among them."""
    found = {
        account_id: tuple(gap for span in spans for gap in _gaps_in(span, served, zone))
        for account_id, spans in served.spans.items()
    }
    return {account_id: gaps for account_id, gaps in found.items() if gaps}


def with_estimates(
    session: Session, *, served: ServicesOfBills, gaps: Mapping[UUID, tuple[Gap, ...]], zone: ZoneInfo
) -> ServicesOfBills:
    """Return the services with every gap filled by estimates, in one more SQL statement if there is a gap."""
    # no scope: the bill run bills every account
    several = [gap for of_account in gaps.values() for gap in of_account]
    if not several:
        return served
    hull = Period(
        min(gap.due.start_on for gap in several) - LOOK_BACK, max(gap.due.end_on for gap in several) + LOOK_BACK
    )
    start_epoch, end_epoch = epochs_of(hull, zone)
    point_ids = sorted({gap.point.usage_point_id for gap in several})
    known = reads_of(session, point_ids=point_ids, start_epoch=start_epoch, end_epoch=end_epoch)
    days, reads = dict(served.days), dict(served.reads)
    for gap in several:
        for flow in Flow:
            channel = (gap.point.usage_point_id, flow)
            if flow is Flow.DELIVERED or channel in known:
                made = _made_up(gap, known.get(channel, NO_COUNTS), zone)
                days[channel] = _days_with(days.get(channel, NO_DAYS), made, zone)
                reads[channel] = _reads_with(reads.get(channel, NO_COUNTS), made)
    return replace(served, days=days, reads=reads)


def readings_of(spans: tuple[ServedSpan, ...], served: ServicesOfBills, *, zone: ZoneInfo) -> Iterator[DraftReading]:
    """Yield what each usage point had counted of each flow over a bill's days, estimates among it."""
    for span in spans:
        for point in span.points:
            for flow in Flow:
                channel = (point.usage_point_id, flow)
                if flow is not Flow.DELIVERED and channel not in served.days:
                    continue
                days = served.days_in(channel, span.period)
                yield DraftReading(
                    service_agreement_id=span.service_agreement_id,
                    usage_point_id=point.usage_point_id,
                    flow=flow,
                    quantity=int(days.quantity.sum()),
                    estimated_quantity=int(days.estimated_quantity.sum()),
                    present_seconds=int(days.present_seconds.sum()),
                    estimated_seconds=int(days.estimated_seconds.sum()),
                    expected_seconds=_length(point.due, zone),
                )


def is_estimated(spans: tuple[ServedSpan, ...], served: ServicesOfBills) -> bool:
    """Return whether any billed use was estimated: by the head end or here."""
    return any(
        served.days_in((point, flow), span.period).estimated_seconds.any()
        for span in spans
        for point in span.usage_point_ids
        for flow in Flow
    )


def _gaps_in(span: ServedSpan, served: ServicesOfBills, zone: ZoneInfo) -> Iterator[Gap]:
    for point in span.points:
        if point.unit is not QuantityUnit.WH or point.due is None:
            continue
        flows = [flow for flow in Flow if flow is Flow.DELIVERED or (point.usage_point_id, flow) in served.days]
        present = [int(served.days_in((point.usage_point_id, flow), point.due).present_seconds.sum()) for flow in flows]
        missing = _length(point.due, zone) - min(present)
        if missing > 0:
            yield Gap(point, point.due, missing)


def _made_up(gap: Gap, counted: CountedReads, zone: ZoneInfo) -> EstimatedReads:
    start_epoch, end_epoch = epochs_of(gap.due, zone)
    present = KnownReads(counted.starts, counted.seconds, counted.quantities)
    measured = counted.qualities != ReadQuality.ESTIMATED
    known = KnownReads(counted.starts[measured], counted.seconds[measured], counted.quantities[measured])
    seconds = gap.point.interval_seconds
    missing = missing_intervals(present, start_epoch=start_epoch, end_epoch=end_epoch, seconds=seconds, zone=zone)
    return estimated(missing, known, seconds=seconds, zone=zone)


def _days_with(days: CountedDays, made: EstimatedReads, zone: ZoneInfo) -> CountedDays:
    if not made.starts.size:
        return days
    local = local_days(int(made.starts[0]), int(made.starts[-1]), zone)
    ordinals = np.array([day.toordinal() for day in local.days], dtype=np.int64)[local.number_of(made.starts)]
    day = np.concatenate([days.day, ordinals])
    names, place = np.unique(day, return_inverse=True)

    def summed(before: np.ndarray, more: np.ndarray) -> np.ndarray:
        sums = np.zeros(names.size, dtype=np.int64)
        np.add.at(sums, place, np.concatenate([before, more]))
        return sums

    return CountedDays(
        names,
        summed(days.quantity, made.quantities),
        summed(days.estimated_quantity, made.quantities),
        summed(days.present_seconds, made.seconds),
        summed(days.estimated_seconds, made.seconds),
    )


def _reads_with(reads: CountedReads, made: EstimatedReads) -> CountedReads:
    if not made.starts.size:
        return reads
    qualities = np.full(made.starts.size, int(ReadQuality.ESTIMATED), dtype=np.int64)
    added = (made.starts, made.seconds, made.quantities, qualities)
    joined = [np.concatenate(pair) for pair in zip(reads.columns, added, strict=True)]
    order = np.argsort(joined[0], kind="stable")
    return CountedReads(*(column[order] for column in joined))


def _length(period: Period | None, zone: ZoneInfo) -> int:
    if period is None:
        return 0
    start_epoch, end_epoch = epochs_of(period, zone)
    return end_epoch - start_epoch
