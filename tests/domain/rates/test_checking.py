"""Files of rate schedules are checked one by one and against each other, and summed up in words."""

from smarthub_dash.demo.rates import demo_schedules
from smarthub_dash.domain.rates.rules.checking import check_schedules
from smarthub_dash.domain.rates.rules.describing import words_of
from tests.support.rates import FLAT, HEAD, SERVICE, schedule

LIGHT = '[[rider]]\ncode = "LIGHT"\nlabel = "Security light"\nprice = "9.75"\nper = "month"\n'


def body(valid_from: str, rest: str = SERVICE + FLAT, *, until: str = "") -> str:
    end = f"valid_to = {until}\n" if until else ""
    return HEAD.format(valid_from=valid_from) + end + rest


def test_the_demo_s_files_have_no_mistake_and_nothing_to_look_at() -> None:
    checked = check_schedules(demo_schedules())

    assert len(checked.good) == len(demo_schedules())
    assert (checked.mistakes, checked.warnings) == ((), ())


def test_all_mistakes_of_a_file_are_told_at_once() -> None:
    wrong = body(
        "2026-01-01", SERVICE.replace('"30.00"', "30.00") + FLAT.replace("label", "lable") + 'colour = "red"\n'
    )

    checked = check_schedules({"a.toml": "surprise = 1\n" + wrong, "b.toml": body("2026-01-01")})

    assert checked.mistakes == (
        'a.toml: fixed 1.price: must be a number in quotes, such as "0.1185"',
        "a.toml: energy 1.label: is missing",
        "a.toml: surprise: is not a key that is known here",
    )
    assert [one.file_name for one in checked.good] == ["b.toml"]


def test_two_versions_from_one_day_are_a_mistake() -> None:
    checked = check_schedules({"a.toml": body("2026-01-01"), "b.toml": body("2026-01-01")})

    assert checked.mistakes == ("b.toml: valid_from: a.toml is in force from the same day",)


def test_a_version_cannot_change_who_serves_what() -> None:
    changed = body("2026-06-01").replace('"electric"', '"internet"')

    checked = check_schedules({"a.toml": body("2026-01-01"), "b.toml": changed})

    assert checked.mistakes == ("b.toml: kind: a.toml says 'electric', and a version cannot change it",)


def test_days_without_a_version_and_riders_that_end_are_worth_a_look() -> None:
    ends = body("2026-01-01", SERVICE + FLAT + LIGHT, until="2026-05-01")

    checked = check_schedules({"a.toml": ends, "b.toml": body("2026-06-01")})

    assert checked.mistakes == ()
    assert checked.warnings == (
        "b.toml: valid_from: nothing is in force from 2026-05-01 until 2026-06-01",
        "b.toml: rider: LIGHT of a.toml is gone, and who takes it could not be billed",
    )


def test_a_schedule_with_everything_is_told_term_by_term() -> None:
    whole = schedule(
        '[seasons]\nsummer = "06-01"\nwinter = "10-01"\n'
        '[holidays]\nnames = ["independence"]\nshift = "nearest-weekday"\n'
        '[[window]]\nname = "on-peak"\nhours = ["14-20"]\ndays = "weekdays"\nskips_holidays = true\nseason = "summer"\n'
        + SERVICE
        + FLAT
        + '[[energy]]\nlabel = "Peak"\nprice = "0.2"\nwindow = "on-peak"\n'
        + '[[demand]]\nlabel = "Demand"\nprice = "4.25"\nwindow = "on-peak"\ninterval_minutes = 15\nminimum_kw = "5"\n'
        + '[minimum]\nlabel = "Minimum bill"\nprice = "45"\nper = "month"\n'
        + '[[discount]]\nlabel = "Both"\nwhen = "both-services"\npercent = "10"\non = ["service"]\n'
        + '[[tax]]\nlabel = "City"\npercent = "2.50"\njurisdiction = "fulton"\non = ["service", "energy"]\n'
        + LIGHT
        + '[[rider]]\ncode = "UP"\nlabel = "Round up"\nrounds_up_to = "1.00"\n'
        + '[net_metering]\nlabel = "Credit"\navoided_cost = "0.03"\n'
        + '[late_charge]\npercent = "5"\nleast = "5.00"\ngrace_days = 3\n'
    )

    assert list(words_of(whole)) == [
        "TEST, Test: electric service of cec, from 2020-01-01",
        "Seasons: summer from June 1, winter from October 1",
        "Window on-peak: 14:00 to 20:00, Monday to Friday except on holidays, in summer",
        "Holidays: independence; kept on Friday or Monday if it is on a weekend",
        "Service charge: $30.00 per month",
        "Rider LIGHT, Security light: $9.75 per month each",
        "Rider UP, Round up: rounds the bill up to the next $1.00",
        "Energy: $0.1000 per kWh in all other hours",
        "Peak: $0.20 per kWh in window on-peak",
        "Demand: $4.25 per kW of the highest 15-minute block of the clock in window on-peak, at least 5 kW",
        "Credit: netted by the month; what is over is worth $0.03 per kWh for 12 months",
        "Minimum bill: service, energy, adjustment and demand come to at least $45.00 per month",
        "Both: 10 % off service for members with both services",
        "City: 2.5 % of service and energy, where the jurisdiction is fulton",
        "Late charge: 5 % of what is still owed 3 days after it was due, at least $5.00, if more than $0.00 is owed",
    ]
