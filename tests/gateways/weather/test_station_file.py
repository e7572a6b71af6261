"""The days of a weather station from a file."""

import os
from datetime import date
from pathlib import Path

import pytest

from smarthub_dash.gateways.weather import WeatherUnavailable
from smarthub_dash.gateways.weather.station_file import StationFile
from smarthub_dash.kit.periods import Period

WEEK = Period(date(2026, 11, 1), date(2026, 11, 8))


def test_days_that_are_known_are_told_and_others_left_out(tmp_path: Path) -> None:
    file = tmp_path / "weather.csv"
    file.write_text("day,mean_f\n2026-10-31,60.0\n2026-11-01,52.5\n2026-11-07,-3\n")

    assert StationFile(file).daily_means(WEEK) == {date(2026, 11, 1): 52.5, date(2026, 11, 7): -3.0}


def test_a_file_that_grew_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "weather.csv"
    file.write_text("day,mean_f\n2026-11-01,52.5\n")
    station = StationFile(file)
    station.daily_means(WEEK)

    file.write_text("day,mean_f\n2026-11-01,52.5\n2026-11-02,48\n")
    os.utime(file, ns=(1, 2))

    assert len(station.daily_means(WEEK)) == 2


@pytest.mark.parametrize("text", ["", "day,mean_f\nsoon,50\n", "day,mean_f\n2026-11-01,\n", "day\n2026-11-01\n"])
def test_a_file_that_is_none_is_a_station_that_is_away(tmp_path: Path, text: str) -> None:
    file = tmp_path / "weather.csv"
    file.write_text(text)

    if text:
        with pytest.raises(WeatherUnavailable):
            StationFile(file).daily_means(WEEK)
    else:
        assert StationFile(file).daily_means(WEEK) == {}
    with pytest.raises(WeatherUnavailable):
        StationFile(tmp_path / "nowhere.csv").daily_means(WEEK)
