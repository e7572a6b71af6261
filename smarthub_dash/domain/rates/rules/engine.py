"""
Price a period: versions of a schedule, measured use and the facts of the service in, lines in whole cents out.

Conventions, each tested:
- A line is quantity x price, rounded once; the bill is the sum of its lines.
- Parts of a period that have one price are one line, so splitting a period where no price changes changes nothing.
- A monthly charge is whole for a whole billing cycle, whatever its length; days of a part are shared by days / cycle,
  and the parts of a cycle sum to it to the cent.
- Tiers shrink with the part of the cycle they apply to.
- Energy sent back is netted over the whole period, window by window; what is left over is no line: its worth at
  avoided cost is put by for later bills.
- Demand is the highest average over one clock interval of the whole period; a change of its price shares it by days.
- The minimum bill, discounts in percent and taxes are reckoned on rounded lines; the latter two, and conditions and
  jurisdictions, are those of the period's last day.
- Rounding up comes last and once a bill: see `round_up_lines`.
"""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from smarthub_dash.domain.rates.rules.calendar import calendar_of
from smarthub_dash.domain.rates.rules.demand import demand_lines
from smarthub_dash.domain.rates.rules.energy import price_energy
from smarthub_dash.domain.rates.rules.facts import NO_FACTS, BillingFacts
from smarthub_dash.domain.rates.rules.fixed import discount_lines, fixed_lines
from smarthub_dash.domain.rates.rules.lines import ChargeLine, PricedPeriod
from smarthub_dash.domain.rates.rules.metered import MeteredUse
from smarthub_dash.domain.rates.rules.on_lines import minimum_lines, percent_discount_lines, tax_lines
from smarthub_dash.domain.rates.rules.schedule import RateSchedule, versions_over
from smarthub_dash.kit.periods import Period


def price_period(
    versions: Sequence[RateSchedule],
    *,
    period: Period,
    cycle: Period,
    use: MeteredUse,
    zone: ZoneInfo,
    facts: BillingFacts = NO_FACTS,
) -> PricedPeriod:
    """
    Return the lines of a period that lies in a billing cycle.

    :raises NoRateInForce: if a day of the period has no version, or none that names a rider that is taken
    :raises ValueError: if the period reaches out of its cycle
    """
    if period.start_on < cycle.start_on or period.end_on > cycle.end_on:
        raise ValueError(f"{period} reaches out of the billing cycle {cycle}")
    spans = versions_over(versions, period=period)
    last = spans[-1].version
    calendar = calendar_of(spans, zone=zone)
    energy = price_energy(calendar, cycle=cycle, use=use)
    lines: list[ChargeLine] = [
        *fixed_lines(spans, cycle=cycle, facts=facts),
        *energy.lines,
        *demand_lines(calendar, cycle=cycle, delivered=use.delivered),
    ]
    lines += minimum_lines(spans, lines, cycle=cycle)
    lines += discount_lines(spans, cycle=cycle, facts=facts) + percent_discount_lines(last, lines, facts=facts)
    lines += tax_lines(last, lines, facts=facts)
    return PricedPeriod(tuple(lines), energy.excess_wh, energy.excess_cents)


def price_so_far(
    versions: Sequence[RateSchedule],
    *,
    cycle: Period,
    use_so_far: MeteredUse,
    zone: ZoneInfo,
    facts: BillingFacts = NO_FACTS,
) -> PricedPeriod:
    """
    Return what a running cycle costs with the use measured until now.

    Fixed charges and tiers are whole from the first day: they will be owed, and a sum that jumps at the end would
    mislead.
    """
    return price_period(versions, period=cycle, cycle=cycle, use=use_so_far, zone=zone, facts=facts)
