"""How use follows the temperature: found where it is there, and not made up where it is not."""

import numpy as np
import pytest

from smarthub_dash.domain.usage.rules.weather import LEAST_DAYS, fit_weather

DAYS = np.arange(365)
MEANS = 55 - 30 * np.cos(2 * np.pi * DAYS / 365)
NOISE = np.random.default_rng(7).normal(0, 1.5, 365)


def test_a_home_that_heats_and_cools_is_found_out() -> None:
    use = 12 + 0.9 * np.maximum(57 - MEANS, 0) + 1.4 * np.maximum(MEANS - 69, 0) + NOISE

    model = fit_weather(list(use), list(MEANS))

    assert model
    assert (model.heating, model.cooling) == (pytest.approx(0.9, abs=0.1), pytest.approx(1.4, abs=0.25))
    # January to July: 57 - 25 = 32 degrees of heating and none of cooling become 0 and 85 - 69 = 16 of cooling.
    winter, summer = model.use_at([25.0, 85.0])
    assert summer - winter == pytest.approx(1.4 * 16 - 0.9 * 32, abs=2)


def test_a_home_that_only_cools_has_no_heating() -> None:
    use = 20 + 1.1 * np.maximum(MEANS - 66, 0) + NOISE

    model = fit_weather(list(use), list(MEANS))

    assert model
    assert model.use_at([20.0])[0] == pytest.approx(20, abs=1.5)


@pytest.mark.parametrize("use", [15 + 5 * NOISE, np.full(365, 9.0), 40 - 0.3 * np.abs(MEANS - 60) + 8 * NOISE])
def test_use_that_does_not_follow_the_weather_has_no_model(use: np.ndarray) -> None:
    assert fit_weather(list(use), list(MEANS)) is None


def test_too_few_days_tell_nothing() -> None:
    few = LEAST_DAYS - 1

    assert fit_weather(list(12 + MEANS[:few]), list(MEANS[:few])) is None
