"""Worked examples: each feature of a tariff with its arithmetic, done by hand."""

from datetime import date

import numpy as np
import pytest

from smarthub_dash.domain.rates.rules.engine import price_period
from smarthub_dash.domain.rates.rules.lines import ChargeLine, PricedPeriod
from smarthub_dash.domain.rates.rules.metered import (
    Detail,
    MeteredUse,
    Reads,
    daily_use,
    detail_needed,
    no_reads,
    total_use,
)
from smarthub_dash.domain.rates.rules.schedule import RateSchedule
from smarthub_dash.domain.rates.rules.terms import ChargeKind
from smarthub_dash.kit.periods import Period, epochs_of
from tests.support.rates import APRIL, CHICAGO, DEMAND, FLAT, SERVICE, TIERS, hourly, schedule

TAX = '[[tax]]\nlabel = "Tax"\npercent = "1.5"\non = ["service", "energy"]\n'
SEASONS = """
[seasons]
summer = "06-01"
winter = "10-01"
[[energy]]
label = "Summer"
price = "0.15"
season = "summer"
[[energy]]
label = "Winter"
price = "0.10"
season = "winter"
"""
WINDOWS = """
[[window]]
name = "on-peak"
hours = ["14-20"]
days = "weekdays"
skips_holidays = true
[[energy]]
label = "On-peak"
price = "0.20"
window = "on-peak"
[[energy]]
label = "Off-peak"
price = "0.08"
"""
NET_METERING = '[net_metering]\nlabel = "Credit"\navoided_cost = "0.03"\n'


def price(
    versions: list[RateSchedule], use: MeteredUse, *, period: Period = APRIL, cycle: Period | None = None
) -> PricedPeriod:
    return price_period(versions, period=period, cycle=cycle or period, use=use, zone=CHICAGO)


def total(wh: int, *, period: Period = APRIL, received_wh: int = 0) -> MeteredUse:
    return total_use(period, delivered_wh=wh, received_wh=received_wh, zone=CHICAGO)


def cents(priced: PricedPeriod) -> list[int]:
    return [line.cents for line in priced.lines]


def texts(line: ChargeLine) -> tuple[str, str, str]:
    return line.label, line.quantity_text, line.price_text


def test_a_flat_bill_is_service_energy_and_tax() -> None:
    priced = price([schedule(SERVICE + FLAT + TAX)], total(1_234_500))

    # 30.00; 1,234.5 x 0.1000 = 123.45; 1.5 % of 153.45 = 2.30175 -> 2.30
    assert cents(priced) == [3000, 12345, 230]
    assert priced.cents == 15575
    assert [texts(line) for line in priced.lines] == [
        ("Service charge", "1 month", "$30.00 per month"),
        ("Energy", "1,234.5 kWh", "$0.1000 per kWh"),
        ("Tax", "$153.45", "1.5 %"),
    ]


def test_half_a_cent_rounds_up() -> None:
    # 0.05 kWh x 0.1000 = 0.005
    assert cents(price([schedule(FLAT)], total(50))) == [1]


def test_tiers_are_filled_from_below() -> None:
    # 500 x 0.12 = 60.00; 120.5 x 0.09 = 10.845 -> 10.85
    assert cents(price([schedule(TIERS)], total(620_500))) == [6000, 1085]
    assert cents(price([schedule(TIERS)], total(500_000))) == [6000]


def test_tiers_shrink_with_a_part_of_the_cycle() -> None:
    part = Period(date(2026, 4, 1), date(2026, 4, 13))

    priced = price([schedule(TIERS)], total(620_000, period=part), period=part, cycle=APRIL)

    # 12 of 30 days: the first tier ends at 200 kWh. 200 x 0.12 = 24.00; 420 x 0.09 = 37.80
    assert cents(priced) == [2400, 3780]


def test_each_day_is_priced_in_its_season() -> None:
    period = Period(date(2026, 5, 20), date(2026, 6, 20))
    use = daily_use(dict.fromkeys(period.days(), 10_000), {}, zone=CHICAGO)

    # May 20-31 is 12 days of winter: 120 kWh x 0.10 = 12.00; June 1-19 is 19 of summer: 190 x 0.15 = 28.50
    assert cents(price([schedule(SEASONS)], use, period=period)) == [1200, 2850]


def test_a_season_runs_over_the_new_year() -> None:
    period = Period(date(2025, 12, 15), date(2026, 1, 15))

    assert detail_needed([schedule(SEASONS)], period=period) is Detail.TOTAL
    assert cents(price([schedule(SEASONS)], total(100_000, period=period), period=period)) == [1000]


def test_a_time_of_use_day_has_its_windows() -> None:
    # July 2 2026 is a Thursday, the 3rd a Friday, the 4th a holiday and a Saturday, the 5th a Sunday.
    period = Period(date(2026, 7, 2), date(2026, 7, 6))

    priced = price([schedule(WINDOWS)], MeteredUse(hourly(period, 1000), no_reads()), period=period)

    # 2 weekdays x 6 hours = 12 kWh x 0.20 = 2.40; 96 - 12 = 84 kWh x 0.08 = 6.72
    assert cents(priced) == [240, 672]


def test_a_holiday_on_a_weekday_has_no_peak() -> None:
    thanksgiving = Period(date(2026, 11, 26), date(2026, 11, 27))

    priced = price([schedule(WINDOWS)], MeteredUse(hourly(thanksgiving, 1000), no_reads()), period=thanksgiving)

    assert [texts(line) for line in priced.lines] == [("Off-peak", "24 kWh", "$0.08 per kWh")]


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 9), 24), (date(2026, 3, 8), 23), (date(2026, 11, 1), 25)])
def test_a_clock_change_moves_no_hour_of_the_afternoon(day: date, hours: int) -> None:
    period = Period(day, date.fromordinal(day.toordinal() + 1))
    every_day = schedule(WINDOWS.replace("weekdays", "every-day"))
    wall_clock = hourly(period, 0)
    # One kWh from 14:00 to 15:00 and one from 20:00 to 21:00, counted from the end of the day.
    quantities = np.zeros(hours, dtype=np.int64)
    quantities[-10] = quantities[-4] = 1000

    priced = price([every_day], MeteredUse(Reads(wall_clock.starts, quantities, 3600), no_reads()), period=period)

    assert [texts(line)[:2] for line in priced.lines] == [("On-peak", "1 kWh"), ("Off-peak", "1 kWh")]


def test_the_hours_of_a_changed_day_are_all_billed() -> None:
    spring, autumn = (Period(date(2026, 3, 8), date(2026, 3, 9)), Period(date(2026, 11, 1), date(2026, 11, 2)))

    for period, kwh in ((spring, 23), (autumn, 25)):
        priced = price([schedule(FLAT)], MeteredUse(hourly(period, 1000), no_reads()), period=period)
        assert cents(priced) == [kwh * 10]


def test_demand_is_the_highest_clock_hour() -> None:
    quantities = [1000] * 720
    quantities[100] = 12_345

    priced = price([schedule(FLAT + DEMAND)], MeteredUse(hourly(APRIL, quantities), no_reads()))

    # 719 + 12.345 kWh = 731.345 x 0.1 = 73.1345 -> 73.13; 12.345 kW x 9.00 = 111.105 -> 111.11
    assert cents(priced) == [7313, 11111]
    assert texts(priced.lines[1]) == ("Demand", "12.345 kW", "$9.00 per kW")


def test_quarter_hours_are_averaged_over_the_demand_interval() -> None:
    first, _ = epochs_of(APRIL, CHICAGO)
    quarters = Reads(np.arange(first, first + 7200, 900), np.array([0, 0, 3000, 3000, 3000, 0, 0, 0]), 900)

    hourly_demand = price([schedule(FLAT + DEMAND)], MeteredUse(quarters, no_reads()))
    quarterly = price([schedule(FLAT + DEMAND.replace("60", "15"))], MeteredUse(quarters, no_reads()))

    # The best clock hour holds 6 kWh, so 6 kW; the best quarter holds 3 kWh in 15 minutes, so 12 kW.
    assert (hourly_demand.lines[-1].cents, quarterly.lines[-1].cents) == (5400, 10800)


def test_a_small_demand_is_billed_at_the_least() -> None:
    least = schedule(FLAT + DEMAND + 'minimum_kw = "5"\n')

    assert price([least], MeteredUse(hourly(APRIL, 1000), no_reads())).lines[-1].cents == 4500


def test_energy_sent_back_is_netted_and_the_rest_put_by() -> None:
    netted = schedule(FLAT + NET_METERING)

    # 300 - 120.5 = 179.5 x 0.1 = 17.95
    used = price([netted], total(300_000, received_wh=120_500))
    assert (cents(used), used.excess_wh, used.excess_cents) == ([1795], 0, 0)
    # 120.5 - 300 = -179.5: worth 179.5 x 0.03 = 5.385 -> 5.39, but not on this bill
    sent_back = price([netted], total(120_500, received_wh=300_000))
    assert (cents(sent_back), sent_back.excess_wh, sent_back.excess_cents) == ([], 179_500, 539)
    even = price([netted], total(300_000, received_wh=300_000))
    assert (cents(even), even.excess_wh, even.excess_cents) == ([], 0, 0)


def test_energy_sent_back_in_one_window_does_not_pay_for_another() -> None:
    day = Period(date(2026, 7, 2), date(2026, 7, 3))
    solar = np.zeros(24, dtype=np.int64)
    solar[12] = 30_000  # noon is off-peak

    priced = price(
        [schedule(WINDOWS + NET_METERING)], MeteredUse(hourly(day, 1000), hourly(day, solar.tolist())), period=day
    )

    # On-peak 6 x 0.20 = 1.20; off-peak 18 - 30 = -12, worth 12 x 0.03 = 0.36 later
    assert cents(priced) == [120]
    assert (priced.excess_wh, priced.excess_cents) == (12_000, 36)


def test_without_net_metering_energy_sent_back_changes_nothing() -> None:
    assert cents(price([schedule(FLAT)], total(300_000, received_wh=120_500))) == [3000]


def test_an_adjustment_follows_billed_energy_and_may_be_below_zero() -> None:
    adjusted = schedule(FLAT + '[adjustment]\nlabel = "Power cost"\nprice = "-0.0015"\n')

    # 1,000 x 0.1 = 100.00; 1,000 x -0.0015 = -1.50
    assert cents(price([adjusted], total(1_000_000))) == [10000, -150]


def test_reads_outside_the_period_are_not_billed() -> None:
    wider = Period(date(2026, 3, 30), date(2026, 5, 3))

    priced = price([schedule(WINDOWS)], MeteredUse(hourly(wider, 1000), no_reads()))

    assert sum(line.quantity for line in priced.lines if line.kind is ChargeKind.ENERGY) == 720
