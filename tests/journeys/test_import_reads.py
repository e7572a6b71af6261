"""Importing meter data: all of a delivery or nothing, and rollups that always equal the reads."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from sqlmodel import col, func, select

from smarthub_dash.domain.usage.records import DailyUsage, IntervalRead, MeterImport, PeriodUsage
from smarthub_dash.domain.usage.rules import QuantityUnit
from smarthub_dash.gateways.headend import FlowDirection, HowKnown, ReadDelivery, RefusedFile
from smarthub_dash.gateways.headend.delivered import DeliveredReads, one_read
from smarthub_dash.gateways.headend.fake import FakeHeadEnd
from smarthub_dash.gateways.headend.meter_files import read_meter_file
from smarthub_dash.journal.records import JournalEvent
from smarthub_dash.journeys.import_reads import ImportProgress, ImportSummary, import_reads
from smarthub_dash.kit.database import Database
from tests.support.meters import HOUR, add_meter
from tests.support.sql import counted

NOON = int(datetime(2026, 11, 16, 18, tzinfo=UTC).timestamp())


def delivery(
    *quantities: int, meter: str = "10001", start: int = NOON, seconds: int = HOUR, line: int = 1, quality: int = 1
) -> ReadDelivery:
    """Successive reads of one meter."""
    return ReadDelivery(
        meter_number=meter,
        flow=FlowDirection.DELIVERED,
        unit="wh",
        seconds=seconds,
        start_epochs=start + seconds * np.arange(len(quantities), dtype=np.int64),
        quantities=np.array(quantities, dtype=np.int64),
        qualities=np.full(len(quantities), quality, dtype=np.int8),
        first_line=line,
    )


def brought_in(database: Database, now: datetime, zone: ZoneInfo, *deliveries: ReadDelivery) -> ImportSummary:
    """Import deliveries as one file."""
    return import_reads(database, file=DeliveredReads("a.dat", deliveries), now=now, zone=zone, report=lambda _: None)


def row_count(database: Database, record: type) -> int:
    with database.reading() as session:
        return session.exec(select(func.count()).select_from(record)).one()


def test_new_reads_are_stored_and_summed_by_day_and_period(database: Database, now: datetime, zone: ZoneInfo) -> None:
    add_meter(database, "10001")

    summary = brought_in(database, now, zone, delivery(100, 0, 250))

    assert summary == ImportSummary(new=3, changed=0, same=0, refused=(), meters=1)
    with database.reading() as session:
        day = session.exec(select(DailyUsage)).one()
        period = session.exec(select(PeriodUsage)).one()
        assert (day.quantity, day.present_seconds, day.zero_seconds, day.expected_seconds) == (
            350,
            10_800,
            3_600,
            86_400,
        )
        assert day.newest_end_epoch == NOON + 3 * HOUR
        assert (str(period.start_on), str(period.end_on)) == ("2026-10-20", "2026-11-20")
        assert (period.quantity, period.present_seconds) == (350, 10_800)
        assert period.expected_seconds == 31 * 86_400 + HOUR  # the clock went back on 1 November


def test_the_same_file_again_changes_nothing_and_wakes_nobody(
    database: Database, now: datetime, zone: ZoneInfo
) -> None:
    add_meter(database, "10001")
    brought_in(database, now, zone, delivery(100, 200))

    summary = brought_in(database, now, zone, delivery(100, 200))

    assert (summary.new, summary.changed, summary.same) == (0, 0, 2)
    assert row_count(database, JournalEvent) == 1
    assert row_count(database, MeterImport) == 2


def test_the_newest_delivery_wins_and_names_its_import(database: Database, now: datetime, zone: ZoneInfo) -> None:
    add_meter(database, "10001")
    brought_in(database, now, zone, delivery(100, 200, quality=HowKnown.ESTIMATED))

    summary = brought_in(database, now, zone, delivery(150, start=NOON + HOUR), delivery(175, start=NOON + HOUR))

    assert (summary.new, summary.changed, summary.same) == (0, 2, 0)
    with database.reading() as session:
        reads = session.exec(select(IntervalRead).order_by(col(IntervalRead.start_epoch))).all()
        day = session.exec(select(DailyUsage)).one()
        assert [(read.quantity, read.quality, read.import_id) for read in reads] == [(100, 2, 1), (175, 1, 2)]
        assert (day.quantity, day.estimated_quantity, day.estimated_seconds) == (275, 100, HOUR)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (delivery(1, meter="99999", line=2), "no meter here has the number '99999'"),
        (delivery(1, seconds=900, line=2), "is read every 60 minutes, not every 15 minutes"),
        (one_read("10001", start_epoch=NOON, seconds=HOUR, quantity=1, unit="mb", line=2), "counts wh, not mb"),
        (delivery(1, start=NOON + 40 * HOUR, line=2), "in the future"),
        (delivery(1, start=NOON - 10_000 * 24 * HOUR, line=2), "before interval meters"),
        (delivery(1, -1, line=2), "below zero"),
        (delivery(10**12, line=2), "more than a meter can count"),
        (delivery(1, start=NOON + 900, line=2), "its intervals overlap"),
    ],
)
def test_an_unfit_delivery_refuses_the_whole_file_with_its_line(
    database: Database, now: datetime, zone: ZoneInfo, fault: ReadDelivery, reason: str
) -> None:
    add_meter(database, "10001")

    with pytest.raises(RefusedFile, match=reason) as refused:
        brought_in(database, now, zone, delivery(100, 200), fault)

    assert (refused.value.file, refused.value.line) == ("a.dat", 2)
    assert [row_count(database, each) for each in (IntervalRead, DailyUsage, MeterImport, JournalEvent)] == [0] * 4


def test_a_file_that_breaks_at_its_end_leaves_nothing_behind(database: Database, now: datetime, zone: ZoneInfo) -> None:
    add_meter(database, "10001")
    torn = FakeHeadEnd(delivery(100, 200), breaks_at_line=2)

    with pytest.raises(RefusedFile, match="line 2"):
        import_reads(database, file=torn, now=now, zone=zone, report=lambda _: None)

    assert row_count(database, IntervalRead) == 0


def test_every_unknown_meter_is_named_at_once(database: Database, now: datetime, zone: ZoneInfo) -> None:
    with pytest.raises(RefusedFile) as refused:
        brought_in(database, now, zone, delivery(1, meter="1", line=1), delivery(1, meter="2", line=2))

    assert [note.line for note in refused.value.lines] == [1, 2]
    assert str(refused.value).endswith("(and 1 more)")


def test_a_read_that_crosses_midnight_is_seen_by_the_next_day(
    database: Database, now: datetime, zone: ZoneInfo
) -> None:
    add_meter(database, "10001")
    midnight = int(datetime(2026, 11, 16, tzinfo=zone).timestamp())
    brought_in(database, now, zone, delivery(1, start=midnight - 1_800))

    with pytest.raises(RefusedFile, match="its intervals overlap"):
        brought_in(database, now, zone, delivery(1, start=midnight))


def test_both_flows_of_a_meter_are_kept_apart(database: Database, now: datetime, zone: ZoneInfo) -> None:
    add_meter(database, "10001")
    received = one_read("10001", start_epoch=NOON, seconds=HOUR, quantity=40, flow=FlowDirection.RECEIVED)

    brought_in(database, now, zone, delivery(100), received)

    with database.reading() as session:
        days = session.exec(select(DailyUsage).order_by(col(DailyUsage.flow))).all()
        assert [(day.flow, day.quantity) for day in days] == [(1, 100), (2, 40)]


def test_a_fiber_terminal_counts_megabytes(database: Database, now: datetime, zone: ZoneInfo) -> None:
    add_meter(database, "F1", unit=QuantityUnit.MB)

    summary = brought_in(database, now, zone, one_read("F1", start_epoch=NOON, seconds=HOUR, quantity=900, unit="mb"))

    assert summary.new == 1


def test_one_single_read_costs_few_statements(database: Database, now: datetime, zone: ZoneInfo) -> None:
    add_meter(database, "10001")
    brought_in(database, now, zone, delivery(100))

    with counted(database.engine) as statements:
        brought_in(database, now, zone, delivery(200, start=NOON + HOUR))

    assert len(statements) <= 12, statements  # PostgreSQL locks and notifies besides


def test_the_changed_accounts_are_announced_once_each(database: Database, now: datetime, zone: ZoneInfo) -> None:
    ada, boone = add_meter(database, "10001"), add_meter(database, "10002")
    brought_in(database, now, zone, delivery(100))

    brought_in(database, now, zone, delivery(100), delivery(5, 6, meter="10002"))

    with database.reading() as session:
        events = session.exec(select(JournalEvent).order_by(col(JournalEvent.id))).all()
        assert [(event.topic, event.account_id) for event in events] == [("usage", ada.id), ("usage", boone.id)]


def test_progress_is_reported_chunk_by_chunk(database: Database, now: datetime, zone: ZoneInfo) -> None:
    add_meter(database, "10001", interval_seconds=900)
    halves = [delivery(*[1] * 30_000, start=NOON - 900 * 70_000 + 900 * at, seconds=900) for at in (0, 30_000)]
    told: list[ImportProgress] = []

    import_reads(database, file=FakeHeadEnd(*halves), now=now, zone=zone, report=told.append)

    assert told == [ImportProgress(60_000, 1.0)]


def cmep(meter: str, *readings: str) -> str:
    head = f"MEPMD01,20080519,CEC,,CEC,,202611170300,{meter},OK,E,KWH,1.0,00000100,{len(readings)}"
    return ",".join((head, *readings)) + "\r\n"


@pytest.mark.parametrize(
    ("second_line", "reason"),
    [
        (cmep("99999", "202611160100,R0,1.5"), "no meter here has the number '99999'"),
        (cmep("10001", "202611160300,R0,1.5", "202611160300,R0,1.5"), "its intervals overlap"),
        (cmep("10001", "202611160130,R0,1.5"), "its intervals overlap"),
        (cmep("10001", "202611180100,R0,1.5"), "ends in the future"),
        (cmep("10001", "202611160300,R0,1.5")[:-20], "the file seems torn"),
    ],
)
def test_a_file_with_one_bad_line_leaves_nothing_behind(
    database: Database, now: datetime, zone: ZoneInfo, tmp_path: Path, second_line: str, reason: str
) -> None:
    add_meter(database, "10001")
    path = tmp_path / "reads.dat"
    path.write_text(cmep("10001", "202611160100,R0,1.5", ",R0,0.25") + second_line, newline="")

    with pytest.raises(RefusedFile, match=reason) as refused:
        import_reads(database, file=read_meter_file(path, zone=zone), now=now, zone=zone, report=lambda _: None)

    assert (refused.value.file, refused.value.line) == ("reads.dat", 2)
    assert [row_count(database, each) for each in (IntervalRead, DailyUsage, MeterImport, JournalEvent)] == [0] * 4


def test_a_file_is_imported_and_its_fingerprint_kept(
    database: Database, now: datetime, zone: ZoneInfo, tmp_path: Path
) -> None:
    add_meter(database, "10001")
    path = tmp_path / "reads.dat"
    path.write_text(cmep("10001", "202611160100,R0,1.5", ",R0,", ",E,0.25"), newline="")

    summary = import_reads(database, file=read_meter_file(path, zone=zone), now=now, zone=zone, report=lambda _: None)

    assert summary == ImportSummary(new=2, changed=0, same=0, refused=(), meters=1)
    with database.reading() as session:
        record = session.exec(select(MeterImport)).one()
        assert record.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
        assert (record.source, record.file_name, record.new_count) == ("cmep", "reads.dat", 2)


def test_two_imports_at_once_end_in_the_sum_of_both(database: Database, now: datetime, zone: ZoneInfo) -> None:
    add_meter(database, "10001")
    midnight = int(datetime(2026, 11, 16, tzinfo=zone).timestamp())

    def hour(number: int) -> None:
        brought_in(database, now, zone, delivery(10**number, start=midnight + number * HOUR))

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(hour, range(6)))

    with database.reading() as session:
        day = session.exec(select(DailyUsage)).one()
        period = session.exec(select(PeriodUsage)).one()
    assert (day.quantity, period.quantity) == (111_111, 111_111)
