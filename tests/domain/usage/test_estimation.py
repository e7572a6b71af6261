"""Estimating missing reads: by time of day and kind of day, and never what was measured."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smarthub_dash.domain.usage.rules.estimation import KnownReads, estimated, missing_intervals

ZONE = ZoneInfo("America/Chicago")
HOUR = 3_600


def epoch(month: int, day: int, hour: int = 0) -> int:
    return int(datetime(2026, month, day, hour, tzinfo=ZONE).timestamp())


def known(reads: Mapping[int, int], seconds: int = HOUR) -> KnownReads:
    return KnownReads(
        np.array(list(reads), dtype=np.int64),
        np.full(len(reads), seconds, dtype=np.int64),
        np.array(list(reads.values()), dtype=np.int64),
    )


def at(*epochs: int) -> np.ndarray:
    return np.array(epochs, dtype=np.int64)


def test_a_missing_hour_of_a_weekday_takes_the_average_of_that_hour_on_weekdays() -> None:
    # Friday 4, Monday 7 and Tuesday 8 September 2026 at 18:00; Saturday and Sunday at 18:00; Tuesday at 19:00.
    reads = known({epoch(9, 4, 18): 900, epoch(9, 7, 18): 1_000, epoch(9, 8, 18): 1_101} | WEEKEND | LATER)

    made = estimated(at(epoch(9, 9, 18)), reads, seconds=HOUR, zone=ZONE)

    # (900 + 1000 + 1101) / 3 = 1000.33 -> 1000
    assert made.quantities.tolist() == [1_000]


WEEKEND = {epoch(9, 5, 18): 3_000, epoch(9, 6, 18): 5_000}
LATER = {epoch(9, 8, 19): 7_000}


def test_a_missing_hour_of_a_weekend_takes_the_average_of_weekends() -> None:
    made = estimated(at(epoch(9, 12, 18)), known({epoch(9, 9, 18): 100} | WEEKEND), seconds=HOUR, zone=ZONE)

    assert made.quantities.tolist() == [4_000]


def test_without_a_like_day_the_same_hour_of_any_day_serves() -> None:
    made = estimated(at(epoch(9, 9, 18)), known(WEEKEND | LATER), seconds=HOUR, zone=ZONE)

    assert made.quantities.tolist() == [4_000]


def test_without_the_same_hour_the_average_of_all_hours_serves() -> None:
    made = estimated(at(epoch(9, 9, 4)), known(WEEKEND | LATER), seconds=HOUR, zone=ZONE)

    assert made.quantities.tolist() == [5_000]


def test_of_a_meter_of_which_nothing_is_known_nothing_is_made_up() -> None:
    made = estimated(at(epoch(9, 9, 4)), known({}), seconds=HOUR, zone=ZONE)

    assert made.quantities.tolist() == [0]


def test_a_measured_zero_is_not_missing_and_counts() -> None:
    reads = known({epoch(9, 8, 18): 0, epoch(9, 9, 18): 1_000})

    missing = missing_intervals(reads, start_epoch=epoch(9, 8, 18), end_epoch=epoch(9, 8, 20), seconds=HOUR, zone=ZONE)
    made = estimated(at(epoch(9, 10, 18)), reads, seconds=HOUR, zone=ZONE)

    assert missing.tolist() == [epoch(9, 8, 19)]
    assert made.quantities.tolist() == [500]


def test_the_same_hour_is_the_same_by_the_wall_clock_across_a_clock_change() -> None:
    # Summer time ends on Sunday, 1 November 2026: 18:00 is an instant an hour later from then on.
    reads = known({epoch(10, 30, 18): 800, epoch(10, 30, 17): 100, epoch(10, 30, 19): 100})

    made = estimated(at(epoch(11, 2, 18)), reads, seconds=HOUR, zone=ZONE)

    assert made.quantities.tolist() == [800]


@pytest.mark.parametrize(("month", "day", "hours"), [(3, 8, 23), (11, 1, 25), (6, 3, 24)])
def test_a_day_without_reads_misses_as_many_hours_as_it_has(month: int, day: int, hours: int) -> None:
    start = datetime(2026, month, day, tzinfo=ZONE)
    end = datetime(2026, month, day, tzinfo=ZONE) + timedelta(days=1)

    missing = missing_intervals(
        known({}), start_epoch=int(start.timestamp()), end_epoch=int(end.timestamp()), seconds=HOUR, zone=ZONE
    )

    assert missing.size == hours


def test_a_meter_read_by_the_day_misses_days() -> None:
    day = 86_400
    reads = known({epoch(9, 7): 30_000, epoch(9, 8): 34_000}, seconds=day)

    missing = missing_intervals(reads, start_epoch=epoch(9, 7), end_epoch=epoch(9, 10), seconds=day, zone=ZONE)
    made = estimated(missing, reads, seconds=day, zone=ZONE)

    assert missing.tolist() == [epoch(9, 9)]
    assert made.quantities.tolist() == [32_000]


@settings(deadline=None)
@given(
    present=st.sets(st.integers(0, 24 * 21 - 1), max_size=24 * 21),
    level=st.integers(0, 5_000),
    first=st.integers(0, 300),
)
def test_whatever_is_missing_is_estimated_once_and_a_steady_load_exactly(
    present: set[int], level: int, first: int
) -> None:
    start = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp()) + first * 86_400 + 6 * HOUR
    end = start + 21 * 24 * HOUR
    reads = known({start + hour * HOUR: level for hour in present})

    missing = missing_intervals(reads, start_epoch=start, end_epoch=end, seconds=HOUR, zone=ZONE)
    made = estimated(missing, reads, seconds=HOUR, zone=ZONE)

    assert sorted([*missing.tolist(), *reads.starts.tolist()]) == list(range(start, end, HOUR))
    assert set(made.quantities.tolist()) <= ({level} if present else {0})
