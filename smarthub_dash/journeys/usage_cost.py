"""What the bars of a usage chart cost: the dollars of the bill, shared so that they sum to it to the cent."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
from sqlmodel import Session

from smarthub_dash.domain.accounts.queries import AccountView
from smarthub_dash.domain.accounts.rules import AccountScope, billing_periods
from smarthub_dash.domain.billing.queries import billed_lines_in
from smarthub_dash.domain.rates.rules.apportion import BilledLine, apportion
from smarthub_dash.domain.rates.rules.engine import price_period
from smarthub_dash.domain.rates.rules.metered import MeteredUse, Reads, no_reads
from smarthub_dash.domain.rates.rules.schedule import NoRateInForce, RateSchedule
from smarthub_dash.domain.usage.queries import intervals_in
from smarthub_dash.domain.usage.rules import Flow
from smarthub_dash.journeys.billing_facts import facts_of
from smarthub_dash.journeys.metered_services import ServedSpan, services_of_bills
from smarthub_dash.kit.money import Cents, split_cents
from smarthub_dash.kit.periods import Period, epoch_of_day, epochs_of


@dataclass(frozen=True, slots=True)
class BarCost:
    """What one bar costs: what followed use, and its share of what did not. Units: cents."""

    use_cents: Cents
    fixed_cents: Cents


@dataclass(frozen=True, slots=True, eq=False)
class _PricedSpan:
    """One service of one billing period with its bill: as it was sent, or priced here while it still runs."""

    span: ServedSpan
    cycle: Period
    versions: Sequence[RateSchedule]
    use: MeteredUse
    lines: Sequence[BilledLine]

    def shared(self, edges: Sequence[int], zone: ZoneInfo, *, use: MeteredUse | None = None) -> Mapping[int, BarCost]:
        """Return what the parts between edges cost, by the instants they begin at."""
        start, end = epochs_of(self.span.period, zone)
        within = [edge for edge in edges if start <= edge <= end]
        parts = apportion(
            self.lines,
            self.versions,
            period=self.span.period,
            cycle=self.cycle,
            use=use or self.use,
            edges=within,
            zone=zone,
        )
        return dict(zip(within, map(BarCost, parts.use_cents, parts.fixed_cents), strict=False))


def costs_of(
    session: Session,
    *,
    scope: AccountScope,
    account: AccountView,
    within: Period,
    fine_edges: Sequence[int],
    zone: ZoneInfo,
) -> Mapping[int, BarCost]:
    """
    Return what each day of a range costs, by the instant it begins; with fine edges, what the parts of its one day do.

    Every billing period that the range touches is priced whole, so that days keep their place in their bill.
    Units: epoch seconds.
    """
    found: dict[int, BarCost] = {}
    for priced in _priced_spans(session, scope=scope, account=account, within=within, zone=zone):
        days = priced.shared(_midnights(priced.cycle, zone), zone)
        if fine_edges:
            days = _fine(priced, days, fine_edges, _fine_use(session, scope, priced, zone), zone)
        for start, cost in days.items():
            before = found.get(start, BarCost(0, 0))
            found[start] = BarCost(before.use_cents + cost.use_cents, before.fixed_cents + cost.fixed_cents)
    return found


def _priced_spans(
    session: Session, *, scope: AccountScope, account: AccountView, within: Period, zone: ZoneInfo
) -> Iterator[_PricedSpan]:
    billed = billed_lines_in(session, scope=scope, within=within)
    for cycle in billing_periods(within, read_day=account.read_day):
        # no scope: the account is one of the scope's, and what is read of it is what its bill would read
        served = services_of_bills(session, periods={account.account_id: cycle}, zone=zone)
        spans = served.spans.get(account.account_id, ())
        facts = facts_of(session, spans=spans)
        for span in spans:
            versions = served.schedules[span.rate_code]
            try:
                use = served.use_of(span, zone=zone)
                priced = price_period(versions, period=span.period, cycle=cycle, use=use, zone=zone, facts=facts[span])
            except NoRateInForce:
                continue
            # The first bill of an account begins within its cycle.
            sent = [line for start_on, lines in billed.items() if start_on in cycle for line in lines]
            lines = [line for line in sent if line.service_agreement_id == span.service_agreement_id]
            yield _PricedSpan(span, cycle, versions, use, lines or priced.lines)


def _midnights(cycle: Period, zone: ZoneInfo) -> Sequence[int]:
    return [*(epoch_of_day(day, zone) for day in cycle.days()), epochs_of(cycle, zone)[1]]


def _fine(
    priced: _PricedSpan, days: Mapping[int, BarCost], edges: Sequence[int], use: MeteredUse, zone: ZoneInfo
) -> Mapping[int, BarCost]:
    """Share the cost of one day over its parts: they sum to it, whatever was rounded on the way."""
    day = days.get(edges[0])
    if day is None:
        return {}
    starts = edges[:-1]
    weighed = priced.shared(sorted({*_midnights(priced.cycle, zone), *edges}), zone, use=use)
    parts = [weighed[start].use_cents for start in starts]
    rounded = split_cents(day.use_cents - sum(parts), [abs(part) for part in parts])
    fixed = split_cents(day.fixed_cents, [end - start for start, end in pairwise(edges)])
    return {
        start: BarCost(part + more, share)
        for start, part, more, share in zip(starts, parts, rounded, fixed, strict=True)
    }


def _fine_use(session: Session, scope: AccountScope, priced: _PricedSpan, zone: ZoneInfo) -> MeteredUse:
    if priced.use.delivered.seconds:
        return priced.use
    # Days and totals begin at midnight: hours need the interval reads, unless the bill was priced by them.
    start, end = epochs_of(priced.span.period, zone)
    series = intervals_in(session, scope=scope, start_epoch=start, end_epoch=end)

    def of(flow: Flow) -> Reads:
        found = [series[point, flow] for point in priced.span.usage_point_ids if (point, flow) in series]
        if not found:
            return no_reads()
        starts, quantities, seconds = (
            np.concatenate([getattr(one, name) for one in found]) for name in ("start_epochs", "quantities", "seconds")
        )
        return Reads(starts, quantities, int(seconds.max(initial=0)))

    return MeteredUse(of(Flow.DELIVERED), of(Flow.RECEIVED))
