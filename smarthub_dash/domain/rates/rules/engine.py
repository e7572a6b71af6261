"""
Price a period: versions of a schedule and measured use in, lines in whole cents out.

Conventions, each tested:
- A line is quantity x price, rounded once; the bill is the sum of its lines.
- Parts of a period that have one price are one line, so splitting a period where no price changes changes nothing.
- A monthly charge is whole for a whole billing cycle, whatever its length; days of a part are shared by days / cycle.
- Tiers shrink with the part of the cycle they apply to.
- Energy sent back is netted per part and window; what is left over is credited at avoided cost.
- Demand is the highest average over one clock interval of the whole period; a change of its price shares it by days.
- Taxes are those in force on the period's last day, each on the rounded lines that it names.
"""

from collections.abc import Sequence
from fractions import Fraction
from zoneinfo import ZoneInfo

from smarthub_dash.domain.rates.rules.demand import demand_lines
from smarthub_dash.domain.rates.rules.energy import energy_lines
from smarthub_dash.domain.rates.rules.lines import ChargeLine, PricedPeriod, price_text
from smarthub_dash.domain.rates.rules.metered import MeteredUse
from smarthub_dash.domain.rates.rules.schedule import (
    ChargeKind,
    FixedCharge,
    Per,
    RateSchedule,
    Tax,
    VersionSpan,
    versions_over,
)
from smarthub_dash.kit.money import cents_of, money_text
from smarthub_dash.kit.periods import Period


def price_period(
    versions: Sequence[RateSchedule], *, period: Period, cycle: Period, use: MeteredUse, zone: ZoneInfo
) -> PricedPeriod:
    """
    Return the lines of a period that lies in a billing cycle.

    :raises NoRateInForce: if a day of the period has no version
    :raises ValueError: if the period reaches out of its cycle
    """
    if period.start_on < cycle.start_on or period.end_on > cycle.end_on:
        raise ValueError(f"{period} reaches out of the billing cycle {cycle}")
    spans = versions_over(versions, period=period)
    lines = [
        *_fixed_lines(spans, cycle),
        *energy_lines(spans, cycle=cycle, use=use, zone=zone),
        *demand_lines(spans, cycle=cycle, delivered=use.delivered, zone=zone),
    ]
    last = spans[-1].version
    taxes = [_tax_line(tax, lines, last.code) for tax in last.taxes]
    return PricedPeriod((*lines, *(line for line in taxes if line.cents)))


def price_so_far(
    versions: Sequence[RateSchedule], *, cycle: Period, use_so_far: MeteredUse, zone: ZoneInfo
) -> PricedPeriod:
    """
    Return what a running cycle costs with the use measured until now.

    Fixed charges and tiers are whole from the first day: they will be owed, and a sum that jumps at the end would
    mislead.
    """
    return price_period(versions, period=cycle, cycle=cycle, use=use_so_far, zone=zone)


def _fixed_lines(spans: Sequence[VersionSpan], cycle: Period) -> list[ChargeLine]:
    # By what is charged and its price: a new version that only rewords a charge must not split its line.
    days: dict[tuple[object, ...], int] = {}
    charges: dict[tuple[object, ...], FixedCharge] = {}
    for span in spans:
        for charge in span.version.fixed:
            key = (charge.kind, charge.label, charge.price, charge.per)
            days[key] = days.get(key, 0) + span.period.day_count
            charges[key] = charge
    code = spans[-1].version.code
    return [_fixed_line(charges[key], count, cycle.day_count, code) for key, count in days.items()]


def _fixed_line(charge: FixedCharge, days: int, cycle_days: int, rate_code: str) -> ChargeLine:
    if charge.per is Per.DAY:
        quantity, text = Fraction(days), f"{days} days" if days > 1 else "1 day"
    else:
        quantity = Fraction(days, cycle_days)
        text = "1 month" if quantity == 1 else f"{days} of {cycle_days} days"
    return ChargeLine(
        kind=charge.kind,
        label=charge.label,
        quantity=quantity,
        quantity_text=text,
        price=charge.price,
        price_text=price_text(charge.price, charge.per),
        explanation=charge.explanation,
        rate_code=rate_code,
        cents=cents_of(quantity * Fraction(charge.price)),
    )


def _tax_line(tax: Tax, lines: Sequence[ChargeLine], rate_code: str) -> ChargeLine:
    base = Fraction(sum(line.cents for line in lines if line.kind in tax.on), 100)
    return ChargeLine(
        kind=ChargeKind.TAX,
        label=tax.label,
        quantity=base,
        quantity_text=money_text(int(base * 100)),
        price=tax.percent,
        price_text=f"{tax.percent.normalize():f} %",
        explanation=tax.explanation,
        rate_code=rate_code,
        cents=cents_of(base * Fraction(tax.percent) / 100),
    )
