"""Worked examples of day types, holidays, demand in a window or season, and net metering within a month."""

from datetime import date

import numpy as np
import pytest

from smarthub_dash.domain.rates.rules.engine import price_period
from smarthub_dash.domain.rates.rules.holidays import (
    UNIX_EPOCH_ORDINAL,
    Holiday,
    HolidayRule,
    HolidayShift,
    holidays_in,
)
from smarthub_dash.domain.rates.rules.lines import PricedPeriod
from smarthub_dash.domain.rates.rules.metered import MeteredUse, Reads, daily_use, no_reads
from smarthub_dash.domain.rates.rules.schedule import RateSchedule
from smarthub_dash.kit.periods import Period, epochs_of
from tests.support.rates import APRIL, CHICAGO, FLAT, hourly, schedule

PEAK = '[[window]]\nname = "peak"\nhours = ["15-19"]\ndays = "weekdays"\nskips_holidays = true\n'
PEAK_ENERGY = FLAT + FLAT + 'window = "peak"\n'
PEAK_DEMAND = '[[demand]]\nlabel = "Peak demand"\nprice = "4.25"\nwindow = "peak"\ninterval_minutes = 15\n'
NET_METERING = '[net_metering]\nlabel = "Credit"\navoided_cost = "0.03"\n'


def price(versions: list[RateSchedule], use: MeteredUse, *, period: Period = APRIL) -> PricedPeriod:
    return price_period(versions, period=period, cycle=period, use=use, zone=CHICAGO)


def cents(priced: PricedPeriod) -> list[int]:
    return [line.cents for line in priced.lines]


def quarter_hours(period: Period) -> Reads:
    start, end = epochs_of(period, CHICAGO)
    starts = np.arange(start, end, 900, dtype=np.int64)
    return Reads(starts, np.zeros(len(starts), dtype=np.int64), 900)


def test_demand_of_a_window_does_not_see_the_rest_of_the_day() -> None:
    thursday = Period(date(2026, 7, 2), date(2026, 7, 3))
    use = quarter_hours(thursday)
    use.quantities[59] = 4000  # 14:45, 16 kW
    use.quantities[60] = 2000  # 15:00, 8 kW
    use.quantities[76] = 3000  # 19:00, 12 kW

    priced = price([schedule(PEAK + PEAK_ENERGY + PEAK_DEMAND)], MeteredUse(use, no_reads()), period=thursday)

    # 9 kWh x 0.10 = 0.90; 2 kWh in a quarter hour is 8 kW: 8 x 4.25 = 34.00
    assert cents(priced) == [90, 3400]
    assert priced.lines[1].quantity_text == "8 kW"


def test_a_period_without_a_peak_hour_has_no_peak_demand() -> None:
    weekend = Period(date(2026, 7, 4), date(2026, 7, 6))
    use = MeteredUse(hourly(weekend, 5000), no_reads())

    priced = price([schedule(PEAK + PEAK_ENERGY + PEAK_DEMAND)], use, period=weekend)

    assert cents(priced) == [2400, 0]


def test_quarter_hours_are_blocks_of_the_clock_and_none_slides() -> None:
    day = Period(date(2026, 7, 2), date(2026, 7, 3))
    first, _ = epochs_of(day, CHICAGO)
    five_minutes = Reads(np.arange(first, first + 3600, 300), np.array([0, 0, 900, 900, 900, 0, 0, 0, 0, 0, 0, 0]), 300)
    demand = '[demand]\nlabel = "Demand"\nprice = "1.00"\ninterval_minutes = 15\n'

    priced = price([schedule(FLAT + demand)], MeteredUse(five_minutes, no_reads()), period=day)

    # The busiest 15 minutes, 0:10 to 0:25, hold 2.7 kWh; the best block, 0:15 to 0:30, holds 1.8: 7.2 kW x 1.00
    assert cents(priced) == [27, 720]


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 8), 23), (date(2026, 11, 1), 25)])
def test_demand_of_a_day_with_a_changed_clock_is_one_of_its_hours(day: date, hours: int) -> None:
    period = Period(day, date.fromordinal(day.toordinal() + 1))
    demand = '[demand]\nlabel = "Demand"\nprice = "9.00"\ninterval_minutes = 60\n'
    for hour in range(hours):
        quantities = [1000] * hours
        quantities[hour] = 7000

        priced = price([schedule(FLAT + demand)], MeteredUse(hourly(period, quantities), no_reads()), period=period)

        # 7 kW x 9.00, also where an hour is missing or there twice
        assert cents(priced) == [(hours - 1) * 10 + 70, 6300]


def test_an_hour_that_is_there_twice_is_in_its_window_twice() -> None:
    autumn, spring = Period(date(2026, 11, 1), date(2026, 11, 2)), Period(date(2026, 3, 8), date(2026, 3, 9))
    night = '[[window]]\nname = "night"\nhours = ["1-3"]\n' + FLAT + FLAT.replace("0.1000", "0.0500")
    night += 'window = "night"\n'

    long = price([schedule(night)], MeteredUse(hourly(autumn, 1000), no_reads()), period=autumn)
    short = price([schedule(night)], MeteredUse(hourly(spring, 1000), no_reads()), period=spring)

    # 25 hours: 1 AM comes twice, so 3 of them are night: 22 x 0.10 and 3 x 0.05. 23 hours: there is no 2 AM: 22 and 1.
    assert cents(long) == [220, 15]
    assert cents(short) == [220, 5]


def test_a_demand_of_one_season_is_shared_by_its_days() -> None:
    seasons = '[seasons]\nsummer = "06-01"\nwinter = "10-01"\n'
    demand = '[[demand]]\nlabel = "Summer demand"\nprice = "6.00"\nseason = "summer"\ninterval_minutes = 60\n'
    period = Period(date(2026, 5, 20), date(2026, 6, 19))

    quantities = [10_000] * 720
    quantities[0] = 50_000  # in May: not of the season

    priced = price(
        [schedule(seasons + FLAT + demand)], MeteredUse(hourly(period, quantities), no_reads()), period=period
    )

    # 7,200 + 40 kWh x 0.10 = 724.00; 10 kW x 6.00 x 18/30 = 36.00
    assert cents(priced) == [72400, 3600]
    assert priced.lines[1].quantity_text == "10 kW, 18 of 30 days"
    may = Period(date(2026, 5, 1), date(2026, 6, 1))
    assert (
        len(price([schedule(seasons + FLAT + demand)], MeteredUse(hourly(may, 1000), no_reads()), period=may).lines)
        == 1
    )


def test_weekends_may_take_the_holidays_in() -> None:
    weekend = '[[window]]\nname = "rest"\nhours = ["0-24"]\ndays = "weekends-and-holidays"\n'
    rates = weekend + FLAT + FLAT.replace("0.1000", "0.0500") + 'window = "rest"\n'
    thanksgiving_week = Period(date(2026, 11, 23), date(2026, 11, 30))

    priced = price([schedule(rates)], MeteredUse(hourly(thanksgiving_week, 1000), no_reads()), period=thanksgiving_week)

    # 7 days: Thursday, Saturday and Sunday rest, 72 x 0.05 = 3.60; 96 x 0.10 = 9.60
    assert cents(priced) == [960, 360]


def test_holidays_may_be_named_and_moved() -> None:
    def kept(shift: HolidayShift, *names: Holiday, year: int) -> list[date]:
        found = holidays_in(Period(date(year, 1, 1), date(year + 1, 1, 1)), HolidayRule(names, shift))
        return [date.fromordinal(int(day) + UNIX_EPOCH_ORDINAL) for day in found]

    # July 4 2026 is a Saturday; July 4 2027 a Sunday; January 1 2028 a Saturday, kept on the last day of 2027.
    assert kept(HolidayShift.NEVER, Holiday.INDEPENDENCE, year=2026) == [date(2026, 7, 4)]
    assert kept(HolidayShift.SUNDAY_TO_MONDAY, Holiday.INDEPENDENCE, year=2026) == [date(2026, 7, 4)]
    assert kept(HolidayShift.NEAREST_WEEKDAY, Holiday.INDEPENDENCE, year=2026) == [date(2026, 7, 3)]
    assert kept(HolidayShift.SUNDAY_TO_MONDAY, Holiday.INDEPENDENCE, year=2027) == [date(2027, 7, 5)]
    assert kept(HolidayShift.NEAREST_WEEKDAY, Holiday.NEW_YEAR, year=2027) == [date(2027, 1, 1), date(2027, 12, 31)]
    assert kept(
        HolidayShift.NEVER,
        Holiday.MARTIN_LUTHER_KING,
        Holiday.PRESIDENTS,
        Holiday.JUNETEENTH,
        Holiday.VETERANS,
        Holiday.AFTER_THANKSGIVING,
        Holiday.CHRISTMAS_EVE,
        year=2026,
    ) == [
        date(2026, 1, 19),
        date(2026, 2, 16),
        date(2026, 6, 19),
        date(2026, 11, 11),
        date(2026, 11, 27),
        date(2026, 12, 24),
    ]


def test_a_month_is_netted_as_a_whole_though_its_price_changes() -> None:
    old = schedule(FLAT + NET_METERING)
    new = schedule((FLAT + NET_METERING).replace("0.1000", "0.1200"), valid_from="2026-04-11")
    use = daily_use({date(2026, 4, 2): 50_000, date(2026, 4, 20): 200_000}, {date(2026, 4, 3): 110_000}, zone=CHICAGO)

    priced = price([old, new], use)

    # April 1-10: 50 - 110 = -60; April 11-30: +200. The month used 140 kWh, all at 0.12 = 16.80; nothing is over.
    assert cents(priced) == [1680]
    assert (priced.excess_wh, priced.excess_cents) == (0, 0)


def test_what_a_month_leaves_over_is_worth_the_avoided_cost_of_its_days() -> None:
    old = schedule(FLAT + NET_METERING)
    new = schedule((FLAT + NET_METERING).replace('"0.03"', '"0.05"'), valid_from="2026-04-11")
    use = daily_use({date(2026, 4, 2): 20_000}, {date(2026, 4, 3): 80_000, date(2026, 4, 20): 40_000}, zone=CHICAGO)

    priced = price([old, new], use)

    # -60 and -40 kWh: 60 x 0.03 + 40 x 0.05 = 1.80 + 2.00
    assert cents(priced) == []
    assert (priced.excess_wh, priced.excess_cents) == (100_000, 380)


def test_tiers_are_filled_once_though_the_adjustment_changes_within_the_month() -> None:
    tiers = '[[energy]]\nlabel = "First"\nprice = "0.12"\nup_to_kwh = 500\n[[energy]]\nlabel = "Rest"\nprice = "0.09"\n'
    cost = '[adjustment]\nlabel = "Power cost"\nprice = "0.0010"\n'
    old, new = schedule(tiers + cost), schedule(tiers + cost.replace("0.0010", "0.0020"), valid_from="2026-04-11")
    use = daily_use({date(2026, 4, 2): 100_000, date(2026, 4, 20): 600_000}, {}, zone=CHICAGO)

    # 700 kWh: 500 x 0.12 = 60.00, 200 x 0.09 = 18.00; 100 x 0.001 = 0.10 and 600 x 0.002 = 1.20
    assert cents(price([old, new], use)) == [6000, 1800, 10, 120]


def test_several_meters_of_one_service_peak_together() -> None:
    day = Period(date(2026, 7, 2), date(2026, 7, 3))
    one = hourly(day, 2000)
    both = Reads(np.concatenate([one.starts, one.starts]), np.concatenate([one.quantities, one.quantities]), 3600)
    demand = '[demand]\nlabel = "Demand"\nprice = "9.00"\ninterval_minutes = 60\n'

    # 2 x 24 x 2 kWh x 0.10 = 9.60; 4 kW x 9.00 = 36.00
    assert cents(price([schedule(FLAT + demand)], MeteredUse(both, no_reads()), period=day)) == [960, 3600]
