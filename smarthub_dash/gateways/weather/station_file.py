"""The days of a weather station from a file: `day,mean_f` a line, kept up to date by whoever runs the portal."""

import csv
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

from smarthub_dash.gateways.weather import WeatherUnavailable
from smarthub_dash.kit.periods import Period

COLUMNS = ("day", "mean_f")


class StationFile:
    """Reads the file again whenever it has changed."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def daily_means(self, within: Period) -> Mapping[date, float]:
        try:
            means = _read(self._path, self._path.stat().st_mtime_ns)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise WeatherUnavailable(f"{self._path} cannot be read: {error}") from error
        return {day: means[day] for day in within.days() if day in means}


@lru_cache(maxsize=2)
def _read(path: Path, _changed_at: int) -> Mapping[date, float]:
    with path.open(encoding="utf-8", newline="") as lines:
        return {date.fromisoformat(row["day"]): float(row["mean_f"]) for row in csv.DictReader(lines)}
