"""Price the highest demand of a period."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import numpy as np

from smarthub_dash.domain.rates.rules.lines import ChargeLine, kw_text, price_text
from smarthub_dash.domain.rates.rules.metered import Reads
from smarthub_dash.domain.rates.rules.schedule import ChargeKind, DemandCharge, VersionSpan
from smarthub_dash.kit.money import cents_of
from smarthub_dash.kit.periods import Period, epochs_of

WATT = Decimal("0.001")


def demand_lines(
    spans: Sequence[VersionSpan], *, cycle: Period, delivered: Reads, zone: ZoneInfo
) -> tuple[ChargeLine, ...]:
    """Return the demand charge, shared by days where its price changes within the period."""
    period = Period(spans[0].period.start_on, spans[-1].period.end_on)
    days: dict[DemandCharge, int] = {}
    for span in spans:
        if span.version.demand is not None:
            days[span.version.demand] = days.get(span.version.demand, 0) + span.period.day_count
    code = spans[-1].version.code
    lines = []
    for charge, count in days.items():
        peak = highest_demand(delivered, interval_minutes=charge.interval_minutes, period=period, zone=zone)
        lines.append(_line(charge, max(peak, charge.minimum_kw), count, cycle.day_count, code))
    return tuple(lines)


def highest_demand(reads: Reads, *, interval_minutes: int, period: Period, zone: ZoneInfo) -> Decimal:
    """
    Return the highest average power over one clock interval, to the watt.

    A meter that reads less often than the interval is taken at its own interval: its peak cannot be known better.

    Units: kW.
    """
    first, end = epochs_of(period, zone)
    inside = (reads.starts >= first) & (reads.starts < end)
    if not inside.any():
        return Decimal(0)
    seconds = max(interval_minutes * 60, reads.seconds)
    # Clock intervals start on whole multiples of themselves in UTC too: the zone's offset is whole hours.
    slots, slot_of_read = np.unique(reads.starts[inside] // seconds, return_inverse=True)
    energy = np.zeros(len(slots), dtype=np.int64)
    np.add.at(energy, slot_of_read, reads.quantities[inside])
    return (Decimal(int(energy.max())) * 3600 / (seconds * 1000)).quantize(WATT, rounding=ROUND_HALF_UP)


def _line(charge: DemandCharge, kilowatts: Decimal, days: int, cycle_days: int, rate_code: str) -> ChargeLine:
    quantity = Fraction(kilowatts) * Fraction(days, cycle_days)
    part = "" if days == cycle_days else f", {days} of {cycle_days} days"
    return ChargeLine(
        kind=ChargeKind.DEMAND,
        label=charge.label,
        quantity=quantity,
        quantity_text=f"{kw_text(kilowatts)}{part}",
        price=charge.price,
        price_text=price_text(charge.price, "kW"),
        explanation=charge.explanation,
        rate_code=rate_code,
        cents=cents_of(quantity * Fraction(charge.price)),
    )
