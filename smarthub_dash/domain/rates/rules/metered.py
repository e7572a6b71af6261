"""What was measured, in as much detail as a schedule asks for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from smarthub_dash.domain.rates.rules.schedule import RateSchedule, versions_over
from smarthub_dash.domain.rates.rules.seasons import season_spans
from smarthub_dash.kit.periods import Period, epoch_of_day


class Detail(IntEnum):
    """How finely a schedule must know the use of a period."""

    NOTHING = 0
    TOTAL = 1
    DAY = 2
    INTERVAL = 3


@dataclass(frozen=True, slots=True, eq=False)
class Reads:
    """
    Quantities, each known to begin at an instant; the order does not matter.

    Shape: as many starts as quantities.
    Units: epoch seconds; Wh; seconds that one read lasts (0 for totals and days).
    """

    starts: NDArray[np.int64]
    quantities: NDArray[np.int64]
    seconds: int


@dataclass(frozen=True, slots=True, eq=False)
class MeteredUse:
    """What flowed to the member and back in a period."""

    delivered: Reads
    received: Reads


def detail_needed(versions: Sequence[RateSchedule], *, period: Period) -> Detail:
    """
    Return the least detail with which a period can be priced.

    :raises NoRateInForce: if a day of the period has no version
    """
    spans = versions_over(versions, period=period)
    if not any(span.version.energy for span in spans):
        return Detail.NOTHING
    if any(span.version.windows or span.version.demand for span in spans):
        return Detail.INTERVAL
    is_whole = len(spans) == 1 and len(season_spans(spans[0])) == 1
    return Detail.TOTAL if is_whole else Detail.DAY


def total_use(period: Period, *, delivered_wh: int, received_wh: int = 0, zone: ZoneInfo) -> MeteredUse:
    """Return a use of which only the period's totals are known."""
    return daily_use({period.start_on: delivered_wh}, {period.start_on: received_wh}, zone=zone)


def daily_use(delivered: Mapping[date, int], received: Mapping[date, int], *, zone: ZoneInfo) -> MeteredUse:
    """Return a use that is known by local days."""
    return MeteredUse(_by_day(delivered, zone), _by_day(received, zone))


def no_use() -> MeteredUse:
    """Return the use of what is not measured."""
    return MeteredUse(no_reads(), no_reads())


def no_reads() -> Reads:
    """Return no reads at all."""
    return Reads(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64), 0)


def _by_day(days: Mapping[date, int], zone: ZoneInfo) -> Reads:
    starts = np.array([epoch_of_day(day, zone) for day in days], dtype=np.int64)
    return Reads(starts, np.array(list(days.values()), dtype=np.int64), 0)
