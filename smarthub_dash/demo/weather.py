"""Real temperatures of Springfield, Illinois, re-dated as the meter year is; and the sun over Fulton, computed."""

import csv
import gzip
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from smarthub_dash.demo.noise import Floats, chance, drift
from smarthub_dash.demo.redating import HOUR, HOURS_OF_CYCLE, Integers, local_hours, place_of

SOURCE = Path(__file__).parent / "data" / "springfield-il-hourly-degF.csv.gz"
SOURCE_YEARS = (2016, 2017)
"""The two whole ISO years of the source: an even year is re-dated from the first, an odd one from the second."""

LATITUDE, LONGITUDE = np.radians(38.85), -91.95
"""Fulton, Missouri."""

DAY = 86_400
_NEW_YEAR_2000 = 946_684_800


def temperatures_at(epochs: Integers, zone: ZoneInfo) -> Floats:
    """
    Return the re-dated temperature at each instant, straight lines between the hours.

    Units: epoch seconds, UTC; degrees Fahrenheit.
    """
    if not len(epochs):
        return np.empty(0)
    hours = local_hours(int(epochs.min()) // HOUR * HOUR, int(epochs.max()) + 2 * HOUR, zone)
    return np.interp(epochs, hours.epochs, _source_years()[hours.iso_year % 2, hours.place])


def sunlight_at(epochs: Integers) -> Floats:
    """
    Return the sun's strength as a level roof near Fulton meets it, between 0 (night) and 1 (overhead, clear).

    Clouds are modelled: some days are bright, some dull, and they drift by the hour.
    Units: epoch seconds, UTC.
    """
    day = (epochs - _NEW_YEAR_2000) / DAY
    year = 2 * np.pi * (day % 365.2425) / 365.2425
    declination = np.radians(23.44) * np.sin(year - 1.39)
    clock_error = 9.87 * np.sin(2 * (year - 1.39)) - 7.53 * np.cos(year - 1.39) - 1.5 * np.sin(year - 1.39)
    hour_angle = np.radians(15 * (epochs % DAY / HOUR + LONGITUDE / 15 + clock_error / 60 - 12))
    height = np.sin(LATITUDE) * np.sin(declination) + np.cos(LATITUDE) * np.cos(declination) * np.cos(hour_angle)
    # A local day never crosses 06:00 UTC in daylight, so the dull and the bright days change at night.
    dullness = chance("sky by day", (epochs - 6 * HOUR) // DAY) ** 2
    clouds = 0.75 * dullness + 0.35 * np.clip(drift("sky by hour", epochs, HOUR) - 0.4, 0, 1)
    return np.clip(height, 0, 1) ** 1.15 * (1.0 - np.clip(clouds, 0, 0.92))


@lru_cache(maxsize=1)
def _source_years() -> Floats:
    # Shape: (even years, odd years) by the hours of the 52-week cycle.
    years = np.full((2, HOURS_OF_CYCLE), np.nan)
    with gzip.open(SOURCE, "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            moment = datetime.fromisoformat(row["dt"])
            if (iso_year := moment.isocalendar().year) in SOURCE_YEARS:
                years[SOURCE_YEARS.index(iso_year), place_of(moment)] = float(row["tempF"])
    for year in years:
        # The hour that a spring skipped is some other year's plain hour: take it between its neighbors.
        unknown = np.isnan(year)
        year[unknown] = np.interp(np.flatnonzero(unknown), np.flatnonzero(~unknown), year[~unknown])
    years.setflags(write=False)
    return years
