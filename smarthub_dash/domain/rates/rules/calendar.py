"""Sort the hours of a period into cells: days of one season under one version, and a time-of-use window of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from smarthub_dash.domain.rates.rules.holidays import HolidayRule, holidays_in
from smarthub_dash.domain.rates.rules.local_time import LocalTimes, local_times
from smarthub_dash.domain.rates.rules.metered import Reads
from smarthub_dash.domain.rates.rules.schedule import VersionSpan
from smarthub_dash.domain.rates.rules.seasons import SeasonSpan, season_spans
from smarthub_dash.domain.rates.rules.terms import DayType, Window
from smarthub_dash.kit.periods import Period, epochs_of

SATURDAY = 5
QUARTER_HOUR = 900
"""Windows begin on hours of the wall clock, and no zone is off by less than a quarter of one."""

Shape: TypeAlias = tuple[tuple[Window, ...], HolidayRule, Period]


@dataclass(frozen=True, slots=True)
class Cell:
    """Days of one season under one version, and a window of them; None is the hours of no window."""

    span: SeasonSpan
    window: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Calendar:
    """
    The cells of a period, and the one that each quarter hour is in.

    Shape: one code, the number of a cell, for each quarter hour. Units: epoch seconds.
    """

    cells: tuple[Cell, ...]
    first: int
    end: int
    codes: NDArray[np.int64]

    def inside(self, reads: Reads) -> Reads:
        """Return the reads that begin in the period."""
        keep = (reads.starts >= self.first) & (reads.starts < self.end)
        return reads if keep.all() else Reads(reads.starts[keep], reads.quantities[keep], reads.seconds)

    def codes_of(self, reads: Reads) -> NDArray[np.int64]:
        """Return the cells of reads that begin in the period. Shape: as the reads."""
        return self.codes[(reads.starts - self.first) // QUARTER_HOUR]

    def sums(self, reads: Reads) -> list[int]:
        """Return what flowed in each cell. Shape: as the cells. Units: Wh."""
        inside = self.inside(reads)
        totals = np.zeros(len(self.cells), dtype=np.int64)
        np.add.at(totals, self.codes_of(inside), inside.quantities)
        return totals.tolist()


def calendar_of(spans: Sequence[VersionSpan], *, zone: ZoneInfo) -> Calendar:
    """Return the cells of the days that some versions are in force on; the first window that is open wins."""
    seasons = [season for span in spans for season in season_spans(span)]
    shapes = tuple((_windows_of(one), one.version.holidays, one.period) for one in seasons)
    cells = tuple(
        Cell(season, name) for season, (windows, _, _) in zip(seasons, shapes, strict=True) for name in _names(windows)
    )
    first, end = epochs_of(Period(spans[0].period.start_on, spans[-1].period.end_on), zone)
    return Calendar(cells, first, end, _codes(shapes, zone))


def _windows_of(span: SeasonSpan) -> tuple[Window, ...]:
    return tuple(one for one in span.version.windows if one.season in (span.season, None))


def _names(windows: Sequence[Window]) -> list[str | None]:
    return [*dict.fromkeys(window.name for window in windows), None]


@lru_cache(maxsize=2048)
def _codes(shapes: tuple[Shape, ...], zone: ZoneInfo) -> NDArray[np.int64]:
    # The bills of one read day share it: by what shapes it, since equal windows are equal whoever has them.
    parts, known = [], 0
    for windows, holidays, period in shapes:
        parts.append(_codes_of(windows, holidays, period, zone) + known)
        known += len(_names(windows))
    return np.concatenate(parts)


def _codes_of(windows: Sequence[Window], holidays: HolidayRule, period: Period, zone: ZoneInfo) -> NDArray[np.int64]:
    names = _names(windows)
    first, end = epochs_of(period, zone)
    quarters = np.arange(first, end, QUARTER_HOUR, dtype=np.int64)
    codes = np.full(len(quarters), len(names) - 1, dtype=np.int64)
    if windows:
        local = local_times(quarters, period=period, zone=zone)
        is_holiday = np.isin(local.day, holidays_in(period, holidays))
        # The last is laid down first: an earlier window covers it.
        for window in reversed(windows):
            codes[_is_open(window, local, is_holiday)] = names.index(window.name)
    return codes


def _is_open(window: Window, local: LocalTimes, is_holiday: NDArray[np.bool_]) -> NDArray[np.bool_]:
    is_open = (local.hour >= window.from_hour) & (local.hour < window.to_hour)
    if window.days is DayType.WEEKDAYS:
        is_open &= local.weekday < SATURDAY
    elif window.days is DayType.WEEKENDS:
        is_open &= local.weekday >= SATURDAY
    elif window.days is DayType.WEEKENDS_AND_HOLIDAYS:
        is_open &= (local.weekday >= SATURDAY) | is_holiday
    return is_open & ~is_holiday if window.skips_holidays else is_open
