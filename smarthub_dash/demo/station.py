"""The weather station of the demo co-op: the re-dated temperatures by which its homes are modelled, as a file."""

import csv
from datetime import date
from pathlib import Path

import numpy as np

from smarthub_dash.demo.weather import temperatures_at
from smarthub_dash.gateways.weather.station_file import COLUMNS
from smarthub_dash.kit.periods import Period, epoch_of_day, epochs_of
from smarthub_dash.settings import settings

FILE = "weather.csv"
YEARS = Period(date(2023, 1, 1), date(2030, 1, 1))
"""The temperatures are re-dated, so any day has one; a page asks only for days that have passed."""
HOUR = 3600


def weather_station(data: Path) -> Path:
    """Return the file of the station, written at the first start."""
    file = data / FILE
    if not file.exists():
        data.mkdir(parents=True, exist_ok=True)
        zone = settings().zone
        start, end = epochs_of(YEARS, zone)
        hours = temperatures_at(np.arange(start, end, HOUR, dtype=np.int64), zone)
        days = list(YEARS.days())
        edges = [(epoch_of_day(day, zone) - start) // HOUR for day in days]
        draft = file.with_suffix(".new")
        with draft.open("w", encoding="utf-8", newline="") as lines:
            writer = csv.writer(lines)
            writer.writerow(COLUMNS)
            parts = np.split(hours, edges[1:])
            writer.writerows((day, f"{part.mean():.1f}") for day, part in zip(days, parts, strict=True))
        draft.replace(file)  # whole or not at all: a start that was cut short leaves no half station
    return file
