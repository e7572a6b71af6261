"""The weather station of the demo co-op: the re-dated temperatures by which its homes are modelled, as a file."""

import csv
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from smarthub_dash.demo.weather import temperatures_at
from smarthub_dash.gateways.weather.station_file import COLUMNS
from smarthub_dash.kit.periods import Period, epoch_of_day, epochs_of
from smarthub_dash.settings import settings

FILE = "weather.csv"
YEARS = Period(date(2023, 1, 1), date(2030, 1, 1))
"""The temperatures are re-dated, so any day has one; a page asks only for days that have passed."""
HOUR = 3600


class RedatedStation:
    """Tells the same days without a file, for the building of the demo."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone

    def daily_means(self, within: Period) -> Mapping[date, float]:
        start, end = epochs_of(within, self._zone)
        hours = temperatures_at(np.arange(start, end, HOUR, dtype=np.int64), self._zone)
        days = list(within.days())
        edges = [(epoch_of_day(day, self._zone) - start) // HOUR for day in days]
        return {day: round(float(part.mean()), 1) for day, part in zip(days, np.split(hours, edges[1:]), strict=True)}


def weather_station(data: Path) -> Path:
    """Return the file of the station, written at the first start."""
    file = data / FILE
    if not file.exists():
        data.mkdir(parents=True, exist_ok=True)
        draft = file.with_suffix(".new")
        with draft.open("w", encoding="utf-8", newline="") as lines:
            writer = csv.writer(lines)
            writer.writerow(COLUMNS)
            writer.writerows(RedatedStation(settings().zone).daily_means(YEARS).items())
        draft.replace(file)  # whole or not at all: a start that was cut short leaves no half station
    return file
