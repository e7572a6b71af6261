"""Files of head ends: taken once they are whole, imported once, put away with the reasons if they are refused."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from smarthub_dash.domain.usage.operations.head_ends import add_head_end, end_head_end
from smarthub_dash.domain.usage.records import IntervalRead, MeterImport
from smarthub_dash.gateways.headend.layout import Layout
from smarthub_dash.journeys.receive_files import Received, receive_folder, sender_of
from smarthub_dash.kit.database import Database
from tests.support.meters import add_meter
from tests.support.usage import ZONE, at

NOW = at(2026, 11, 17)
GOOD = "Meter,Start,kWh\n1,2026-11-09 00:00,1\n1,2026-11-09 01:00,2\n"
TORN = GOOD + "1,2026-11-09 02:00\n"


def put(folder: Path, name: str, text: str, *, age: timedelta = timedelta(minutes=5)) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text)
    written = (NOW - age).timestamp()
    os.utime(path, (written, written))
    return path


def look(database: Database, folder: Path) -> list[Received]:
    return receive_folder(database, folder=folder, now=NOW, zone=ZONE)


def reads(database: Database) -> list[int]:
    with database.reading() as session:
        return [row.quantity for row in session.exec(select(IntervalRead))]


@pytest.fixture
def folder(database: Database, tmp_path: Path) -> Path:
    add_meter(database, "1")
    return tmp_path / "watched"


def test_a_file_is_imported_and_put_away(database: Database, folder: Path) -> None:
    put(folder, "a.csv", GOOD)

    (received,) = look(database, folder)

    assert received.summary is not None
    assert (received.summary.new, reads(database)) == (2, [1000, 2000])
    assert (folder / "done" / "2026-11-17" / "a.csv").read_text() == GOOD
    assert look(database, folder) == []


def test_the_very_same_file_is_not_imported_again(database: Database, folder: Path) -> None:
    put(folder, "a.csv", GOOD)
    look(database, folder)
    put(folder, "a.csv", GOOD)

    (received,) = look(database, folder)

    assert received.summary is None
    assert (folder / "done" / "2026-11-17" / "a-2.csv").exists()
    with database.reading() as session:
        assert len(session.exec(select(MeterImport)).all()) == 1


def test_a_refused_file_leaves_nothing_and_says_why(database: Database, folder: Path) -> None:
    put(folder, "a.csv", TORN)

    look(database, folder)

    assert reads(database) == []
    assert "line 4: the line has 2 cells" in (folder / "refused" / "2026-11-17" / "a.csv.why.txt").read_text()


def test_a_file_that_is_still_being_written_waits(database: Database, folder: Path) -> None:
    put(folder, "a.csv", GOOD, age=timedelta(seconds=1))
    put(folder, "b.csv.part", GOOD)
    put(folder, ".c.csv", GOOD)

    assert look(database, folder) == []


def test_what_a_dead_worker_had_taken_is_imported_by_the_next(database: Database, folder: Path) -> None:
    put(folder / "taken", "a.csv", GOOD, age=timedelta(hours=2))
    put(folder / "taken", "b.csv", GOOD, age=timedelta(minutes=2))

    assert [each.file_name for each in look(database, folder)] == ["a.csv"]


def test_a_folder_of_a_head_end_is_read_by_its_layout(database: Database, folder: Path) -> None:
    layout = Layout(meter="Z", start="T", quantity="W", unit="wh", seconds=3600)
    with database.unit_of_work() as session:
        add_head_end(session, name="solar", layout=layout.as_json(), now=NOW)
    put(folder / "solar", "a.csv", "Z,T,W\n1,2026-11-09 00:00,77\n")

    look(database, folder)

    assert reads(database) == [77]


def test_a_token_opens_until_it_is_ended(database: Database) -> None:
    with database.unit_of_work() as session:
        token = add_head_end(session, name="solar", layout="", now=NOW)
    before = sender_of(database, token=token, now=NOW)
    with database.unit_of_work() as session:
        end_head_end(session, name="solar", now=NOW)

    assert before is not None
    assert before.name == "solar"
    assert sender_of(database, token=token, now=NOW) is None
    assert sender_of(database, token="x", now=NOW) is None
