"""Worked examples of riders, taxes of a city, discounts, the minimum bill and rounding up, done by hand."""

from datetime import date

import pytest

from smarthub_dash.domain.rates.rules.engine import price_period
from smarthub_dash.domain.rates.rules.facts import NO_FACTS, BillingFacts, RiderTaken
from smarthub_dash.domain.rates.rules.lines import PricedPeriod
from smarthub_dash.domain.rates.rules.metered import no_use, total_use
from smarthub_dash.domain.rates.rules.on_lines import round_up_lines
from smarthub_dash.domain.rates.rules.schedule import NoRateInForce, RateSchedule
from smarthub_dash.domain.rates.rules.terms import ChargeKind
from smarthub_dash.kit.periods import Period
from tests.support.rates import APRIL, CHICAGO, FLAT, SERVICE, schedule

LIGHT = '[[rider]]\ncode = "LIGHT"\nlabel = "Security light"\nprice = "9.75"\nper = "month"\n'
ROUND_UP = '[[rider]]\ncode = "UP"\nlabel = "Round up"\nrounds_up_to = "1.00"\n'
CITIES = """
[[tax]]
label = "County"
percent = "1.5"
on = ["service", "energy"]
[[tax]]
label = "Fulton"
percent = "2.5"
jurisdiction = "fulton"
on = ["service", "energy", "rider"]
[[tax]]
label = "Auxvasse"
percent = "1"
jurisdiction = "auxvasse"
"""
BOTH = '[[discount]]\nlabel = "Both services"\nwhen = "both-services"\nprice = "5.00"\nper = "month"\n'
MINIMUM = '[minimum]\nlabel = "Minimum bill"\nprice = "45.00"\nper = "month"\n'
SINCE_2025 = date(2025, 1, 1)


def price(
    versions: list[RateSchedule], facts: BillingFacts = NO_FACTS, *, wh: int = 0, period: Period = APRIL
) -> PricedPeriod:
    use = total_use(period, delivered_wh=wh, zone=CHICAGO) if wh else no_use()
    return price_period(versions, period=period, cycle=APRIL, use=use, zone=CHICAGO, facts=facts)


def taking(code: str, quantity: int = 1, since: date = SINCE_2025, until: date | None = None) -> BillingFacts:
    return BillingFacts(riders=(RiderTaken(code, quantity, since, until),))


def cents(priced: PricedPeriod) -> list[int]:
    return [line.cents for line in priced.lines]


def test_two_security_lights_are_one_line() -> None:
    priced = price([schedule(SERVICE + LIGHT)], taking("LIGHT", 2))

    # 30.00; 2 x 9.75 = 19.50
    assert cents(priced) == [3000, 1950]
    light = priced.lines[1]
    assert (light.kind, light.quantity_text, light.price_text) == (ChargeKind.RIDER, "2 × 1 month", "$9.75 per month")


def test_a_light_that_was_put_up_within_the_period_is_shared_by_days() -> None:
    since = price([schedule(SERVICE + LIGHT)], taking("LIGHT", 2, since=date(2026, 4, 21)))
    until = price([schedule(SERVICE + LIGHT)], taking("LIGHT", until=date(2026, 4, 11)))

    # From April 21: 10 of 30 days, 2 x 9.75 x 10/30 = 6.50. Until April 11: 10 days, 9.75 x 10/30 = 3.25
    assert (cents(since), since.lines[1].quantity_text) == ([3000, 650], "2 × 10 of 30 days")
    assert cents(until) == [3000, 325]
    assert cents(price([schedule(SERVICE + LIGHT)], taking("LIGHT", since=date(2026, 5, 1)))) == [3000]


def test_a_rider_whose_number_changes_keeps_both_lines() -> None:
    changed = BillingFacts(
        riders=(
            RiderTaken("LIGHT", 1, SINCE_2025, date(2026, 4, 16)),
            RiderTaken("LIGHT", 3, date(2026, 4, 16), None),
        )
    )

    # 15 of 30 days each: 9.75 / 2 = 4.875 -> 4.88; 3 x 9.75 = 29.25 less 14.625 -> 14.63 is 14.62
    assert cents(price([schedule(SERVICE + LIGHT)], changed)) == [3000, 488, 1462]


def test_a_rider_by_the_day_and_one_of_equipment() -> None:
    daily = schedule(SERVICE + LIGHT.replace("month", "day").replace("9.75", "0.32"))
    mesh = schedule(
        SERVICE + LIGHT + 'kind = "equipment"\n' + '[[tax]]\nlabel = "T"\npercent = "5"\non = ["equipment"]'
    )

    # 2 x 0.32 x 30 days = 19.20; 5 % of 9.75 = 0.4875 -> 0.49
    assert cents(price([daily], taking("LIGHT", 2))) == [3000, 1920]
    assert cents(price([mesh], taking("LIGHT"))) == [3000, 975, 49]


def test_a_rider_that_no_version_names_cannot_be_priced() -> None:
    old, new = schedule(SERVICE + LIGHT), schedule(SERVICE, valid_from="2026-04-16")

    with pytest.raises(NoRateInForce, match="TEST of 2026-04-16 names no rider LIGHT"):
        price([old, new], taking("LIGHT"))
    # What ended before the version that has dropped it is priced by the one that had it: 15 of 30 days.
    assert cents(price([old, new], taking("LIGHT", until=date(2026, 4, 16)))) == [3000, 488]


def test_a_city_taxes_what_is_served_within_it() -> None:
    taxed = schedule(SERVICE + FLAT + LIGHT + CITIES)
    light = RiderTaken("LIGHT", 1, SINCE_2025)

    fulton = price([taxed], BillingFacts(riders=(light,), tax_jurisdiction="fulton"), wh=1_000_000)
    outside = price([taxed], BillingFacts(riders=(light,)), wh=1_000_000)
    elsewhere = price([taxed], BillingFacts(tax_jurisdiction="mexico"), wh=1_000_000)

    # 30.00, light 9.75, energy 100.00: county 1.5 % of 130.00 = 1.95; city 2.5 % of 139.75 = 3.49375 -> 3.49
    assert cents(fulton) == [3000, 975, 10000, 195, 349]
    assert cents(outside) == [3000, 975, 10000, 195]
    assert cents(elsewhere) == [3000, 10000, 195]


def test_a_tax_on_all_kinds_takes_in_the_discount() -> None:
    taxed = schedule(SERVICE + BOTH + CITIES.replace('\non = ["service", "energy"]', "", 1))

    # 1.5 % of 30.00 - 5.00 = 0.375 -> 0.38
    assert cents(price([taxed], BillingFacts(has_both_services=True))) == [3000, -500, 38]


def test_members_with_both_services_pay_less_and_others_do_not() -> None:
    plan = schedule(SERVICE + BOTH)
    from_the_16th = Period(date(2026, 4, 16), date(2026, 5, 1))

    both = price([plan], BillingFacts(has_both_services=True))
    part = price([plan], BillingFacts(has_both_services=True), period=from_the_16th)

    assert cents(both) == [3000, -500]
    assert (both.lines[1].kind, both.lines[1].price_text) == (ChargeKind.DISCOUNT, "-$5.00 per month")
    # 15 of 30 days: 30.00 / 2 = 15.00; 5.00 / 2 = 2.50
    assert cents(part) == [1500, -250]
    assert cents(price([plan])) == [3000]


def test_a_discount_in_percent_is_of_the_lines_it_names() -> None:
    plan = schedule(SERVICE + FLAT + '[[discount]]\nlabel = "Employee"\npercent = "12.5"\non = ["energy"]\n')

    # 12.5 % of 123.45 = 15.43125 -> 15.43
    assert cents(price([plan], wh=1_234_500)) == [3000, 12345, -1543]


def test_a_small_bill_is_raised_to_the_minimum() -> None:
    plan = schedule(SERVICE + FLAT + MINIMUM + '[[tax]]\nlabel = "T"\npercent = "2"\non = ["service", "minimum"]')

    priced = price([plan], wh=50_000)

    # 30.00 + 50 x 0.10 = 35.00; 45.00 - 35.00 = 10.00; 2 % of 30.00 + 10.00 = 0.80
    assert cents(priced) == [3000, 500, 1000, 80]
    assert (priced.lines[2].quantity_text, priced.lines[2].price_text) == ("$45.00 less $35.00", "$45.00 per month")
    # 150 x 0.10 = 15.00 reaches 45.00; 0.60 is 2 % of 30.00
    assert cents(price([plan], wh=150_000)) == [3000, 1500, 60]
    assert cents(price([plan], wh=200_000)) == [3000, 2000, 60]


def test_the_minimum_is_shared_by_days_and_riders_do_not_count() -> None:
    plan = schedule(SERVICE + FLAT + MINIMUM + LIGHT)
    from_the_16th = Period(date(2026, 4, 16), date(2026, 5, 1))

    priced = price([plan], taking("LIGHT"), wh=10_000, period=from_the_16th)

    # Half of April: 15.00; light 9.75 less the 4.88 until the 16th = 4.87; energy 1.00; 22.50 - 16.00 = 6.50
    assert cents(priced) == [1500, 487, 100, 650]


def test_a_minimum_that_changes_is_shared_by_days() -> None:
    old = schedule(SERVICE + FLAT + MINIMUM)
    new = schedule(SERVICE + FLAT + MINIMUM.replace("45.00", "60.00"), valid_from="2026-04-11")

    # 45.00 x 10/30 + 60.00 x 20/30 = 15.00 + 40.00 = 55.00; less 30.00 = 25.00
    assert cents(price([old, new])) == [3000, 2500]


def test_a_bill_is_rounded_up_to_the_next_dollar() -> None:
    versions = [schedule(SERVICE + ROUND_UP)]

    (line,) = round_up_lines(versions, period=APRIL, facts=taking("UP"), bill_cents=14217)

    # 143.00 - 142.17 = 0.83
    assert (line.kind, line.cents, line.quantity_text) == (ChargeKind.DONATION, 83, "$142.17 to $143.00")
    assert (line.rate_code, line.rate_from) == ("TEST", date(2020, 1, 1))


@pytest.mark.parametrize("bill_cents", [14200, 0, -250])
def test_whole_dollars_and_bills_of_nothing_are_left_as_they_are(bill_cents: int) -> None:
    versions = [schedule(SERVICE + ROUND_UP)]

    assert round_up_lines(versions, period=APRIL, facts=taking("UP"), bill_cents=bill_cents) == ()


@pytest.mark.parametrize(
    "facts", [NO_FACTS, taking("UP", until=date(2026, 4, 30)), taking("UP", since=date(2026, 5, 1))]
)
def test_only_who_takes_part_on_the_last_day_is_rounded_up(facts: BillingFacts) -> None:
    versions = [schedule(SERVICE + ROUND_UP)]

    assert round_up_lines(versions, period=APRIL, facts=facts, bill_cents=14217) == ()
    assert cents(price(versions, facts)) == [3000]


def test_rounding_up_may_go_to_more_than_a_dollar() -> None:
    versions = [schedule(SERVICE + ROUND_UP.replace("1.00", "5.00"))]

    (line,) = round_up_lines(versions, period=APRIL, facts=taking("UP"), bill_cents=14217)

    assert line.cents == 283


def test_each_line_says_since_when_its_price_holds() -> None:
    old, new = schedule(SERVICE + FLAT), schedule(SERVICE + FLAT.replace("0.1000", "0.1100"), valid_from="2026-04-11")

    priced = price([old, new], wh=300_000)

    # Service did not change. The energy of this total is all known to begin on April 1.
    assert [(line.label, line.rate_from) for line in priced.lines] == [
        ("Service charge", date(2020, 1, 1)),
        ("Energy", date(2020, 1, 1)),
    ]
    since_new = price([old, new], wh=300_000, period=Period(date(2026, 4, 11), date(2026, 5, 1)))
    assert {line.rate_from for line in since_new.lines} == {date(2026, 4, 11)}
