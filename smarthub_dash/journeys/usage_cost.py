"""What the bars of a usage chart cost: the dollars of the bill, shared so that they sum to it to the cent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
from sqlmodel import Session

from smarthub_dash.domain.accounts.queries import AccountView
from smarthub_dash.domain.accounts.rules import AccountScope, billing_periods
from smarthub_dash.domain.billing.queries import ChargeView, billed_lines_in
from smarthub_dash.domain.rates.rules.apportion import Apportioned, apportion
from smarthub_dash.domain.rates.rules.engine import price_period
from smarthub_dash.domain.rates.rules.metered import MeteredUse, Reads, no_reads
from smarthub_dash.domain.rates.rules.schedule import NoRateInForce
from smarthub_dash.domain.usage.queries import intervals_in
from smarthub_dash.domain.usage.rules import Flow
from smarthub_dash.journeys.metered_services import ServedSpan, ServicesOfBills, services_of_bills
from smarthub_dash.kit.money import Cents
from smarthub_dash.kit.periods import Period, epoch_of_day, epochs_of


@dataclass(frozen=True, slots=True)
class BarCost:
    """What one bar costs: what followed use, and its share of what did not. Units: cents."""

    use_cents: Cents
    fixed_cents: Cents


def costs_of(
    session: Session,
    *,
    scope: AccountScope,
    account: AccountView,
    within: Period,
    fine_day: date | None,
    fine_edges: Sequence[int],
    zone: ZoneInfo,
) -> Mapping[int, BarCost]:
    """
    Return what each part of a range costs, by the instant it begins: its days, and the fine parts of one day.

    Every billing period that the range touches is priced whole, so that parts keep their place in their bill.
    Units: epoch seconds.
    """
    found: dict[int, BarCost] = {}
    billed = billed_lines_in(session, scope=scope, within=within)
    for cycle in billing_periods(within, read_day=account.read_day):
        # no scope: the account is one of the scope's, and what is read of it is what its bill would read
        served = services_of_bills(session, periods={account.account_id: cycle}, zone=zone)
        edges = _edges(cycle, fine_day, fine_edges, zone)
        for span in served.spans.get(account.account_id, ()):
            shared = _shared(session, scope, served, span, cycle, edges, billed.get(cycle.start_on, ()), zone)
            if shared:
                start, _ = epochs_of(span.period, zone)
                _add(found, [edge for edge in edges if edge >= start], shared)
    return found


def _edges(cycle: Period, fine_day: date | None, fine_edges: Sequence[int], zone: ZoneInfo) -> tuple[int, ...]:
    edges = {epoch_of_day(day, zone) for day in cycle.days()} | {epochs_of(cycle, zone)[1]}
    return tuple(sorted(edges | set(fine_edges))) if fine_day and fine_day in cycle else tuple(sorted(edges))


def _shared(
    session: Session,
    scope: AccountScope,
    served: ServicesOfBills,
    span: ServedSpan,
    cycle: Period,
    edges: tuple[int, ...],
    billed: Sequence[ChargeView],
    zone: ZoneInfo,
) -> Apportioned | None:
    versions = served.schedules[span.rate_code]
    try:
        use = served.use_of(span, zone=zone)
        priced = price_period(versions, period=span.period, cycle=cycle, use=use, zone=zone)
    except NoRateInForce:
        return None
    # A bill that was sent stands as it was sent; only a period that still runs is priced here.
    lines = [line for line in billed if line.service_agreement_id == span.service_agreement_id] or priced.lines
    start, end = epochs_of(span.period, zone)
    # Days and totals begin at midnight: hours need the interval reads, unless the bill was priced by them.
    is_fine_enough = len(edges) == cycle.day_count + 1 or use.delivered.seconds
    return apportion(
        lines,
        versions,
        period=span.period,
        cycle=cycle,
        use=use if is_fine_enough else _fine_use(session, scope, span, zone),
        edges=[edge for edge in edges if start <= edge <= end],
        zone=zone,
    )


def _fine_use(session: Session, scope: AccountScope, span: ServedSpan, zone: ZoneInfo) -> MeteredUse:
    start, end = epochs_of(span.period, zone)
    series = intervals_in(session, scope=scope, start_epoch=start, end_epoch=end)

    def of(flow: Flow) -> Reads:
        found = [series[point, flow] for point in span.usage_point_ids if (point, flow) in series]
        if not found:
            return no_reads()
        starts, quantities, seconds = (
            np.concatenate([getattr(one, name) for one in found]) for name in ("start_epochs", "quantities", "seconds")
        )
        return Reads(starts, quantities, int(seconds.max(initial=0)))

    return MeteredUse(of(Flow.DELIVERED), of(Flow.RECEIVED))


def _add(found: dict[int, BarCost], edges: Sequence[int], shared: Apportioned) -> None:
    for start, use, fixed in zip(edges, shared.use_cents, shared.fixed_cents, strict=False):
        before = found.get(start, BarCost(0, 0))
        found[start] = BarCost(before.use_cents + use, before.fixed_cents + fixed)
