"""The re-dated temperatures and the computed sun."""

from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np

from smarthub_dash.demo.weather import sunlight_at, temperatures_at

CHICAGO = ZoneInfo("America/Chicago")


def _day(*day: int) -> np.ndarray:
    return int(datetime(*day, tzinfo=CHICAGO).timestamp()) + np.arange(0, 86_400, 900)


def test_a_source_hour_is_found_again_at_its_week_weekday_and_hour() -> None:
    # 13 March 2016 was the Sunday of week 10; 8 March 2026 is, too. The source says 54.45 and 56.75 degrees.
    midnight = int(datetime(2026, 3, 8, tzinfo=CHICAGO).timestamp())
    ten_at_night = int(datetime(2026, 3, 8, 22, tzinfo=CHICAGO).timestamp())

    assert temperatures_at(np.array([midnight, ten_at_night]), CHICAGO).tolist() == [54.45, 56.75]


def test_summer_is_warmer_than_winter_and_no_hour_is_unknown() -> None:
    year = np.concatenate([_day(2026, month, 15) for month in range(1, 13)])

    temperatures = temperatures_at(year, CHICAGO).reshape(12, -1)

    assert not np.isnan(temperatures).any()
    assert temperatures[6].mean() > temperatures[0].mean() + 30


def test_an_instants_temperature_does_not_depend_on_what_else_is_asked() -> None:
    day = _day(2026, 11, 1)

    assert temperatures_at(day[40:44], CHICAGO).tolist() == temperatures_at(day, CHICAGO)[40:44].tolist()


def test_the_sun_rises_and_sets_over_fulton() -> None:
    summer, winter = sunlight_at(_day(2026, 6, 21)), sunlight_at(_day(2026, 12, 21))

    # Some fifteen and nine and a half hours of daylight, and none at midnight.
    assert 14.2 <= (summer > 0).sum() / 4 <= 15.5
    assert 8.8 <= (winter > 0).sum() / 4 <= 10
    assert summer[0] == winter[0] == 0
    assert max(summer.max(), winter.max()) <= 1
