"""Bands are learned from earlier misses only, and hold as many bills as they say."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarthub_dash.domain.insights.rules.band import CHECK_DAYS, LEAST_MISSES, band_of, reach, size_of_rest, stage_of
from smarthub_dash.domain.insights.rules.track_record import Forecast, coverage_of, with_bands

HOME = UUID(int=1)


def a_forecast(month: int, *, likely: int, actual: int | None, stage: int = 10) -> Forecast:
    start_on = date(2024, 1, 1) + timedelta(days=30 * month)
    return Forecast(
        account_id=HOME,
        start_on=start_on,
        end_on=start_on + timedelta(days=30),
        made_on=start_on + timedelta(days=stage),
        rate_code="R",
        stage=stage,
        likely_cents=likely,
        rest_cents=5_000,
        band=None,
        actual_cents=actual,
        is_tried_later=True,
        follows_weather=True,
    )


def test_too_few_misses_make_no_band() -> None:
    assert reach([0.1] * (LEAST_MISSES - 1)) is None
    assert band_of(10_000, rest_cents=5_000, misses=[0.1] * (LEAST_MISSES - 1)) is None


@given(st.lists(st.floats(0, 10), min_size=LEAST_MISSES, max_size=60))
def test_a_band_reaches_as_far_as_four_of_five_misses(misses: list[float]) -> None:
    far = reach(misses)

    assert far is None or sum(each <= far for each in misses) >= 0.8 * len(misses)


def test_bands_learned_in_order_hold_about_four_bills_of_five() -> None:
    chance = np.random.default_rng(7)
    made = [a_forecast(m, likely=10_000, actual=10_000 + int(chance.normal(0, 900))) for m in range(400)]

    record = coverage_of(with_bands(made))

    assert record.of >= 390
    assert 76 <= record.percent <= 86


def test_no_forecast_learns_from_a_bill_that_came_after_it() -> None:
    made = [a_forecast(m, likely=10_000, actual=10_500) for m in range(20)]
    wild = [*made[:10], *(replace(each, actual_cents=99_000) for each in made[10:])]

    assert [each.band for each in with_bands(made)][:11] == [each.band for each in with_bands(wild)][:11]


def test_a_bill_that_is_not_there_yet_is_neither_inside_nor_outside() -> None:
    assert a_forecast(1, likely=1, actual=None).is_inside is None


@pytest.mark.parametrize(("passed", "stage"), [(0, None), (2, None), (3, 3), (9, 7), (31, CHECK_DAYS[-1])])
def test_a_period_has_reached_the_last_stage_that_has_passed(passed: int, stage: int | None) -> None:
    assert stage_of(passed) == stage


def test_a_rest_near_nothing_is_measured_against_an_ordinary_one() -> None:
    assert size_of_rest(rest_cents=3, follows_cents=9_000, day_count=30, days_left=20) == 1_500


@given(
    st.integers(-50_000, 500_000),
    st.integers(1, 200_000),
    st.lists(st.floats(0, 10), min_size=LEAST_MISSES, max_size=60),
)
def test_what_is_likely_lies_inside_its_band_and_more_doubt_never_narrows_it(
    likely: int, rest: int, misses: list[float]
) -> None:
    band, wider = (band_of(likely, rest_cents=size, misses=misses) for size in (rest, 2 * rest))

    assert (band is None) is (wider is None)
    if band and wider:
        assert wider.low_cents <= band.low_cents <= likely <= band.high_cents <= wider.high_cents
