"""What a change did is claimed where the days before tell what those since would have used, and only there."""

from collections.abc import Callable, Collection, Mapping
from datetime import date, timedelta
from math import cos, pi

import numpy as np
import pytest

from smarthub_dash.domain.insights.rules.marker_effect import Effect, NoEffect, Unknown, effect_of

TODAY = date(2026, 11, 17)
HAPPENED = date(2026, 3, 1)


def mean_of(day: date, chance: np.random.Generator) -> float:
    return 55 - 28 * cos(2 * pi * (day.timetuple().tm_yday - 20) / 365) + float(chance.normal(0, 6))


def a_home(
    *, change: Callable[[date], float] = lambda _: 0.0, seed: int = 7, count: int = 620
) -> tuple[Mapping[date, int], Mapping[date, float]]:
    """Return days that follow the weather, each a little like the one before, and what changes on top of it."""
    chance = np.random.default_rng(seed)
    days, means, left = {}, {}, 0.0
    for day in (TODAY - timedelta(days=back) for back in range(count, 0, -1)):
        means[day] = mean_of(day, chance)
        left = 0.4 * left + float(chance.normal(0, 2_500))
        weather = 900 * max(62 - means[day], 0) + 700 * max(means[day] - 68, 0)
        days[day] = max(round(14_000 + weather + left + change(day)), 1)
    return days, means


def less_since(day: date) -> float:
    return -6_000.0 if day >= HAPPENED else 0.0


def found(
    days: Mapping[date, int], means: Mapping[date, float], *, on: date = HAPPENED, others: Collection[date] = ()
) -> Effect | NoEffect:
    return effect_of(days, means, happened_on=on, others=others, today=TODAY)


def test_what_was_saved_is_found_within_its_doubt_whatever_the_weather_did() -> None:
    effect = found(*a_home(change=less_since))

    assert isinstance(effect, Effect)
    assert effect.is_clear
    assert effect.low <= -6_000 <= effect.high
    assert effect.high - effect.low < 4_000
    assert effect.percent < -10


def test_where_nothing_changed_nothing_is_claimed_nineteen_times_of_twenty() -> None:
    effects = [found(*a_home(seed=seed)) for seed in range(60)]

    claimed = [effect for effect in effects if isinstance(effect, Effect) and effect.is_clear]
    assert all(isinstance(effect, Effect) for effect in effects)
    assert len(claimed) <= 6


@pytest.mark.parametrize(
    ("on", "others", "why"),
    [
        (TODAY - timedelta(days=20), (), Unknown.TOO_FEW_AFTER),
        (TODAY - timedelta(days=500), (), Unknown.TOO_FEW_BEFORE),
        (HAPPENED, (HAPPENED - timedelta(days=60),), Unknown.ANOTHER_NEAR),
        (HAPPENED, (HAPPENED + timedelta(days=15),), Unknown.ANOTHER_NEAR),
        (HAPPENED, (HAPPENED,), Unknown.ANOTHER_NEAR),
    ],
)
def test_too_few_days_and_another_change_among_them_are_said(on: date, others: Collection[date], why: Unknown) -> None:
    effect = found(*a_home(change=less_since), on=on, others=others)

    assert isinstance(effect, NoEffect)
    assert effect.why is why


def test_without_weather_and_in_weather_never_seen_before_nothing_is_claimed() -> None:
    days, means = a_home(change=less_since)
    colder = {day: mean - 60 if day > HAPPENED else mean for day, mean in means.items()}

    unmatched, unseen = found(days, {}), found(days, colder)

    assert isinstance(unmatched, NoEffect)
    assert unmatched.why is Unknown.NO_WEATHER
    assert isinstance(unseen, NoEffect)
    assert unseen.why is Unknown.OTHER_WEATHER


def test_a_change_further_off_only_shortens_the_days_that_are_compared() -> None:
    alone = found(*a_home(change=less_since))
    beside = found(*a_home(change=less_since), others=(HAPPENED + timedelta(days=60),))

    assert isinstance(alone, Effect)
    assert isinstance(beside, Effect)
    assert beside.days_after < alone.days_after
    assert beside.high - beside.low > alone.high - alone.low
