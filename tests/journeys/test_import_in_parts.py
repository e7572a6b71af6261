"""A large file on SQLite: found sound first, then stored in parts between which others write."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import col, select

from smarthub_dash.domain.usage.records import DailyUsage, IntervalRead, MeterImport, PeriodUsage
from smarthub_dash.gateways.headend import RefusedFile
from smarthub_dash.gateways.headend.meter_files import read_meter_file
from smarthub_dash.journeys import import_pieces, import_reads
from smarthub_dash.journeys.import_reads import ImportSummary
from smarthub_dash.journeys.receive_files import receive_file
from smarthub_dash.kit.database import Database
from tests.support.meters import add_meter

HEAD = "MEPMD01,20080519,CEC,,CEC,,202611160000,{meter},OK,E,KWH,1.0,{interval},4,"
HOURS = ",".join(f"20261109{hour:02d}00,R0,{hour}" for hour in range(1, 5))


@pytest.fixture
def meters(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setattr(import_reads, "LARGEST_AT_ONCE", 100)
    monkeypatch.setattr(import_pieces, "CHUNK_READS", 4)
    for meter in ("1", "2", "3"):
        add_meter(database, meter)
    return database


def lines(*meters: str, interval: str = "00000100", readings: str = HOURS) -> str:
    return "".join(HEAD.format(meter=meter, interval=interval) + readings + "\r\n" for meter in meters)


def kept(database: Database) -> tuple[int, int, int]:
    """Return how many reads there are, and what days and periods sum to."""
    with database.reading() as session:
        columns = (IntervalRead.start_epoch, DailyUsage.quantity, PeriodUsage.quantity)
        reads, days, periods = (session.exec(select(col(column))).all() for column in columns)
        return len(reads), sum(days), sum(periods)


def bring(
    database: Database, path: Path, text: str, now: datetime, zone: ZoneInfo, *, is_writing: bool = False
) -> ImportSummary:
    def others_write(_progress: object) -> None:
        if is_writing:
            add_meter(database, f"other-{len(written)}")
            written.append(1)

    written: list[int] = []
    path.write_text(text, newline="")
    file = read_meter_file(path, zone=zone)
    return import_reads.import_reads(database, file=file, now=now, zone=zone, report=others_write)


def test_others_write_between_its_parts_and_all_of_it_is_there(
    meters: Database, tmp_path: Path, now: datetime, zone: ZoneInfo
) -> None:
    is_parted = meters.is_sqlite  # on PostgreSQL nobody waits for an import but another one

    summary = bring(meters, tmp_path / "a.dat", lines("1", "2", "3"), now, zone, is_writing=is_parted)

    assert (summary.new, summary.meters, kept(meters)) == (12, 3, (12, 30_000, 30_000))
    with meters.reading() as session:
        (record,) = session.exec(select(MeterImport)).all()
        assert (record.new_count, len(record.sha256)) == (12, 64)


@pytest.mark.parametrize("last", [lines("4"), lines("3")[:-9], lines("3").replace(",R0,4", ",R0,999999999")])
def test_a_fault_in_its_last_part_leaves_nothing_of_the_first(
    meters: Database, tmp_path: Path, now: datetime, zone: ZoneInfo, last: str
) -> None:
    with pytest.raises(RefusedFile, match="line 3"):
        bring(meters, tmp_path / "a.dat", lines("1", "2") + last, now, zone)

    assert kept(meters) == (0, 0, 0)


def test_a_file_whose_parts_may_overlap_is_stored_at_once_or_not_at_all(
    meters: Database, tmp_path: Path, now: datetime, zone: ZoneInfo
) -> None:
    shifted = HOURS.replace("00,R0", "30,R0")

    with pytest.raises(RefusedFile, match="overlap"):
        bring(meters, tmp_path / "a.dat", lines("1", "2") + lines("1", readings=shifted), now, zone)

    assert kept(meters) == (0, 0, 0)


def test_what_a_dead_process_left_half_done_is_completed_by_the_same_file(
    meters: Database, tmp_path: Path, now: datetime, zone: ZoneInfo
) -> None:
    def dies(_progress: object) -> None:
        raise SystemExit

    path = tmp_path / "a.dat"
    path.write_text(lines("1", "2", "3"), newline="")
    with pytest.raises(SystemExit):
        import_reads.import_reads(meters, file=read_meter_file(path, zone=zone), now=now, zone=zone, report=dies)

    summary = receive_file(meters, path=path, sender=None, now=now, zone=zone)

    assert summary is not None
    assert (summary.new + summary.same, kept(meters)) == (12, (12, 30_000, 30_000))
