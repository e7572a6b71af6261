"""The hours of a stretch of days by the clock on the wall: a row a day, a place an hour."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
from sqlmodel import Session

from smarthub_dash.domain.accounts.rules import AccountScope
from smarthub_dash.domain.rates.rules.local_time import local_times
from smarthub_dash.domain.usage.queries.hours import HOUR, hours_in
from smarthub_dash.domain.usage.rules import Flow
from smarthub_dash.kit.periods import Period, epochs_of

HOURS = 24
EPOCH_ORDINAL = 719_163  # of 1970-01-01


@dataclass(frozen=True, slots=True, eq=False)
class HourGrid:
    """
    What was used in each hour of some days.

    Shape: arrays of days by 24. Units: Wh or MB; -1 where nothing was read.
    """

    period: Period
    quantities: np.ndarray
    is_estimated: np.ndarray
    is_whole: np.ndarray
    is_there: np.ndarray
    """Whether the day had this hour and it is over: in spring one is skipped. In autumn one holds two."""

    @property
    def is_known(self) -> np.ndarray:
        return self.quantities >= 0


def hour_grid(
    session: Session, *, scope: AccountScope, period: Period, flow: Flow, now: datetime, zone: ZoneInfo
) -> HourGrid:
    """Return the hours of a scope's use over some days."""
    start_epoch, end_epoch = epochs_of(period, zone)
    hours = hours_in(session, scope=scope, flow=flow, start_epoch=start_epoch, end_epoch=end_epoch)
    shape = (period.day_count, HOURS)
    sums, counts, there, halves, estimated = (np.zeros(shape, dtype=np.int64) for _ in range(5))
    at = _places(hours.starts, period, zone)
    np.add.at(sums, at, hours.quantities)
    np.add.at(counts, at, 1)
    np.add.at(halves, at, ~hours.is_whole)
    np.add.at(estimated, at, hours.is_estimated)
    all_hours = np.arange(start_epoch, min(end_epoch, int(now.timestamp()) - HOUR + 1), HOUR, dtype=np.int64)
    np.add.at(there, _places(all_hours, period, zone), 1)
    is_whole = (counts > 0) & (halves == 0) & (counts >= there)
    return HourGrid(period, np.where(counts > 0, sums, -1), estimated > 0, is_whole, there > 0)


def _places(starts: np.ndarray, period: Period, zone: ZoneInfo) -> tuple[np.ndarray, np.ndarray]:
    local = local_times(starts, period=period, zone=zone)
    return local.day - (period.start_on.toordinal() - EPOCH_ORDINAL), local.hour
