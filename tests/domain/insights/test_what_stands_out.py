"""What is said of a home: the load that never rests, days that stand out, and hours without power."""

from datetime import date, timedelta

import numpy as np
import pytest

from smarthub_dash.domain.insights.rules.household_load import always_on_watts, load_of
from smarthub_dash.domain.insights.rules.oddities import dark_stretches, unusual_days
from smarthub_dash.domain.insights.rules.weather_split import weather_split
from smarthub_dash.domain.usage.rules.weather import WeatherModel

HOUR = 3_600
DAYS = [date(2026, 1, 1) + timedelta(days=at) for at in range(120)]


def hourly(quantities: list[int]) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    count = len(quantities)
    starts = np.arange(count, dtype=np.int64) * HOUR
    hours = np.arange(count, dtype=np.int64) % 24
    return starts, np.full(count, HOUR, np.int64), np.array(quantities, dtype=np.int64), hours


def test_always_on_is_what_is_drawn_through_the_nights() -> None:
    nights = [400 if hour < 5 else 1_500 for _ in range(14) for hour in range(24)]

    assert always_on_watts(*hourly(nights)) == 400


def test_of_a_pump_that_rests_nothing_is_said_to_be_always_on() -> None:
    assert always_on_watts(*hourly([0] * 14 * 24)) is None
    assert always_on_watts(*hourly([])) is None


def test_a_quarter_hour_counts_by_its_power() -> None:
    starts, seconds = np.array([0, 900], np.int64), np.full(2, 900, np.int64)

    load = load_of(starts, seconds, np.array([500, 100], np.int64))

    assert load is not None
    assert (load.peak.watts, load.mean_watts) == (2_000, 1_200)
    assert load.factor == pytest.approx(0.6)


def test_a_day_far_from_its_kind_is_unusual_and_the_others_are_not() -> None:
    days = {day: 20_000 + 300 * (at % 7) for at, day in enumerate(DAYS)}
    days[DAYS[-2]] = 60_000

    found = unusual_days(days, {}, model=None, since=DAYS[-14])

    assert [each.day for each in found] == [DAYS[-2]]
    assert found[0].quantity == 60_000


def test_a_cold_day_is_not_unusual_where_the_weather_explains_it() -> None:
    means = {day: 40.0 + at % 5 for at, day in enumerate(DAYS)} | {DAYS[-1]: 0.0}
    model = WeatherModel(10, 1, 0, 65, 65, 0.9)
    noise = {day: 200 * (at % 3) for at, day in enumerate(DAYS)}
    days = {day: round(float(model.use_at([means[day]])[0]) * 1_000) + noise[day] for day in DAYS}

    assert unusual_days(days, means, model=model, since=DAYS[0]) == ()


def test_few_days_or_days_all_alike_are_never_unusual() -> None:
    assert unusual_days(dict.fromkeys(DAYS[:30], 1), {}, model=None, since=DAYS[0]) == ()
    assert unusual_days(dict.fromkeys(DAYS, 9000), {}, model=None, since=DAYS[0]) == ()


def test_two_zeros_in_a_row_are_a_dark_stretch_and_one_is_not() -> None:
    quantities = [500] * 200
    quantities[20] = quantities[50] = quantities[51] = 0

    (dark,) = dark_stretches(*hourly(quantities)[:3])

    assert (dark.start_epoch, dark.end_epoch) == (50 * HOUR, 52 * HOUR)


def test_a_well_that_rests_has_no_dark_stretches() -> None:
    assert dark_stretches(*hourly([0, 0, 0, 900] * 50)[:3]) == ()


def test_a_split_sums_to_what_the_model_says() -> None:
    model, means = WeatherModel(12, 1.5, 0.8, 60, 70, 0.9), [20.0, 65.0, 90.0]

    split = weather_split(model, means)

    assert split.total == pytest.approx(float(model.use_at(means).sum()))
    assert (split.heating, split.cooling) == (pytest.approx(60), pytest.approx(16))
