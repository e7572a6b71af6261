"""Rollups always equal the reads: in any order of arrival, over both clock changes, on both databases."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete
from sqlmodel import Session, select

from smarthub_dash.domain.accounts.rules import billing_period_of
from smarthub_dash.domain.usage.operations.imports import find_points, open_import
from smarthub_dash.domain.usage.operations.reads import store_reads
from smarthub_dash.domain.usage.records import DailyUsage, IntervalRead, PeriodUsage
from smarthub_dash.domain.usage.rules import Flow
from smarthub_dash.domain.usage.rules.deliveries import Delivery, MeteredPoint
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.periods import day_of_epoch, epochs_of, seconds_in_day
from tests.support.meters import HOUR, add_meter

READ_DAY = 20
SPRING = int(datetime(2026, 3, 7, 6, tzinfo=UTC).timestamp())
AUTUMN = int(datetime(2026, 10, 31, 5, tzinfo=UTC).timestamp())


class Read(NamedTuple):
    """One read as a test thinks of it."""

    meter: str
    flow: int
    start: int
    quantity: int
    quality: int


def delivery(point: MeteredPoint, reads: Sequence[Read], line: int = 1) -> Delivery:
    return Delivery(
        point=point,
        flow=Flow(reads[0].flow),
        unit="wh",
        seconds=HOUR,
        start_epochs=np.array([read.start for read in reads], dtype=np.int64),
        quantities=np.array([read.quantity for read in reads], dtype=np.int64),
        qualities=np.array([read.quality for read in reads], dtype=np.int8),
        line=line,
    )


def store(database: Database, batches: Iterable[Sequence[Read]], now: datetime, zone: ZoneInfo) -> None:
    """Store each batch in a transaction of its own, as so many files; a batch is split by meter and flow."""
    for batch in batches:
        with database.unit_of_work() as session:
            under = open_import(session, source="test", file_name="a", received_at=now, made_at=None)
            points = find_points(session, meter_numbers={read.meter for read in batch})
            channels: dict[tuple[str, int], dict[int, Read]] = defaultdict(dict)
            for read in batch:
                channels[read.meter, read.flow][read.start] = read
            given = [delivery(points[meter][0], list(reads.values())) for (meter, _), reads in channels.items()]
            store_reads(session, under=under, deliveries=given, now=now, zone=zone)


def rows(session: Session, record: type[Any], *names: str) -> list[tuple[Any, ...]]:
    return sorted(tuple(getattr(row, name) for name in names) for row in session.exec(select(record)))


SUMS = ("quantity", "estimated_quantity", "present_seconds", "estimated_seconds", "zero_seconds", "newest_end_epoch")


def naive_sums(reads: Iterable[IntervalRead]) -> tuple[int, ...]:
    """What some reads sum to, one by one."""
    taken = list(reads)
    estimated = [read for read in taken if read.quality == 2]
    return (
        sum(read.quantity for read in taken),
        sum(read.quantity for read in estimated),
        sum(read.seconds for read in taken),
        sum(read.seconds for read in estimated),
        sum(read.seconds for read in taken if read.quantity == 0 and read.quality == 1),
        max(read.start_epoch + read.seconds for read in taken),
    )


def assert_rollups_equal_reads(database: Database, zone: ZoneInfo) -> None:
    with database.reading() as session:
        by_day: dict[tuple[int, int, date], list[IntervalRead]] = defaultdict(list)
        by_period: dict[tuple[int, int, date, date], list[IntervalRead]] = defaultdict(list)
        for read in session.exec(select(IntervalRead)):
            day = day_of_epoch(read.start_epoch, zone)
            period = billing_period_of(day, read_day=READ_DAY)
            by_day[read.usage_point_id, read.flow, day].append(read)
            by_period[read.usage_point_id, read.flow, period.start_on, period.end_on].append(read)
        assert rows(session, DailyUsage, "usage_point_id", "flow", "day", *SUMS) == sorted(
            (*key, *naive_sums(reads)) for key, reads in by_day.items()
        )
        assert rows(session, PeriodUsage, "usage_point_id", "flow", "start_on", "end_on", *SUMS) == sorted(
            (*key, *naive_sums(reads)) for key, reads in by_period.items()
        )
        for row in session.exec(select(DailyUsage)):
            assert row.expected_seconds == seconds_in_day(row.day, zone)
        for row in session.exec(select(PeriodUsage)):
            start, end = epochs_of(billing_period_of(row.start_on, read_day=READ_DAY), zone)
            assert row.expected_seconds == end - start


@pytest.fixture
def metered(database: Database) -> Database:
    """A database with two meters."""
    for number in ("10001", "10002"):
        add_meter(database, number, read_day=READ_DAY)
    return database


def forget(database: Database) -> None:
    with database.unit_of_work() as session:
        for record in (IntervalRead, DailyUsage, PeriodUsage):
            session.execute(delete(record))


READS = st.builds(
    Read,
    meter=st.sampled_from(["10001", "10002"]),
    flow=st.sampled_from([1, 2]),
    start=st.one_of(
        *(st.integers(0, 80).map(lambda hour, first=first: first + hour * HOUR) for first in (SPRING, AUTUMN))
    ),
    quantity=st.integers(0, 5_000),
    quality=st.sampled_from([1, 1, 2, 3]),
)
BATCHES = st.lists(st.lists(READS, min_size=1, max_size=30), min_size=1, max_size=5)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=BATCHES)
def test_rollups_equal_the_reads_whatever_is_delivered_again(
    metered: Database, now: datetime, zone: ZoneInfo, batches: list[list[Read]]
) -> None:
    forget(metered)

    store(metered, batches, now, zone)

    newest = {(read.meter, read.flow, read.start): read for batch in batches for read in batch}
    with metered.reading() as session:
        stored = rows(session, IntervalRead, "flow", "start_epoch", "quantity", "quality")
    assert stored == sorted(tuple(read)[1:] for read in newest.values())
    assert_rollups_equal_reads(metered, zone)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(reads=st.lists(READS, min_size=2, max_size=40, unique_by=lambda read: read[:3]), chance=st.randoms())
def test_any_order_of_arrival_ends_in_the_same_rollups(
    metered: Database, now: datetime, zone: ZoneInfo, reads: list[Read], chance: Any
) -> None:
    names = ("usage_point_id", "flow", "start_on", *SUMS)
    ends = []
    for _ in range(2):
        forget(metered)
        chance.shuffle(reads)
        cut = chance.randint(1, len(reads) - 1)
        store(metered, (reads[:cut], reads[cut:]), now, zone)
        with metered.reading() as session:
            ends.append((rows(session, DailyUsage, "day", *SUMS), rows(session, PeriodUsage, *names)))

    assert ends[0] == ends[1]


@pytest.mark.parametrize(("first", "day", "hours"), [(SPRING, date(2026, 3, 8), 23), (AUTUMN, date(2026, 11, 1), 25)])
def test_a_day_of_a_clock_change_is_complete_with_its_own_hours(
    metered: Database, now: datetime, zone: ZoneInfo, first: int, day: date, hours: int
) -> None:
    reads = [Read("10001", 1, first + hour * HOUR, 1_000, 1) for hour in range(80)]

    store(metered, [reads], now, zone)

    with metered.reading() as session:
        row = session.exec(select(DailyUsage).where(DailyUsage.day == day)).one()
        assert (row.quantity, row.present_seconds, row.expected_seconds) == (hours * 1_000, hours * HOUR, hours * HOUR)


def test_a_revision_is_counted_once_and_moves_only_its_day(metered: Database, now: datetime, zone: ZoneInfo) -> None:
    reads = [Read("10001", 1, SPRING + hour * HOUR, 1_000, 1) for hour in range(80)]
    store(metered, [reads], now, zone)

    store(metered, [[reads[30]._replace(quantity=400)]], now, zone)

    with metered.reading() as session:
        days = dict(rows(session, DailyUsage, "day", "quantity"))
    assert days == {
        date(2026, 3, 7): 24_000,
        date(2026, 3, 8): 22_400,
        date(2026, 3, 9): 24_000,
        date(2026, 3, 10): 9_000,
    }


def test_many_meters_at_once_keep_their_own_sums(database: Database, now: datetime, zone: ZoneInfo) -> None:
    numbers = [f"M{number:03d}" for number in range(130)]
    for number in numbers:
        add_meter(database, number, read_day=READ_DAY)
    reads = [Read(number, 1, SPRING + hour * HOUR, at, 1) for at, number in enumerate(numbers) for hour in range(3)]

    store(database, [reads], now, zone)

    assert_rollups_equal_reads(database, zone)
