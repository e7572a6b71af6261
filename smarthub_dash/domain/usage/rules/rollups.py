"""What reads sum to: local days, and billing periods made of days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from smarthub_dash.domain.usage.rules.comparison import Ints, ReadColumns
from smarthub_dash.domain.usage.rules.words import ReadQuality
from smarthub_dash.kit.periods import day_of_epoch, epoch_of_day


@dataclass(frozen=True, slots=True, eq=False)
class LocalDays:
    """
    Successive local days.

    Units: epoch seconds UTC.
    Shape: `bounds` has one more than `days`; day `n` lasts from `bounds[n]` to `bounds[n + 1]`.
    """

    days: Sequence[date]
    bounds: Ints

    def number_of(self, epochs: Ints) -> Ints:
        """Return which day each instant falls in; -1 or the number of days if it falls outside."""
        return np.searchsorted(self.bounds, epochs, side="right") - 1


@dataclass(frozen=True, slots=True, eq=False)
class DailySums:
    """
    The sums of some local days, one a channel and day.

    Units: as DailyUsage.
    Shape: all of one length.
    """

    channel: Ints
    day_number: Ints
    quantity: Ints
    estimated_quantity: Ints
    present_seconds: Ints
    estimated_seconds: Ints
    zero_seconds: Ints
    expected_seconds: Ints
    newest_end_epoch: Ints


def local_days(first_epoch: int, last_epoch: int, zone: ZoneInfo) -> LocalDays:
    """Return the local days from that of one instant to that of another."""
    first = day_of_epoch(first_epoch, zone)
    count = (day_of_epoch(last_epoch, zone) - first).days + 1
    days = [first + timedelta(days=offset) for offset in range(count)]
    bounds = [epoch_of_day(day, zone) for day in (*days, first + timedelta(days=count))]
    return LocalDays(days, np.array(bounds, dtype=np.int64))


def daily_sums(reads: ReadColumns, is_touched: NDArray[np.bool_], days: LocalDays) -> DailySums:
    """
    Sum the reads of every channel and day that holds a touched read.

    Shape: `reads` is in order of channel and start, and holds all reads of each such day.
    """
    day_number = days.number_of(reads.start)
    is_first = np.ones(reads.start.size, dtype=np.bool_)
    is_first[1:] = (reads.channel[1:] != reads.channel[:-1]) | (day_number[1:] != day_number[:-1])
    starts = np.flatnonzero(is_first)
    kept = np.logical_or.reduceat(is_touched, starts) if starts.size else starts.astype(np.bool_)
    is_estimated = reads.quality == ReadQuality.ESTIMATED
    is_zero = (reads.quantity == 0) & (reads.quality == ReadQuality.MEASURED)

    def total(column: Ints) -> Ints:
        return np.add.reduceat(column, starts)[kept] if starts.size else column

    shown = day_number[starts][kept]
    return DailySums(
        channel=reads.channel[starts][kept],
        day_number=shown,
        quantity=total(reads.quantity),
        estimated_quantity=total(reads.quantity * is_estimated),
        present_seconds=total(reads.seconds),
        estimated_seconds=total(reads.seconds * is_estimated),
        zero_seconds=total(reads.seconds * is_zero),
        expected_seconds=days.bounds[shown + 1] - days.bounds[shown],
        newest_end_epoch=np.maximum.reduceat(reads.start + reads.seconds, starts)[kept] if starts.size else starts,
    )
