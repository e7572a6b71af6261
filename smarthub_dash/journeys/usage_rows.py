"""What a file of usage holds: readings as measured, or the sums of days or billing periods, piece by piece."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum, StrEnum
from zoneinfo import ZoneInfo

import numpy as np
from sqlmodel import Session

from smarthub_dash.domain.accounts.rules import AccountScope
from smarthub_dash.domain.usage.queries import DayOfUse, days_in, intervals_in, periods_in
from smarthub_dash.domain.usage.rules import Flow, QuantityUnit, ReadQuality
from smarthub_dash.kit.periods import Period, epoch_of_day, epochs_of

DAYS_TOGETHER = 31
"""How much is in memory at a time, whatever the range: 6,000 readings of a quarter of an hour, both ways."""


class Detail(StrEnum):
    """What one line of a file is."""

    MEASURED = "measured"
    DAY = "day"
    BILL = "bill"


class HowFull(IntEnum):
    """How a line's quantity is known; the first three are those of a single reading."""

    MEASURED = int(ReadQuality.MEASURED)
    ESTIMATED = int(ReadQuality.ESTIMATED)
    EDITED = int(ReadQuality.EDITED)
    PARTLY_ESTIMATED = 4
    INCOMPLETE = 5


@dataclass(frozen=True, slots=True)
class ExportedMeter:
    """Whose readings a file holds. Units: seconds."""

    account_number: str
    meter_number: str
    usage_point_id: int
    unit: QuantityUnit
    interval_seconds: int
    source_note: str


@dataclass(frozen=True, slots=True, eq=False)
class UsageRows:
    """
    Successive lines of one flow.

    Units: epoch seconds UTC; seconds; Wh or MB; HowFull.
    Shape: four arrays of one length.
    """

    flow: Flow
    start_epochs: np.ndarray
    seconds: np.ndarray
    quantities: np.ndarray
    qualities: np.ndarray


def usage_rows(
    session: Session,
    *,
    scope: AccountScope,
    usage_point_id: int,
    within: Period,
    detail: Detail,
    flow: Flow,
    zone: ZoneInfo,
) -> Iterator[UsageRows]:
    """Yield what one meter counted of one flow within a period, oldest first."""
    if detail is Detail.MEASURED:
        yield from _measured(session, scope, usage_point_id, within, flow, zone)
        return
    read = days_in if detail is Detail.DAY else periods_in
    rows = [
        row
        for row in read(session, scope=scope, within=within)
        if (row.usage_point_id, row.flow) == (usage_point_id, flow) and row.present_seconds
    ]
    if rows:
        yield _summed(rows, flow, zone)


def _measured(
    session: Session, scope: AccountScope, usage_point_id: int, within: Period, flow: Flow, zone: ZoneInfo
) -> Iterator[UsageRows]:
    for part in _parts(within):
        start_epoch, end_epoch = epochs_of(part, zone)
        found = intervals_in(session, scope=scope, start_epoch=start_epoch, end_epoch=end_epoch)
        series = found.get((usage_point_id, flow))
        if series is not None:
            yield UsageRows(flow, series.start_epochs, series.seconds, series.quantities, series.qualities)


def _parts(within: Period) -> Iterator[Period]:
    first: date = within.start_on
    while first < within.end_on:
        following = min(first + timedelta(days=DAYS_TOGETHER), within.end_on)
        yield Period(first, following)
        first = following


def _summed(rows: Sequence[DayOfUse], flow: Flow, zone: ZoneInfo) -> UsageRows:
    columns: defaultdict[str, list[int]] = defaultdict(list)
    for row in rows:
        start, end = epoch_of_day(row.start_on, zone), epoch_of_day(row.end_on, zone)
        columns["start"].append(start)
        columns["seconds"].append(end - start)
        columns["quantity"].append(row.quantity)
        columns["quality"].append(int(_how_full(row)))
    return UsageRows(flow, *(np.array(column, dtype=np.int64) for column in columns.values()))


def _how_full(row: DayOfUse) -> HowFull:
    if row.present_seconds < row.expected_seconds:
        return HowFull.INCOMPLETE
    if not row.estimated_seconds:
        return HowFull.MEASURED
    return HowFull.ESTIMATED if row.estimated_seconds >= row.present_seconds else HowFull.PARTLY_ESTIMATED
