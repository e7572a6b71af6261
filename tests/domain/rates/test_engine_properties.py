"""What holds for any use: tariffs of equal prices agree, order does not matter, parts sum to the whole."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smarthub_dash.domain.rates.rules.apportion import apportion
from smarthub_dash.domain.rates.rules.engine import price_period
from smarthub_dash.domain.rates.rules.lines import PricedPeriod
from smarthub_dash.domain.rates.rules.metered import MeteredUse, Reads, no_reads
from smarthub_dash.domain.rates.rules.schedule import RateSchedule
from smarthub_dash.domain.rates.rules.terms import ChargeKind
from smarthub_dash.kit.money import cents_of
from smarthub_dash.kit.periods import Period, epoch_of_day, epochs_of
from tests.support.rates import CHICAGO, FLAT, SERVICE, hourly, schedule

PRICE = "0.1037"
REST = """
[adjustment]
label = "Power cost"
price = "0.0013"
[[tax]]
label = "Tax"
percent = "1.5"
"""
FLAT_PRICE = FLAT.replace("0.1000", PRICE)
TIERED = FLAT_PRICE + "up_to_kwh = 300\n" + FLAT_PRICE
SEASONAL = (
    '[seasons]\nsummer = "03-20"\nwinter = "10-25"\n'
    + FLAT_PRICE.replace("Energy", "Summer")
    + 'season = "summer"\n'
    + FLAT_PRICE
    + 'season = "winter"\n'
)
WINDOWED = (
    '[[window]]\nname = "on-peak"\nhours = ["6-9", "17-20"]\ndays = "weekdays"\nskips_holidays = true\n'
    '[[window]]\nname = "overnight"\nhours = ["0-5"]\n'
    + FLAT_PRICE
    + FLAT_PRICE.replace("Energy", "On-peak")
    + 'window = "on-peak"\n'
    + FLAT_PRICE.replace("Energy", "Overnight")
    + 'window = "overnight"\n'
)
VARIED = WINDOWED.replace(PRICE, "0.2111", 1).replace(PRICE, "0.0657", 1)
NET_METERING = '[net_metering]\nlabel = "Credit"\navoided_cost = "0.0312"\n'


@st.composite
def uses(draw: st.DrawFn) -> tuple[Period, MeteredUse]:
    """Hourly use of some days about the clock changes, leap days and new years."""
    near = draw(st.sampled_from([date(2026, 3, 8), date(2026, 11, 1), date(2028, 2, 29), date(2027, 1, 1)]))
    start_on = near - timedelta(days=draw(st.integers(0, 20)))
    period = Period(start_on, start_on + timedelta(days=draw(st.integers(1, 34))))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    start, end = epochs_of(period, CHICAGO)
    hours = (end - start) // 3600
    delivered = random.integers(0, 6000, hours) * random.integers(0, 2, hours)
    received = random.integers(0, 9000, hours) * random.integers(0, 2, hours)
    return period, MeteredUse(hourly(period, delivered.tolist()), hourly(period, received.tolist()))


def undated(priced: PricedPeriod) -> PricedPeriod:
    """Leave out since when each price holds."""
    return replace(priced, lines=tuple(replace(line, rate_from=date.min) for line in priced.lines))


def price(versions: list[RateSchedule], period: Period, use: MeteredUse) -> PricedPeriod:
    return price_period(versions, period=period, cycle=period, use=use, zone=CHICAGO)


@pytest.mark.parametrize("body", [TIERED, SEASONAL, WINDOWED])
@given(case=uses())
@settings(max_examples=40)
def test_tariffs_with_equal_prices_give_equal_bills(body: str, case: tuple[Period, MeteredUse]) -> None:
    period, use = case
    flat = price([schedule(SERVICE + FLAT_PRICE + REST)], period, use)

    assert price([schedule(SERVICE + body + REST)], period, use).cents == flat.cents


@pytest.mark.parametrize("body", [TIERED, SEASONAL, VARIED])
@given(case=uses(), day=st.integers(0, 40))
@settings(max_examples=40)
def test_a_new_version_of_the_same_prices_changes_no_bill(body: str, case: tuple[Period, MeteredUse], day: int) -> None:
    period, use = case
    old = schedule(SERVICE + body + NET_METERING + REST)
    new = replace(old, valid_from=period.start_on + timedelta(days=day))

    assert undated(price([old, new], period, use)) == undated(price([old], period, use))


@given(case=uses(), seed=st.integers(0, 2**32 - 1))
@settings(max_examples=40)
def test_the_order_of_reads_does_not_matter(case: tuple[Period, MeteredUse], seed: int) -> None:
    period, use = case
    order = np.random.default_rng(seed).permutation(len(use.delivered.starts))
    mixed = Reads(use.delivered.starts[order], use.delivered.quantities[order], 3600)
    whole = schedule(SERVICE + VARIED + NET_METERING + REST)

    assert price([whole], period, MeteredUse(mixed, use.received)) == price([whole], period, use)


@given(case=uses())
@settings(max_examples=40)
def test_each_line_is_its_quantity_times_its_price(case: tuple[Period, MeteredUse]) -> None:
    period, use = case

    priced = price([schedule(SERVICE + VARIED + NET_METERING + REST)], period, use)

    for line in priced.lines:
        share = 100 if line.kind is ChargeKind.TAX else 1
        assert line.cents == cents_of(line.quantity * Fraction(line.price) / share)
    assert priced.cents == sum(line.cents for line in priced.lines)


@given(case=uses())
@settings(max_examples=40)
def test_no_watt_hour_is_billed_twice_or_lost(case: tuple[Period, MeteredUse]) -> None:
    period, use = case

    priced = price([schedule(VARIED)], period, use)

    assert sum(line.quantity for line in priced.lines) * 1000 == int(use.delivered.quantities.sum())


@given(case=uses(), part=st.integers(1, 33))
@settings(max_examples=40)
def test_the_parts_of_a_cycle_sum_to_the_whole(case: tuple[Period, MeteredUse], part: int) -> None:
    cycle, use = case
    cut = cycle.start_on + timedelta(days=min(part, cycle.day_count - 1))
    parts = [Period(cycle.start_on, cut), Period(cut, cycle.end_on)] if cut > cycle.start_on else [cycle]
    whole = schedule(SERVICE + VARIED)

    priced = [price_period([whole], period=one, cycle=cycle, use=use, zone=CHICAGO) for one in parts]

    exact = sum(line.quantity * Fraction(line.price) for one in priced for line in one.lines)
    assert exact == sum(line.quantity * Fraction(line.price) for line in price([whole], cycle, use).lines)


@given(case=uses(), by_day=st.booleans())
@settings(max_examples=40)
def test_the_bars_of_a_chart_sum_to_the_bill(case: tuple[Period, MeteredUse], by_day: bool) -> None:
    period, use = case
    versions = [schedule(SERVICE + VARIED + NET_METERING + REST)]
    priced = price(versions, period, use)
    start, end = epochs_of(period, CHICAGO)
    days = [epoch_of_day(day, CHICAGO) for day in period.days()]
    edges = [*days, end] if by_day else [*range(start, end, 3600), end]

    bars = apportion(priced.lines, versions, period=period, cycle=period, use=use, edges=edges, zone=CHICAGO)

    assert sum(bars.use_cents) + sum(bars.fixed_cents) == priced.cents
    assert len(bars.use_cents) == len(bars.fixed_cents) == len(edges) - 1


def test_an_hour_on_peak_weighs_more_than_one_off_peak() -> None:
    day = Period(date(2026, 7, 2), date(2026, 7, 3))
    start, end = epochs_of(day, CHICAGO)
    versions = [schedule(SERVICE + WINDOWED.replace(PRICE, "0.10").replace('"0.10"', '"0.30"', 2))]
    use = MeteredUse(hourly(day, 10_000), no_reads())
    priced = price(versions, day, use)

    bars = apportion(
        priced.lines, versions, period=day, cycle=day, use=use, edges=[*range(start, end, 3600), end], zone=CHICAGO
    )

    # 10 kWh an hour: overnight at 0.10 is 1.00, all other hours at 0.30 are 3.00; 30.00 over 24 hours is 1.25 each.
    assert bars.use_cents == (100,) * 5 + (300,) * 19
    assert bars.fixed_cents == (125,) * 24


def test_an_hour_that_sends_energy_back_is_a_bar_below_zero() -> None:
    day = Period(date(2026, 7, 2), date(2026, 7, 3))
    start, end = epochs_of(day, CHICAGO)
    versions = [schedule(FLAT + NET_METERING)]
    use = MeteredUse(hourly(day, 5_000), hourly(day, [0] * 12 + [20_000] + [0] * 11))
    priced = price(versions, day, use)

    bars = apportion(
        priced.lines, versions, period=day, cycle=day, use=use, edges=[*range(start, end, 3600), end], zone=CHICAGO
    )

    # 24 x 5 - 20 = 100 kWh x 0.1 = 10.00; noon: 5 - 20 = -15 kWh x 0.1 = -1.50
    assert priced.cents == 1000
    assert bars.use_cents == (50,) * 12 + (-150,) + (50,) * 11
