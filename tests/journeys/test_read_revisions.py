"""Of files that tell of the same hours the one written last is right, in whatever order; what was said is kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select, text

from smarthub_dash.domain.usage.records import DailyUsage, IntervalRead, MeterImport, ReadRevision
from smarthub_dash.gateways.headend import FlowDirection, ReadDelivery
from smarthub_dash.gateways.headend.delivered import DeliveredReads
from smarthub_dash.journeys.import_reads import ImportSummary, import_reads
from smarthub_dash.kit.database import Database, open_database
from tests.support.meters import add_meter
from tests.support.usage import HOUR, ZONE, at

NOW = at(2026, 11, 17)
FIRST = int(at(2026, 11, 10).timestamp())


@dataclass(frozen=True)
class File:
    """Some hours of one meter, by the hour they begin in, as a file written some hours ago told them."""

    written: int
    hours: dict[int, int]
    meter: str = "1"


def bring(database: Database, file: File, *, is_timed: bool = True) -> ImportSummary:
    starts = sorted(file.hours)
    reads = ReadDelivery(
        meter_number=file.meter,
        flow=FlowDirection.DELIVERED,
        unit="wh",
        seconds=HOUR,
        start_epochs=np.array([FIRST + hour * HOUR for hour in starts], dtype=np.int64),
        quantities=np.array([file.hours[hour] for hour in starts], dtype=np.int64),
        qualities=np.ones(len(starts), dtype=np.int8),
        first_line=1,
    )
    made_at = at(2026, 11, 15) + timedelta(minutes=file.written) if is_timed else None
    given = DeliveredReads("a.dat", (reads,), made_at=made_at)
    return import_reads(database, file=given, now=NOW, zone=ZONE, report=lambda _: None)


def standing(database: Database) -> dict[int, int]:
    with database.reading() as session:
        return {(row.start_epoch - FIRST) // HOUR: row.quantity for row in session.exec(select(IntervalRead))}


def revisions(database: Database) -> list[tuple[int, int]]:
    with database.reading() as session:
        rows = session.exec(select(ReadRevision).order_by(col(ReadRevision.id)))
        return [((row.start_epoch - FIRST) // HOUR, row.quantity) for row in rows]


def test_a_newer_file_changes_a_read_and_what_it_said_before_is_kept(database: Database) -> None:
    add_meter(database, "1")
    bring(database, File(0, {0: 100, 1: 200}))

    summary = bring(database, File(1, {0: 100, 1: 250}))

    assert (summary.changed, summary.same) == (1, 1)
    assert standing(database) == {0: 100, 1: 250}
    assert revisions(database) == [(1, 200)]


def test_an_older_file_that_arrives_late_fills_gaps_and_changes_nothing(database: Database) -> None:
    add_meter(database, "1")
    bring(database, File(5, {0: 100, 2: 300}))

    summary = bring(database, File(1, {0: 1, 1: 2, 2: 3}))

    assert (summary.new, summary.changed, summary.late) == (1, 0, 2)
    assert standing(database) == {0: 100, 1: 2, 2: 300}
    assert revisions(database) == []


def test_a_newer_file_that_said_the_same_stands_against_an_older_one(database: Database) -> None:
    add_meter(database, "1")
    for file in (File(0, {0: 100}), File(9, {0: 100}), File(5, {0: 7})):
        bring(database, file)

    assert standing(database) == {0: 100}


def test_a_file_without_a_time_changes_what_it_tells_of(database: Database) -> None:
    add_meter(database, "1")
    bring(database, File(5, {0: 100}))

    bring(database, File(0, {0: 5}), is_timed=False)

    assert standing(database) == {0: 5}


def test_a_head_end_whose_clock_is_ahead_does_not_silence_those_after_it(database: Database) -> None:
    add_meter(database, "1")
    bring(database, File(10 * 1440, {0: 100}))

    bring(database, File(1, {0: 5}))

    assert standing(database) == {0: 5}
    with database.reading() as session:
        assert sorted(row.made_at is None for row in session.exec(select(MeterImport))) == [False, True]


def test_a_revision_is_never_changed_or_deleted(database: Database) -> None:
    add_meter(database, "1")
    bring(database, File(0, {0: 100}))
    bring(database, File(1, {0: 101}))

    for statement in ("UPDATE read_revision SET quantity = 1", "DELETE FROM read_revision"):
        with pytest.raises(DBAPIError, match="append-only"), database.unit_of_work() as session:
            session.execute(text(statement))


FILES = st.lists(
    st.builds(
        File,
        written=st.integers(0, 1_000),
        hours=st.dictionaries(st.integers(0, 40), st.integers(0, 5_000), min_size=1, max_size=30),
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda file: file.written,
)


@given(files=FILES, order=st.randoms(use_true_random=False))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_any_order_of_arrival_ends_the_same(sqlite_address: str, files: Sequence[File], order) -> None:
    sqlite_database = open_database(sqlite_address)
    meter = f"M{next(_NUMBERS)}"
    add_meter(sqlite_database, meter)
    expected: dict[int, int] = {}
    for file in sorted(files, key=lambda file: file.written):
        expected |= file.hours
    arriving = [replace(file, meter=meter) for file in files]
    order.shuffle(arriving)

    for file in arriving:
        bring(sqlite_database, file)

    with sqlite_database.reading() as session:
        point = session.execute(text("SELECT id FROM usage_point WHERE meter_number = :m"), {"m": meter}).scalar_one()
        reads = session.exec(select(IntervalRead).where(col(IntervalRead.usage_point_id) == point)).all()
        days = session.exec(select(DailyUsage).where(col(DailyUsage.usage_point_id) == point)).all()
    assert {(row.start_epoch - FIRST) // HOUR: row.quantity for row in reads} == expected
    assert sum(day.quantity for day in days) == sum(expected.values())
    sqlite_database.close()


def _counting():
    number = 0
    while True:
        number += 1
        yield number


_NUMBERS = _counting()
