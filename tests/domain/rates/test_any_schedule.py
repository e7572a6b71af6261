"""What holds of any schedule, any use and any facts: lines are the bill, parts are the whole, nothing is lost."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from smarthub_dash.domain.rates.rules.apportion import apportion
from smarthub_dash.domain.rates.rules.engine import price_period
from smarthub_dash.domain.rates.rules.facts import BillingFacts, RiderTaken
from smarthub_dash.domain.rates.rules.lines import PricedPeriod
from smarthub_dash.domain.rates.rules.metered import MeteredUse, Reads
from smarthub_dash.domain.rates.rules.on_lines import round_up_lines
from smarthub_dash.domain.rates.rules.schedule import RateSchedule
from smarthub_dash.domain.rates.rules.terms import ChargeKind
from smarthub_dash.kit.money import cents_of
from smarthub_dash.kit.periods import Period, epoch_of_day, epochs_of
from tests.support.rates import CHICAGO
from tests.support.schedules import any_facts, any_schedule, any_use

PERCENT = (ChargeKind.TAX, ChargeKind.DISCOUNT)
FIXED = (ChargeKind.SERVICE, ChargeKind.PLAN, ChargeKind.EQUIPMENT, ChargeKind.RIDER)


def price(
    versions: list[RateSchedule], period: Period, use: MeteredUse, facts: BillingFacts, cycle: Period | None = None
) -> PricedPeriod:
    return price_period(versions, period=period, cycle=cycle or period, use=use, zone=CHICAGO, facts=facts)


def told(priced: PricedPeriod) -> PricedPeriod:
    """Leave out since when each price holds."""
    return replace(priced, lines=tuple(replace(line, rate_from=date.min) for line in priced.lines))


@given(rates=any_schedule(), case=any_use(), facts=any_facts())
@settings(max_examples=80, deadline=None)
def test_the_lines_are_the_bill_and_each_is_quantity_times_price(
    rates: RateSchedule, case: tuple[Period, MeteredUse], facts: BillingFacts
) -> None:
    period, use = case

    priced = price([rates], period, use, facts)

    assert priced.cents == sum(line.cents for line in priced.lines)
    for line in priced.lines:
        is_percent = line.kind in PERCENT and line.price_text.endswith("%")
        exact = line.quantity * Fraction(line.price) / (100 if is_percent else 1)
        # Riders that began or ended within the period take the cent that their parts together must not lose.
        slack = Fraction(1, 100) if line.kind is ChargeKind.RIDER else Fraction(1, 200)
        assert abs(Fraction(line.cents, 100) - exact) <= slack
        assert is_percent or line.kind is ChargeKind.RIDER or line.cents == cents_of(exact)


@given(rates=any_schedule(), case=any_use())
@settings(max_examples=80, deadline=None)
def test_each_watt_hour_is_billed_once_or_put_by(rates: RateSchedule, case: tuple[Period, MeteredUse]) -> None:
    period, use = case

    priced = price([rates], period, use, BillingFacts())

    billed = sum(line.quantity for line in priced.lines if line.kind is ChargeKind.ENERGY) * 1000
    back = int(use.received.quantities.sum()) if rates.net_metering else 0
    assert billed - priced.excess_wh == int(use.delivered.quantities.sum()) - back
    assert priced.excess_wh >= 0
    if rates.net_metering:
        worth = Fraction(priced.excess_wh, 1000) * Fraction(rates.net_metering.avoided_cost)
        assert priced.excess_cents == cents_of(worth)


@given(rates=any_schedule(), case=any_use(), facts=any_facts(), seed=st.integers(0, 2**32 - 1))
@settings(max_examples=60, deadline=None)
def test_order_does_not_matter(
    rates: RateSchedule, case: tuple[Period, MeteredUse], facts: BillingFacts, seed: int
) -> None:
    period, use = case
    newer = replace(rates, valid_from=period.start_on + timedelta(days=2), title="Newer")
    order = np.random.default_rng(seed).permutation(len(use.delivered.starts))
    mixed = MeteredUse(
        Reads(use.delivered.starts[order], use.delivered.quantities[order], 3600),
        Reads(use.received.starts[::-1], use.received.quantities[::-1], 3600),
    )
    turned = replace(facts, riders=facts.riders[::-1])

    one = price([rates, newer], period, use, facts)
    other = price([newer, rates], period, mixed, turned)

    assert sorted(map(repr, one.lines)) == sorted(map(repr, other.lines))
    assert (one.excess_wh, one.excess_cents) == (other.excess_wh, other.excess_cents)


@given(rates=any_schedule(), case=any_use(), facts=any_facts(), days=st.sets(st.integers(0, 33), max_size=3))
@settings(max_examples=80, deadline=None)
def test_new_versions_of_the_same_prices_change_no_bill(
    rates: RateSchedule, case: tuple[Period, MeteredUse], facts: BillingFacts, days: set[int]
) -> None:
    period, use = case
    newer = [replace(rates, valid_from=period.start_on + timedelta(days=day)) for day in days]

    assert told(price([rates, *newer], period, use, facts)) == told(price([rates], period, use, facts))


@given(
    rates=any_schedule(with_energy=False),
    case=any_use(),
    facts=any_facts(),
    days=st.sets(st.integers(1, 33), max_size=4),
)
@settings(max_examples=80, deadline=None)
def test_the_parts_of_a_cycle_sum_to_it_to_the_cent(
    rates: RateSchedule, case: tuple[Period, MeteredUse], facts: BillingFacts, days: set[int]
) -> None:
    cycle, use = case
    rates = replace(rates, minimum=None, taxes=(), discounts=tuple(one for one in rates.discounts if one.price))
    cuts = [cycle.start_on + timedelta(days=day) for day in sorted(days) if day < cycle.day_count]
    edges = [cycle.start_on, *cuts, cycle.end_on]

    parts = [price([rates], Period(*edges[at : at + 2]), use, facts, cycle) for at in range(len(edges) - 1)]

    assert sum(part.cents for part in parts) == price([rates], cycle, use, facts).cents


@given(rates=any_schedule(), case=any_use(), cut=st.integers(1, 33))
@settings(max_examples=60, deadline=None)
def test_the_energy_of_the_parts_is_the_energy_of_the_whole(
    rates: RateSchedule, case: tuple[Period, MeteredUse], cut: int
) -> None:
    cycle, use = case
    flat = tuple(replace(price, up_to_kwh=None) for price in rates.energy if price.up_to_kwh is None)
    rates = replace(rates, energy=flat, net_metering=None)
    at = cycle.start_on + timedelta(days=min(cut, cycle.day_count))
    periods = [cycle] if at == cycle.end_on else [Period(cycle.start_on, at), Period(at, cycle.end_on)]

    parts = [price([rates], period, use, BillingFacts(), cycle) for period in periods]

    assert sum(map(_exact_energy, parts)) == _exact_energy(price([rates], cycle, use, BillingFacts()))


@given(rates=any_schedule(), case=any_use(), dollars=st.decimals("0.01", "0.4", places=4))
@settings(max_examples=80, deadline=None)
def test_equal_prices_give_equal_bills_in_any_shape(
    rates: RateSchedule, case: tuple[Period, MeteredUse], dollars: Decimal
) -> None:
    period, use = case
    # What is sent back is netted by window, so a shape with windows would bill another energy.
    rates = replace(rates, net_metering=None, demand=())
    same = replace(rates, energy=tuple(replace(one, price=dollars) for one in rates.energy))
    flat = replace(rates, windows=(), seasons=(), energy=(replace(same.energy[-1], season=None, window=None),))

    assert price([same], period, use, BillingFacts()).cents == price([flat], period, use, BillingFacts()).cents


@given(rates=any_schedule(), case=any_use(), facts=any_facts(), by_day=st.booleans())
@settings(max_examples=60, deadline=None)
def test_the_bars_of_a_chart_sum_to_the_bill(
    rates: RateSchedule, case: tuple[Period, MeteredUse], facts: BillingFacts, by_day: bool
) -> None:
    period, use = case
    priced = price([rates], period, use, facts)
    start, end = epochs_of(period, CHICAGO)
    edges = [*([epoch_of_day(day, CHICAGO) for day in period.days()] if by_day else range(start, end, 3600)), end]

    bars = apportion(priced.lines, [rates], period=period, cycle=period, use=use, edges=edges, zone=CHICAGO)

    assert sum(bars.use_cents) + sum(bars.fixed_cents) == priced.cents
    assert len(bars.use_cents) == len(bars.fixed_cents) == len(edges) - 1


@given(rates=any_schedule(), case=any_use(), facts=any_facts())
@settings(max_examples=60, deadline=None)
def test_rounding_up_never_loses_a_cent(
    rates: RateSchedule, case: tuple[Period, MeteredUse], facts: BillingFacts
) -> None:
    period, use = case
    facts = replace(facts, riders=(*facts.riders, RiderTaken("UP", 1, date(2020, 1, 1))))
    bill = price([rates], period, use, facts).cents

    given_away = sum(line.cents for line in round_up_lines([rates], period=period, facts=facts, bill_cents=bill))

    assert 0 <= given_away < 100
    assert (bill + given_away) % 100 == 0 if bill > 0 else given_away == 0


def _exact_energy(priced: PricedPeriod) -> Fraction:
    kinds = (ChargeKind.ENERGY, ChargeKind.ADJUSTMENT)
    return sum((line.quantity * Fraction(line.price) for line in priced.lines if line.kind in kinds), Fraction(0))
