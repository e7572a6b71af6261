"""A schedule's file is read strictly; a mistake names file, key and reason."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarthub_dash.demo.rates import demo_schedules
from smarthub_dash.domain.rates.rules.fields import RefusedSchedule
from smarthub_dash.domain.rates.rules.parsing import parse_schedule
from smarthub_dash.domain.rates.rules.schedule import NoRateInForce, versions_over
from smarthub_dash.kit.periods import Period
from tests.support.rates import APRIL, FLAT, HEAD, SERVICE, schedule

UNIT, UP = 'price = "1"\nper = "month"', 'rounds_up_to = "1.00"'
RIDER = f'[[rider]]\ncode = "A"\nlabel = "A"\n{UNIT}\n'
TAX = '[[tax]]\nlabel = "T"\npercent = "1"\n'
SEASONS = """
[seasons]
summer = "06-01"
winter = "10-01"
"""


def test_a_schedule_keeps_what_its_file_says() -> None:
    read = schedule(SERVICE + FLAT)

    assert (read.code, read.valid_from, read.valid_to) == ("TEST", date(2020, 1, 1), None)
    assert (read.fixed[0].price, read.energy[0].price) == (Decimal("30.00"), Decimal("0.1000"))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("price = ", "test.toml: is not TOML"),
        (SERVICE.replace('"30.00"', "30.00"), "fixed 1.price: must be a number in quotes"),
        (SERVICE.replace("30.00", "-1"), "fixed 1.price: must not be below zero"),
        (SERVICE.replace("30.00", "NaN"), "fixed 1.price: 'NaN' is out of bounds"),
        (SERVICE.replace("30.00", "1e-9"), "fixed 1.price: '1e-9' is out of bounds"),
        (SERVICE.replace("month", "year"), "fixed 1.per: must be one of month, day"),
        (SERVICE.replace("label", "lable"), "fixed 1.label: is missing"),
        (SERVICE.replace("Service charge", "Service\\ncharge"), "fixed 1.label: must be one line of text"),
        (SERVICE + '[demand]\nlabel = "D"\nprice = "9"\ninterval_minutes = 60', "energy: is missing"),
        (FLAT + '[[demand]]\nlabel = "D"\nprice = "9"\ninterval_minutes = 60\nwindow = "x"', "demand 1.window: 'x' is"),
        (FLAT + '[[rider]]\ncode = "A"\nlabel = "A"\nrounds_up_to = "0.005"', "rider 1.rounds_up_to: must be dollars"),
        (FLAT + RIDER + RIDER, "rider.code: 'A' is named twice"),
        (FLAT + (RIDER + RIDER.replace('"A"', '"B"', 1)).replace(UNIT, UP), "rider: has two riders that round up"),
        (FLAT + RIDER + 'kind = "plan"', "rider 1.kind: must be one of rider, equipment"),
        (FLAT + '[[discount]]\nlabel = "D"\nprice = "-5"\nper = "month"', "discount 1.price: must not be below zero"),
        (FLAT + '[[discount]]\nlabel = "D"\npercent = "101"', "discount 1.percent: must not be above 100"),
        (FLAT + '[[discount]]\nlabel = "D"\npercent = "5"\nprice = "1"', "discount 1.price: is not a key that is"),
        (FLAT + '[[discount]]\nlabel = "D"\npercent = "5"\nwhen = "sunny"', "discount 1.when: must be one of always"),
        (
            FLAT + '[minimum]\nlabel = "M"\nprice = "9"\nper = "month"\ncounts = ["tax"]',
            "minimum.counts: 'tax' is none",
        ),
        (FLAT + TAX + TAX, "tax.label: 'T' is named twice"),
        (
            FLAT + '[late_charge]\npercent = "5"\ngrace_days = -1',
            "late_charge.grace_days: must be a whole number from 0",
        ),
        (FLAT + '[holidays]\nnames = ["my-birthday"]', "holidays.names: 'my-birthday' is none of new-year"),
        (FLAT + '[holidays]\nshift = "always"', "holidays.shift: must be one of never"),
        (
            FLAT + '[[window]]\nname = "x"\nhours = ["1-2"]\ndays = "weekends-and-holidays"\nskips_holidays = true',
            "contra",
        ),
        (SERVICE + 'surprise = "1"', "fixed 1.surprise: is not a key that is known here"),
        ("", "fixed: is missing: the schedule has no price at all"),
        (SERVICE + '[adjustment]\nlabel = "PCA"\nprice = "0.01"', "energy: is missing"),
        (FLAT + 'season = "summer"', "energy 1.season: 'summer' is none of [seasons]"),
        (FLAT + 'window = "on-peak"', "energy 1.window: 'on-peak' is the name of no [[window]]"),
        (FLAT + "up_to_kwh = 500", "energy: has no price in season any, window all other hours beyond 500 kWh"),
        (FLAT + FLAT, "energy: has two prices for the same kWh in season any, window all other hours"),
        (FLAT + 'season = "summer"' + SEASONS, "energy: has no price in season winter"),
        (FLAT + FLAT + 'season = "summer"' + SEASONS, "energy: has two prices for the same kWh in season summer"),
        (FLAT + SEASONS.replace("10-01", "02-29"), "seasons.winter: must be the month and day"),
        (FLAT + SEASONS.replace("10-01", "06-01"), "seasons: must name two seasons or more"),
        (FLAT + '[[window]]\nname = "x"\nhours = ["20-14"]', "window 1.hours: '20-14' must be local hours"),
        (FLAT + '[[window]]\nname = "x"\nhours = ["1-2"]', "energy: has no price in season any, window x"),
        (FLAT + '[demand]\nlabel = "D"\nprice = "9"\ninterval_minutes = 25', "demand.interval_minutes: must divide"),
        (FLAT + '[[tax]]\nlabel = "T"\npercent = "1"\non = ["air"]', "tax 1.on: 'air' is none of service"),
        (FLAT + '[[tax]]\nlabel = "T"\npercent = "1"\non = "energy"', "tax 1.on: must be a list of texts"),
    ],
)
def test_a_mistake_is_refused_with_file_key_and_reason(body: str, reason: str) -> None:
    with pytest.raises(RefusedSchedule) as refused:
        schedule(body)

    assert str(refused.value).startswith("test.toml: ")
    assert reason in str(refused.value)


def test_a_version_may_not_end_before_it_begins() -> None:
    with pytest.raises(RefusedSchedule, match=r"test\.toml: valid_to: must be after valid_from"):
        schedule("valid_to = 2019-01-01\n" + SERVICE)


@given(st.text(max_size=200))
def test_any_other_text_is_refused_and_never_breaks_the_parser(body: str) -> None:
    with pytest.raises(RefusedSchedule):
        parse_schedule(body, file_name="test.toml")


@given(st.dictionaries(st.sampled_from(["fixed", "energy", "seasons", "tax", "demand", "window"]), st.integers()))
def test_a_wrong_shape_is_refused(tables: dict[str, int]) -> None:
    body = HEAD.format(valid_from="2020-01-01") + "\n".join(f"{key} = {value}" for key, value in tables.items())

    with pytest.raises(RefusedSchedule):
        parse_schedule(body, file_name="test.toml")


def test_every_schedule_of_the_demo_is_whole_and_labelled_illustrative() -> None:
    read = [parse_schedule(body, file_name=name) for name, body in demo_schedules().items()]

    assert all(one.is_illustrative and one.note.startswith("Illustrative") for one in read)
    assert {one.code for one in read} == {
        "CEC-RES",
        "CEC-RES-STEP",
        "CEC-RES-DAY",
        "CEC-RES-DMD",
        "CEC-TOU",
        "CEC-GS-D",
        "CEC-WELL",
        "CEC-TOU-NM",
        "CALLABYTE-100",
        "CALLABYTE-300",
        "CALLABYTE-1000",
    }


def test_a_version_ends_where_the_next_begins() -> None:
    old, new = schedule(FLAT), schedule(FLAT, valid_from="2026-04-11")

    spans = versions_over([new, old], period=APRIL)

    assert [(span.version, span.period) for span in spans] == [
        (old, Period(date(2026, 4, 1), date(2026, 4, 11))),
        (new, Period(date(2026, 4, 11), date(2026, 5, 1))),
    ]


def test_a_day_without_a_version_is_said() -> None:
    ended = schedule("valid_to = 2026-04-20\n" + FLAT)

    with pytest.raises(NoRateInForce, match="no version of TEST is in force on 2026-04-20"):
        versions_over([ended], period=APRIL)
    with pytest.raises(NoRateInForce, match="no version of TEST is in force on 2026-04-01"):
        versions_over([schedule(FLAT, valid_from="2026-04-02")], period=APRIL)
