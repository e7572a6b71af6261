"""
Re-dating: where an hour of today's calendar finds its source hour.

A target local hour takes the source hour at the same ISO week, weekday and wall-clock time. The carried meter year is
364 days long, so every such place has one source day. A 53rd week repeats the 52nd. The clock changes are those of
the target year: the hour that spring skips is not asked for, the hour that autumn repeats is asked for twice.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from smarthub_dash.kit.periods import day_of_epoch, epoch_of_day, seconds_in_day

HOUR = 3600
WEEKS = 52
HOURS_OF_CYCLE = WEEKS * 7 * 24

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class LocalHours:
    """
    Successive hours of a zone, and where each stands in the calendar.

    Shape: all arrays are as long as there are hours.
    Units: `epochs` in seconds; `place` counts the hours of a 52-week cycle from Monday 00:00 of ISO week 1.
    """

    epochs: Integers
    place: Integers
    iso_year: Integers
    weekday: Integers
    hour: Integers


def local_hours(start_epoch: int, end_epoch: int, zone: ZoneInfo) -> LocalHours:
    """
    Return every hour that starts in `[start_epoch, end_epoch)`.

    Units: epoch seconds, UTC; the hours of the zone begin at full hours of UTC.
    """
    first, last = -(-start_epoch // HOUR) * HOUR, -(-end_epoch // HOUR) * HOUR
    epochs = np.arange(first, last, HOUR, dtype=np.int64)
    if not len(epochs):
        return LocalHours(epochs, epochs, epochs, epochs, epochs)
    day, stop = day_of_epoch(first, zone), day_of_epoch(last - 1, zone)
    days = [_hours_of(day + timedelta(days=offset), zone) for offset in range((stop - day).days + 1)]
    skipped = (first - epoch_of_day(day, zone)) // HOUR
    iso_year, place, weekday, hour = np.concatenate(days, axis=1)[:, skipped : skipped + len(epochs)]
    return LocalHours(epochs, place, iso_year, weekday, hour)


def place_of(moment: datetime) -> int:
    """Return the place of a local wall-clock time in the 52-week cycle."""
    _, week, weekday = moment.isocalendar()
    return ((min(week, WEEKS) - 1) * 7 + weekday - 1) * 24 + moment.hour


@lru_cache(maxsize=4096)
def _hours_of(day: date, zone: ZoneInfo) -> Integers:
    # Shape: (iso_year, place, weekday, hour) by 23, 24 or 25 hours.
    iso_year, week, weekday = day.isocalendar()
    hours = np.array(_wall_clock_hours(day, zone), dtype=np.int64)
    place = ((min(week, WEEKS) - 1) * 7 + weekday - 1) * 24 + hours
    return np.stack([np.full_like(hours, iso_year), place, np.full_like(hours, weekday - 1), hours])


def _wall_clock_hours(day: date, zone: ZoneInfo) -> list[int]:
    count = seconds_in_day(day, zone) // HOUR
    if count == 24:
        return list(range(24))
    midnight = epoch_of_day(day, zone)
    return [datetime.fromtimestamp(midnight + at * HOUR, UTC).astimezone(zone).hour for at in range(count)]
