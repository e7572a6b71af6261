"""Share the dollars of a period over its hours or days, so that the bars of a chart sum to the bill to the cent."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Protocol
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from smarthub_dash.domain.rates.rules.calendar import Calendar, calendar_of
from smarthub_dash.domain.rates.rules.energy import PricedEnergy, price_energy
from smarthub_dash.domain.rates.rules.lines import FOLLOWS_USE
from smarthub_dash.domain.rates.rules.metered import MeteredUse, Reads
from smarthub_dash.domain.rates.rules.schedule import RateSchedule, VersionSpan, versions_over
from smarthub_dash.domain.rates.rules.terms import ChargeKind
from smarthub_dash.kit.money import Cents, cents_of, split_cents
from smarthub_dash.kit.periods import Period

MILLIONTHS = 10_000
"""Millionths of a dollar in a cent."""


class BilledLine(Protocol):
    """What must be known of a line: of one just priced, or of one that stands on a bill."""

    @property
    def kind(self) -> str: ...

    @property
    def label(self) -> str: ...

    @property
    def cents(self) -> Cents: ...


@dataclass(frozen=True, slots=True)
class Apportioned:
    """
    A bill by the parts of its period: what followed use, and a band of its own for what did not, taxes with each.

    Shape: one value a part. Units: cents; the sum of both is the bill.
    """

    use_cents: tuple[Cents, ...]
    fixed_cents: tuple[Cents, ...]


def apportion(
    lines: Sequence[BilledLine],
    versions: Sequence[RateSchedule],
    *,
    period: Period,
    cycle: Period,
    use: MeteredUse,
    edges: Sequence[int],
    zone: ZoneInfo,
) -> Apportioned:
    """
    Share the lines of one service over the parts between edges; use must be known as finely as the parts.

    The lines may be those of a bill: the parts then sum to it even if reads were corrected later.
    An on-peak hour weighs more than an off-peak one, and an hour that sent energy back weighs below zero. Demand is
    set by one hour but owed for the month: it stands with the fixed charges, which are shared by the clock.

    Shape: one edge more than parts, ascending; the first and last are the period's own.
    Units: epoch seconds.
    """
    spans = versions_over(versions, period=period)
    following = _cents_that_follow_use(lines, spans[-1])
    weights = _weights(spans, cycle=cycle, use=use, edges=np.array(edges, dtype=np.int64), zone=zone)
    lengths = [end - start for start, end in pairwise(edges)]
    return Apportioned(
        use_cents=_running_split(following, weights),
        fixed_cents=split_cents(sum(line.cents for line in lines) - following, lengths),
    )


def _cents_that_follow_use(lines: Sequence[BilledLine], last: VersionSpan) -> Cents:
    taxed = {tax.label: tax.on for tax in last.version.taxes}
    following = sum(line.cents for line in lines if line.kind in FOLLOWS_USE)
    for tax in lines:
        if tax.kind == ChargeKind.TAX:
            base = [line for line in lines if line.kind in taxed.get(tax.label, ())]
            by_use = sum(line.cents for line in base if line.kind in FOLLOWS_USE)
            whole = sum(line.cents for line in base)
            following += cents_of(Fraction(tax.cents * by_use, 100 * whole)) if whole else 0
    return following


def _weights(
    spans: Sequence[VersionSpan], *, cycle: Period, use: MeteredUse, edges: NDArray[np.int64], zone: ZoneInfo
) -> list[int]:
    # Weights need not be exact, only fair: the split below keeps every cent. Units: millionths of a dollar.
    calendar = calendar_of(spans, zone=zone)
    priced = price_energy(calendar, cycle=cycle, use=use)
    delivered, received = _prices(calendar, priced)
    dollars = _dollars(use.delivered, calendar, delivered, edges) - _dollars(use.received, calendar, received, edges)
    return [int(weight) for weight in np.rint(dollars * 100 * MILLIONTHS)]


def _prices(calendar: Calendar, priced: PricedEnergy) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return what a kWh used and one sent back move in each cell; nothing where all that was used was sent back."""
    used, sent_back = np.zeros(len(calendar.cells)), np.zeros(len(calendar.cells))
    for run in priced.runs:
        cost = float(sum(part.dollars for part in run.parts)) / run.billed_wh if run.billed_wh else 0.0
        for one in run.cells:
            terms = one.cell.span.version.adjustment
            each = cost + (float(terms.price) / 1000 if terms else 0.0)
            if one.net_wh > 0:
                used[one.number] = each * one.billed_wh / one.net_wh
                sent_back[one.number] = used[one.number] if one.is_netted else 0.0
    return used, sent_back


def _dollars(
    reads: Reads, calendar: Calendar, prices: NDArray[np.float64], edges: NDArray[np.int64]
) -> NDArray[np.float64]:
    inside = calendar.inside(reads)
    parts = np.searchsorted(edges, inside.starts, side="right") - 1
    dollars = np.zeros(len(edges) - 1)
    np.add.at(dollars, parts, inside.quantities * prices[calendar.codes_of(inside)])
    return dollars


def _running_split(total: Cents, weights: Sequence[int]) -> tuple[Cents, ...]:
    """Round the running sum of the weights, not each: parts may be below zero, and they still end on the total."""
    spread = sum(abs(weight) for weight in weights)
    if spread == 0:
        return split_cents(total, [1] * len(weights))
    # What rounding and taxes add goes by the size of each part; a factor would explode where parts cancel out.
    rest = total * MILLIONTHS - sum(weights)
    shared, running, size, parts = 0, 0, 0, []
    for weight in weights:
        running, size = running + weight, size + abs(weight)
        exact = running * spread + rest * size
        until = (2 * exact + spread * MILLIONTHS) // (2 * spread * MILLIONTHS)
        parts.append(until - shared)
        shared = until
    return tuple(parts)
