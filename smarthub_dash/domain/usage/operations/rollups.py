"""Keep the sums of days and of billing periods in step with their reads."""

from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from smarthub_dash.domain.accounts.rules import billing_period_of
from smarthub_dash.domain.usage.operations.channels import Channel, keys_of, table_of, wanted_rows
from smarthub_dash.domain.usage.records import DailyUsage, PeriodUsage
from smarthub_dash.domain.usage.rules.comparison import ReadColumns
from smarthub_dash.domain.usage.rules.rollups import DailySums, LocalDays, daily_sums
from smarthub_dash.kit.bulk import replace_rows
from smarthub_dash.kit.periods import Period, epochs_of

PERIOD_SUMS = {
    "sqlite": """
        SELECT w.key, sum(d.quantity), sum(d.estimated_quantity), sum(d.present_seconds), sum(d.estimated_seconds),
        sum(d.zero_seconds), max(d.newest_end_epoch)
        FROM json_each(:wanted) AS w CROSS JOIN daily_usage AS d
        WHERE d.usage_point_id = json_extract(w.value, '$[0]') AND d.flow = json_extract(w.value, '$[1]')
        AND d.day >= json_extract(w.value, '$[2]') AND d.day < json_extract(w.value, '$[3]')
        GROUP BY w.key
    """,
    "postgresql": """
        SELECT w.n - 1, sum(d.quantity)::bigint, sum(d.estimated_quantity)::bigint, sum(d.present_seconds),
        sum(d.estimated_seconds), sum(d.zero_seconds), max(d.newest_end_epoch)
        FROM json_array_elements(CAST(:wanted AS json)) WITH ORDINALITY AS w(v, n) JOIN daily_usage AS d
        ON d.usage_point_id = (w.v->>0)::int AND d.flow = (w.v->>1)::int
        AND d.day >= (w.v->>2)::date AND d.day < (w.v->>3)::date
        GROUP BY w.n
    """,
}


def write_sums(
    session: Session,
    *,
    channels: Sequence[Channel],
    standing: ReadColumns,
    is_touched: NDArray[np.bool_],
    days: LocalDays,
    zone: ZoneInfo,
) -> None:
    """
    Sum anew each day that holds a touched read, and each billing period that holds such a day.

    Shape: `standing` is in order of channel and start, and holds all reads of each such day.
    """
    # no scope: a head end delivers for every account
    sums = daily_sums(standing, is_touched, days)
    _write_days(session, channels, sums, days)
    touched = touched_periods(channels, sums.channel.tolist(), sums.day_number.tolist(), days)
    write_periods(session, channels=channels, touched=touched, zone=zone)


def _write_days(session: Session, channels: Sequence[Channel], sums: DailySums, days: LocalDays) -> None:
    columns = {
        **keys_of(channels, sums.channel.tolist()),
        "day": [days.days[number] for number in sums.day_number.tolist()],
        "quantity": sums.quantity.tolist(),
        "estimated_quantity": sums.estimated_quantity.tolist(),
        "present_seconds": sums.present_seconds.tolist(),
        "estimated_seconds": sums.estimated_seconds.tolist(),
        "zero_seconds": sums.zero_seconds.tolist(),
        "expected_seconds": sums.expected_seconds.tolist(),
        "newest_end_epoch": sums.newest_end_epoch.tolist(),
    }
    replace_rows(session, table_of(DailyUsage), columns)


def write_periods(
    session: Session, *, channels: Sequence[Channel], touched: Sequence[tuple[int, Period]], zone: ZoneInfo
) -> None:
    """Sum billing periods anew from their days; one that has no day left is not written."""
    # no scope: a head end delivers for every account
    wanted = [
        (channels[number][0].usage_point_id, int(channels[number][1]), str(period.start_on), str(period.end_on))
        for number, period in touched
    ]
    rows = wanted_rows(session, statements=PERIOD_SUMS, wanted=wanted)
    found = [touched[row[0]] for row in rows]
    bounds = [epochs_of(period, zone) for _, period in found]
    columns = {
        **keys_of(channels, [number for number, _ in found]),
        "start_on": [period.start_on for _, period in found],
        "end_on": [period.end_on for _, period in found],
        "quantity": [row[1] for row in rows],
        "estimated_quantity": [row[2] for row in rows],
        "present_seconds": [row[3] for row in rows],
        "estimated_seconds": [row[4] for row in rows],
        "zero_seconds": [row[5] for row in rows],
        "expected_seconds": [end - start for start, end in bounds],
        "newest_end_epoch": [row[6] for row in rows],
    }
    replace_rows(session, table_of(PeriodUsage), columns)


def touched_periods(
    channels: Sequence[Channel], numbers: Iterable[int], day_numbers: Iterable[int], days: LocalDays
) -> list[tuple[int, Period]]:
    """Return the billing periods, each with the number of its channel, that days of channels lie in."""
    periods: dict[tuple[int, int], Period] = {}
    touched: dict[tuple[int, Period], None] = {}
    for number, day_number in zip(numbers, day_numbers, strict=True):
        key = (channels[number][0].read_day, day_number)
        if key not in periods:
            periods[key] = billing_period_of(days.days[day_number], read_day=key[0])
        touched[number, periods[key]] = None
    return list(touched)
