"""A bill of each illustrative tariff of the demo co-op, worked out by hand from its file."""

from collections.abc import Mapping
from datetime import date

import numpy as np

from smarthub_dash.demo.rates import demo_schedules
from smarthub_dash.domain.rates.rules.engine import price_period
from smarthub_dash.domain.rates.rules.facts import NO_FACTS, BillingFacts, RiderTaken
from smarthub_dash.domain.rates.rules.lines import PricedPeriod
from smarthub_dash.domain.rates.rules.metered import MeteredUse, Reads, daily_use, no_reads, no_use
from smarthub_dash.domain.rates.rules.parsing import parse_schedule
from smarthub_dash.kit.periods import Period, epochs_of
from tests.support.rates import CHICAGO, hourly

JUNE, JANUARY = Period(date(2026, 6, 1), date(2026, 7, 1)), Period(date(2026, 1, 1), date(2026, 2, 1))
SINCE_2025 = date(2025, 1, 1)


def bill(*file_names: str, period: Period, use: MeteredUse, facts: BillingFacts = NO_FACTS) -> PricedPeriod:
    versions = [parse_schedule(demo_schedules()[name], file_name=name) for name in file_names]
    return price_period(versions, period=period, cycle=period, use=use, zone=CHICAGO, facts=facts)


def used(period: Period, kwh: int) -> MeteredUse:
    """Return so many kWh, all on the first day."""
    return daily_use({period.start_on: kwh * 1000}, {}, zone=CHICAGO)


def lines(priced: PricedPeriod) -> Mapping[str, int]:
    return {line.label: line.cents for line in priced.lines}


def test_flat_with_a_service_charge_and_two_versions() -> None:
    period = Period(date(2026, 3, 14), date(2026, 4, 14))
    use = daily_use(dict.fromkeys(period.days(), 30_000), {}, zone=CHICAGO)

    priced = bill("cec-res-2020.toml", "cec-res-2026.toml", period=period, use=use)

    assert [(line.label, line.quantity_text, line.cents) for line in priced.lines] == [
        ("Service charge", "18 of 31 days", 1858),  # 32.00 x 18/31 = 18.5806
        ("Service charge", "13 of 31 days", 1426),  # 34.00 less 34.00 x 18/31 = 34.00 - 19.74
        ("Energy", "540 kWh", 5751),  # x 0.1065 = 57.51
        ("Energy", "390 kWh", 4271),  # x 0.1095 = 42.705
        ("Power cost adjustment", "540 kWh", 97),  # x 0.0018 = 0.972
        ("Power cost adjustment", "390 kWh", 94),  # x 0.0024 = 0.936
        ("County sales tax", "$134.97", 202),  # 1.5 % = 2.02455
    ]
    assert priced.cents == 13699


def test_two_tiers_by_season() -> None:
    summer = bill("cec-res-step-2020.toml", period=JUNE, use=used(JUNE, 1400))
    winter = bill("cec-res-step-2020.toml", period=JANUARY, use=used(JANUARY, 1400))

    assert lines(summer) == {
        "Service charge": 2900,
        "Summer, first 1,000 kWh": 10800,  # 1,000 x 0.1080
        "Summer, beyond 1,000 kWh": 4760,  # 400 x 0.1190
        "Power cost adjustment": 252,  # 1,400 x 0.0018
        "County sales tax": 281,  # 1.5 % of 187.12 = 2.8068
    }
    assert lines(winter) == {
        "Service charge": 2900,
        "Winter, first 800 kWh": 8640,  # 800 x 0.1080
        "Winter, beyond 800 kWh": 5220,  # 600 x 0.0870
        "Power cost adjustment": 252,
        "County sales tax": 255,  # 1.5 % of 170.12 = 2.5518
    }


def test_a_charge_by_the_day_with_adjustment_minimum_and_a_city() -> None:
    auxvasse = BillingFacts(tax_jurisdiction="auxvasse")

    small = bill("cec-res-day-2020.toml", period=JUNE, use=used(JUNE, 100), facts=auxvasse)
    leap = Period(date(2028, 2, 1), date(2028, 3, 1))
    february = bill("cec-res-day-2020.toml", period=leap, use=used(leap, 600))

    assert lines(small) == {
        "Service charge": 3150,  # 30 x 1.05
        "Energy": 1015,  # 100 x 0.1015
        "Power cost adjustment": 18,  # 100 x 0.0018
        "Minimum bill": 317,  # 45.00 - 41.83
        "County sales tax": 68,  # 1.5 % of 45.00 = 0.675
        "City sales tax, Auxvasse": 45,  # 1 % of 45.00
    }
    assert lines(february) == {
        "Service charge": 3045,  # 29 x 1.05
        "Energy": 6090,  # 600 x 0.1015
        "Power cost adjustment": 108,  # 600 x 0.0018
        "County sales tax": 139,  # 1.5 % of 92.43 = 1.38645
    }


def test_residential_demand_in_the_peak_with_two_security_lights() -> None:
    start, end = epochs_of(JUNE, CHICAGO)
    quarters = Reads(np.arange(start, end, 900, dtype=np.int64), np.full(2880, 250, dtype=np.int64), 900)
    quarters.quantities[4 * 16] = 1900  # Monday June 1, 4 PM: 7.6 kW
    quarters.quantities[4 * 20] = 3000  # 8 PM is no peak
    lights = BillingFacts(riders=(RiderTaken("LIGHT", 2, SINCE_2025),))

    priced = bill("cec-res-dmd-2020.toml", period=JUNE, use=MeteredUse(quarters, no_reads()), facts=lights)

    assert lines(priced) == {
        "Service charge": 3100,
        "Security light, LED": 1950,  # 2 x 9.75
        "Energy": 5687,  # 720 + 1.65 + 2.75 = 724.4 kWh x 0.0785 = 56.8654
        "Power cost adjustment": 130,  # 724.4 x 0.0018 = 1.30392
        "Peak demand": 3230,  # 7.6 x 4.25
        "County sales tax": 211,  # 1.5 % of 140.97 = 2.11455
    }


def test_time_of_use_in_summer() -> None:
    priced = bill("cec-tou-2020.toml", period=JUNE, use=MeteredUse(hourly(JUNE, 1000), no_reads()))

    # June 2026 has 22 weekdays; none of them is a holiday. 22 x 6 = 132, 30 x 5 = 150, and 720 - 282 = 438 hours
    assert lines(priced) == {
        "Service charge": 3350,
        "On-peak energy": 2891,  # 132 x 0.2190 = 28.908
        "Off-peak energy": 3920,  # 438 x 0.0895 = 39.201
        "Overnight energy": 915,  # 150 x 0.0610
        "County sales tax": 166,  # 1.5 % of 110.76 = 1.6614
    }


def test_time_of_use_with_net_metering_over_the_clock_change_of_november() -> None:
    november = Period(date(2026, 11, 1), date(2026, 12, 1))
    noon = np.zeros(721, dtype=np.int64)
    noon[13::24] = 20_000  # from November 1 on, which has 25 hours: the hour of noon

    priced = bill(
        "cec-tou-nm-2020.toml",
        period=november,
        use=MeteredUse(hourly(november, 1000), hourly(november, noon.tolist())),
    )

    # 21 weekdays, one of them Thanksgiving: 20 x 6 = 120 hours on-peak. Overnight 30 x 5 + 1 = 151 hours.
    # Off-peak 721 - 271 = 450 kWh less 30 x 20 = 600 sent back: 150 kWh over, x 0.0312 = 4.68 for later bills
    assert lines(priced) == {
        "Service charge": 3650,
        "On-peak energy": 2088,  # 120 x 0.1740
        "Overnight energy": 921,  # 151 x 0.0610 = 9.211
        "County sales tax": 100,  # 1.5 % of 66.59 = 0.99885
    }
    assert (priced.excess_wh, priced.excess_cents) == (150_000, 468)


def test_general_service_with_demand_and_a_floodlight() -> None:
    quantities = [2000] * 720
    quantities[340] = 14_250

    priced = bill(
        "cec-gs-d-2020.toml",
        period=JUNE,
        use=MeteredUse(hourly(JUNE, quantities), no_reads()),
        facts=BillingFacts(riders=(RiderTaken("FLOODLIGHT", 1, SINCE_2025),)),
    )

    assert lines(priced) == {
        "Service charge": 3800,
        "Floodlight, LED": 1725,
        "Energy": 10674,  # 1,452.25 x 0.0735 = 106.740375
        "Power cost adjustment": 261,  # 1,452.25 x 0.0018 = 2.61405
        "Demand": 12825,  # 14.25 x 9.00
        "State sales tax": 1164,  # 4.225 % of 275.60 = 11.6441
        "County sales tax": 413,  # 1.5 % of 275.60 = 4.134
    }


def test_irrigation_by_the_day_with_tiers_in_season() -> None:
    priced = bill("cec-well-2020.toml", period=JUNE, use=used(JUNE, 1000))

    assert lines(priced) == {
        "Service charge": 2940,  # 30 x 0.98
        "Irrigation season, first 600 kWh": 6720,  # 600 x 0.1120
        "Irrigation season, beyond 600 kWh": 3540,  # 400 x 0.0885
        "County sales tax": 198,  # 1.5 % of 132.00
    }


def test_fiber_with_an_extender_for_members_with_both_services() -> None:
    facts = BillingFacts(riders=(RiderTaken("MESH", 2, SINCE_2025),), has_both_services=True)

    priced = bill("callabyte-1000-2020.toml", period=JUNE, use=no_use(), facts=facts)

    assert lines(priced) == {
        "Fiber 1 Gbps, up and down": 9995,
        "Wi-Fi router": 695,
        "Wi-Fi extender": 990,  # 2 x 4.95
        "Electric and fiber together": -500,
        "Sales tax on equipment": 96,  # 5.725 % of 16.85 = 0.96466
    }


def test_a_plan_that_changes_within_the_month_is_paid_by_its_days() -> None:
    facts, cut = BillingFacts(has_both_services=True), date(2026, 6, 13)
    until, since = Period(JUNE.start_on, cut), Period(cut, JUNE.end_on)

    def part(name: str, period: Period) -> PricedPeriod:
        versions = [parse_schedule(demo_schedules()[name], file_name=name)]
        return price_period(versions, period=period, cycle=JUNE, use=no_use(), zone=CHICAGO, facts=facts)

    slow, fast = part("callabyte-100-2020.toml", until), part("callabyte-300-2020.toml", since)

    assert lines(slow) == {
        "Fiber 100 Mbps, up and down": 2598,  # 64.95 x 12/30
        "Wi-Fi router": 278,  # 6.95 x 12/30
        "Electric and fiber together": -200,  # 5.00 x 12/30
        "Sales tax on equipment": 16,  # 5.725 % of 2.78 = 0.159
    }
    assert lines(fast) == {
        "Fiber 300 Mbps, up and down": 4797,  # 79.95 x 18/30
        "Wi-Fi router": 417,  # 6.95 less 2.78
        "Electric and fiber together": -300,
        "Sales tax on equipment": 24,  # 5.725 % of 4.17 = 0.2387
    }
