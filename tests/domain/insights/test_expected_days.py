"""What days to come are expected to use follows the weather, the kind of day, and how the period goes."""

from datetime import date, timedelta
from math import cos, pi

import pytest

from smarthub_dash.domain.insights.rules.expected_days import Known, expected_use
from smarthub_dash.domain.usage.rules.weather import fit_weather

START = date(2026, 2, 1)
YEARS = [date(2024, 1, 1) + timedelta(days=at) for at in range(800)]
MEANS = {day: 55 - 30 * cos(2 * pi * (day.timetuple().tm_yday - 15) / 365) for day in YEARS}


def use_of(day: date) -> int:
    return 12_000 + round(1_000 * max(60 - MEANS[day], 0))


def known(until: date, *, factor: float = 1.0, has_weather: bool = True) -> Known:
    days = {d: round(use_of(d) * (factor if d >= START else 1)) for d in YEARS if d < until}
    year = [d for d in days if d < START and d >= START - timedelta(days=365)]
    model = fit_weather([days[d] / 1_000 for d in year], [MEANS[d] for d in year]) if has_weather else None
    return Known(days, {d: MEANS[d] for d in YEARS if d < until}, until, model)


def test_a_home_that_heats_is_expected_to_follow_the_climate() -> None:
    until = START + timedelta(days=10)
    wanted = [START + timedelta(days=at) for at in range(10, 28)]

    expected = expected_use(known(until), start_on=START, wanted=wanted)

    truth = sum(map(use_of, wanted))
    assert sum(expected.values()) == pytest.approx(truth, rel=0.03)


def test_what_the_period_shows_so_far_counts_the_more_the_longer_it_runs() -> None:
    wanted = [START + timedelta(days=27)]
    after = [
        expected_use(known(START + timedelta(days=passed), factor=1.5), start_on=START, wanted=wanted)[wanted[0]]
        for passed in (0, 5, 10, 25)
    ]

    assert after == sorted(after)
    assert after[-1] / after[0] == pytest.approx(1.36, abs=0.06)


def test_a_shop_without_weekends_is_expected_to_rest_on_them() -> None:
    until = START + timedelta(days=7)
    days = {d: 100_000 if d.weekday() < 5 else 5_000 for d in YEARS if d < until}

    expected = expected_use(Known(days, {}, until, None), start_on=START, wanted=[date(2026, 2, 9), date(2026, 2, 14)])

    assert expected[date(2026, 2, 9)] > 10 * expected[date(2026, 2, 14)]


def test_a_home_of_which_nothing_is_known_is_expected_to_use_nothing() -> None:
    assert expected_use(Known({}, {}, START, None), start_on=START, wanted=[START]) == {START: 0.0}
