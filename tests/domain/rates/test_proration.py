"""Worked examples of charges that stay whole, and of those that are shared by days."""

from datetime import date

import pytest

from smarthub_dash.domain.rates.rules.engine import price_period, price_so_far
from smarthub_dash.domain.rates.rules.lines import PricedPeriod
from smarthub_dash.domain.rates.rules.metered import Detail, MeteredUse, daily_use, detail_needed, no_reads, no_use
from smarthub_dash.domain.rates.rules.schedule import RateSchedule
from smarthub_dash.kit.periods import Period
from tests.support.rates import APRIL, CHICAGO, DEMAND, FLAT, SERVICE, TIERS, hourly, schedule


def price(
    versions: list[RateSchedule], use: MeteredUse, *, period: Period = APRIL, cycle: Period | None = None
) -> PricedPeriod:
    return price_period(versions, period=period, cycle=cycle or period, use=use, zone=CHICAGO)


def cents(priced: PricedPeriod) -> list[int]:
    return [line.cents for line in priced.lines]


def test_a_price_that_changes_within_the_period_is_shared_by_days() -> None:
    old = schedule(SERVICE + FLAT)
    new = schedule(SERVICE.replace("30.00", "36.00") + FLAT.replace("0.1000", "0.1100"), valid_from="2026-04-11")
    use = daily_use(dict.fromkeys(APRIL.days(), 10_000), {}, zone=CHICAGO)

    priced = price([old, new], use)

    # 30.00 x 10/30 = 10.00; 36.00 x 20/30 = 24.00; 100 kWh x 0.10 = 10.00; 200 kWh x 0.11 = 22.00
    assert cents(priced) == [1000, 2400, 1000, 2200]
    assert priced.lines[0].quantity_text == "10 of 30 days"
    assert detail_needed([old, new], period=APRIL) is Detail.DAY


def test_a_new_version_with_the_same_price_leaves_the_line_whole() -> None:
    old = schedule(SERVICE + FLAT)
    new = schedule(SERVICE + FLAT.replace("Energy", "Power"), valid_from="2026-04-11")
    use = daily_use(dict.fromkeys(APRIL.days(), 10_000), {}, zone=CHICAGO)

    assert cents(price([old, new], use)) == [3000, 3000]


def test_a_demand_price_that_changes_is_shared_by_days() -> None:
    old = schedule(FLAT + DEMAND)
    new = schedule(FLAT + DEMAND.replace("9.00", "12.00"), valid_from="2026-04-11")

    priced = price([old, new], MeteredUse(hourly(APRIL, 10_000), no_reads()))

    # 10 kW x 9.00 x 10/30 = 30.00; 10 kW x 12.00 x 20/30 = 80.00
    assert cents(priced)[1:] == [3000, 8000]
    assert priced.lines[1].quantity_text == "10 kW, 10 of 30 days"


@pytest.mark.parametrize(
    ("cycle", "start_on", "expected"),
    [
        (Period(date(2026, 1, 31), date(2026, 2, 28)), date(2026, 2, 14), 1500),  # 14 of 28 days: 30.00 x 14/28
        (Period(date(2028, 2, 1), date(2028, 3, 1)), date(2028, 2, 29), 103),  # 1 of 29: 1.0345 -> 1.03
        (Period(date(2027, 2, 1), date(2027, 3, 1)), date(2027, 2, 28), 107),  # 1 of 28: 1.0714 -> 1.07
        (Period(date(2026, 12, 15), date(2027, 1, 15)), date(2027, 1, 1), 1355),  # 14 of 31: 13.548 -> 13.55
        (Period(date(2026, 3, 1), date(2026, 4, 1)), date(2026, 3, 1), 3000),  # a whole cycle with a 23-hour day
    ],
)
def test_a_monthly_charge_is_shared_by_days_of_its_cycle(cycle: Period, start_on: date, expected: int) -> None:
    period = Period(start_on, cycle.end_on)

    assert cents(price([schedule(SERVICE)], no_use(), period=period, cycle=cycle)) == [expected]


def test_three_thirds_of_a_month_are_the_month_to_the_cent() -> None:
    ten = schedule(SERVICE.replace("30.00", "10.00"))
    edges = [date(2026, 4, 1), date(2026, 4, 11), date(2026, 4, 21), date(2026, 5, 1)]

    thirds = [cents(price([ten], no_use(), period=Period(*edges[at : at + 2]), cycle=APRIL)) for at in range(3)]

    # 3.3333 until the 10th is 3.33; 6.6667 until the 20th is 6.67, so 3.34; 10.00 less 6.67 is 3.33. Not 9.99 in all.
    assert thirds == [[333], [334], [333]]


def test_a_daily_charge_counts_days() -> None:
    daily = schedule(SERVICE.replace("month", "day").replace("30.00", "0.98"))

    # 0.98 x 30 = 29.40; a leap February has 29 days: 0.98 x 29 = 28.42
    assert cents(price([daily], no_use())) == [2940]
    assert cents(price([daily], no_use(), period=Period(date(2028, 2, 1), date(2028, 3, 1)))) == [2842]


def test_a_fiber_plan_needs_no_use_and_taxes_its_equipment_only() -> None:
    plan = schedule(
        '[[fixed]]\nkind = "plan"\nlabel = "Fiber"\nprice = "79.95"\nper = "month"\n'
        '[[fixed]]\nkind = "equipment"\nlabel = "Router"\nprice = "6.95"\nper = "month"\n'
        '[[fixed]]\nkind = "rider"\nlabel = "Both services"\nprice = "-5.00"\nper = "month"\n'
        '[[tax]]\nlabel = "Tax"\npercent = "5.725"\non = ["equipment"]\n'
    )

    # 5.725 % of 6.95 = 0.3979 -> 0.40
    assert cents(price([plan], no_use())) == [7995, 695, -500, 40]
    assert detail_needed([plan], period=APRIL) is Detail.NOTHING


def test_a_running_cycle_owes_its_fixed_charges_whole() -> None:
    so_far = daily_use({date(2026, 4, 1): 10_000}, {}, zone=CHICAGO)

    priced = price_so_far([schedule(SERVICE + TIERS)], cycle=APRIL, use_so_far=so_far, zone=CHICAGO)

    # 30.00; 10 kWh x 0.12 = 1.20: the first tier is the whole cycle's
    assert cents(priced) == [3000, 120]


def test_a_period_that_reaches_out_of_its_cycle_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="reaches out"):
        price([schedule(SERVICE)], no_use(), period=APRIL, cycle=Period(date(2026, 4, 2), date(2026, 5, 2)))
