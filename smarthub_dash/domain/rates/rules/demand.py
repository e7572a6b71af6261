"""Price the highest demand of a period."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from smarthub_dash.domain.rates.rules.calendar import Calendar, Cell
from smarthub_dash.domain.rates.rules.lines import ChargeLine, kw_text, price_text
from smarthub_dash.domain.rates.rules.metered import Reads
from smarthub_dash.domain.rates.rules.schedule import RateSchedule
from smarthub_dash.domain.rates.rules.terms import ChargeKind, DemandCharge
from smarthub_dash.kit.money import cents_of
from smarthub_dash.kit.periods import Period

WATT = Decimal("0.001")


class HighestInterval(NamedTuple):
    """Where demand was highest. Units: epoch seconds; seconds; kW."""

    start_epoch: int
    seconds: int
    kilowatts: Decimal


@dataclass(frozen=True, slots=True)
class _Due:
    """A demand charge, for how many days, and the version that set it first and last."""

    terms: DemandCharge
    days: int
    versions: tuple[RateSchedule, ...]


def demand_lines(calendar: Calendar, *, cycle: Period, delivered: Reads) -> tuple[ChargeLine, ...]:
    """Return the demand charges, shared by days where a price changes within the period, or a season ends."""
    lines = []
    for due in _due(calendar):
        peak = highest_demand(delivered, calendar=calendar, terms=due.terms)
        lines.append(_line(due, max(peak, due.terms.minimum_kw), cycle.day_count))
    return tuple(lines)


def highest_demand(reads: Reads, *, calendar: Calendar, terms: DemandCharge) -> Decimal:
    """
    Return the highest average power over one clock interval of the period, to the watt; see `highest_interval`.

    Units: kW.
    """
    highest = highest_interval(reads, calendar=calendar, terms=terms)
    return Decimal(0) if highest is None else highest.kilowatts


def highest_interval(reads: Reads, *, calendar: Calendar, terms: DemandCharge) -> HighestInterval | None:
    """
    Return the clock interval of the highest average power, the first of equals; in the charge's season and window, or
    at any hour of any day. None if nothing was read.

    Intervals are blocks of the clock: of 15 minutes, they begin at :00, :15, :30 and :45; none slides. A meter that
    reads less often than the interval is taken at its own interval: its peak cannot be known better.
    """
    inside = calendar.inside(reads)
    if terms.season is not None or terms.window is not None:
        numbers = [number for number, cell in enumerate(calendar.cells) if _counts(cell, terms)]
        keep = np.isin(calendar.codes_of(inside), numbers)
        inside = Reads(inside.starts[keep], inside.quantities[keep], inside.seconds)
    if not len(inside.starts):
        return None
    seconds = max(terms.interval_minutes * 60, reads.seconds)
    # Clock intervals start on whole multiples of themselves in UTC too: the zone's offset is whole hours.
    slots = inside.starts // seconds
    first = int(slots.min())
    energy = np.zeros(int(slots.max()) - first + 1, dtype=np.int64)
    np.add.at(energy, slots - first, inside.quantities)
    at = int(energy.argmax())
    kilowatts = (Decimal(int(energy[at])) * 3600 / (seconds * 1000)).quantize(WATT, rounding=ROUND_HALF_UP)
    return HighestInterval((first + at) * seconds, seconds, kilowatts)


def _counts(cell: Cell, terms: DemandCharge) -> bool:
    return terms.window in (cell.window, None) and terms.season in (cell.span.season, None)


def _due(calendar: Calendar) -> Sequence[_Due]:
    found: dict[tuple[object, ...], _Due] = {}
    for span in dict.fromkeys(cell.span for cell in calendar.cells):
        for terms in span.version.demand:
            if terms.season in (span.season, None):
                what = (terms.label, terms.price, terms.window, terms.interval_minutes, terms.minimum_kw)
                before = found.get(what, _Due(terms, 0, ()))
                days = before.days + span.period.day_count
                found[what] = _Due(terms, days, (*before.versions, span.version))
    return tuple(found.values())


def _line(due: _Due, kilowatts: Decimal, cycle_days: int) -> ChargeLine:
    quantity = Fraction(kilowatts) * Fraction(due.days, cycle_days)
    part = "" if due.days == cycle_days else f", {due.days} of {cycle_days} days"
    return ChargeLine(
        kind=ChargeKind.DEMAND,
        label=due.terms.label,
        quantity=quantity,
        quantity_text=f"{kw_text(kilowatts)}{part}",
        price=due.terms.price,
        price_text=price_text(due.terms.price, "kW"),
        explanation=due.terms.explanation,
        rate_code=due.versions[-1].code,
        rate_from=due.versions[0].valid_from,
        cents=cents_of(quantity * Fraction(due.terms.price)),
    )
