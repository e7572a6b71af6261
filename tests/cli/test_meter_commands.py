"""Commands around meters: head ends, an exchange, what is odd, and corrections of reads, as staff type them."""

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from smarthub_dash.cli import main
from smarthub_dash.domain.usage.operations.doubts import Doubt, note_doubts
from smarthub_dash.domain.usage.operations.imports import open_import
from smarthub_dash.domain.usage.rules import Flow
from smarthub_dash.journeys.receive_files import sender_of
from smarthub_dash.kit.clock import SystemClock
from smarthub_dash.kit.database import Database, open_database
from smarthub_dash.settings import settings
from tests.support.meters import add_meter
from tests.support.usage import ZONE

NOW = SystemClock().now()


@pytest.fixture
def portal(sqlite_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """A portal's database with meter 1, which the commands find by the environment."""
    for name in [name for name in os.environ if name.startswith("SMARTHUB_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("SMARTHUB_DATA", str(tmp_path))
    monkeypatch.setenv("SMARTHUB_DATABASE_URL", sqlite_address)
    settings.cache_clear()
    database = open_database(sqlite_address)
    add_meter(database, "1")
    yield database
    database.close()
    settings.cache_clear()


def run(*words: str, code: int = 0) -> str:
    result = CliRunner().invoke(main, list(words))
    assert result.exit_code == code, result.output
    return result.output


def days_ago(days: int) -> datetime:
    midnight = NOW.astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    return midnight - timedelta(days=days)


def typed(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M")


def test_a_head_end_is_added_listed_and_ended(portal: Database, tmp_path: Path) -> None:
    layout = tmp_path / "layout.json"
    layout.write_text('{"meter": "Z", "start": "T", "quantity": "W", "unit": "wh"}')

    token = run("head-ends", "add", "ami", "--layout", str(layout)).partition("shown only now: ")[2].split()[0]
    sender = sender_of(portal, token=token, now=NOW)
    seen = run("head-ends", "list")
    run("head-ends", "end", "ami")

    assert sender is not None
    assert (sender.name, sender.layout.unit if sender.layout else "") == ("ami", "wh")
    assert "last seen" in seen
    assert token not in seen
    assert "ended" in run("head-ends", "list")
    assert sender_of(portal, token=token, now=NOW) is None
    assert "already" in run("head-ends", "add", "ami", code=1)


def test_a_layout_that_cannot_be_adds_nobody(portal: Database, tmp_path: Path) -> None:
    layout = tmp_path / "layout.json"
    layout.write_text('{"unit": "miles"}')

    run("head-ends", "add", "ami", "--layout", str(layout), code=1)

    assert run("head-ends", "list") == ""


def test_a_meter_is_exchanged_and_the_old_one_counts_no_more(portal: Database, tmp_path: Path) -> None:
    run("exchange-meter", "1", "2", "--at", typed(days_ago(5)), "--final", "500.5", "--first", "2", "--digits", "6")
    later = tmp_path / "later.csv"
    later.write_text(f"Meter,Start,kWh\n1,{days_ago(3):%Y-%m-%d %H:%M},1\n1,{days_ago(2):%Y-%m-%d %H:%M},1\n")

    assert "No meter here has the number" in run("exchange-meter", "1", "3", "--at", typed(days_ago(4)), code=1)
    assert "Nothing was imported" in run("import", str(later), code=1)


def test_what_is_odd_is_told_until_it_is_settled(portal: Database) -> None:
    with portal.unit_of_work() as session:
        under = open_import(session, source="a", file_name="a", received_at=NOW, made_at=None)
        start = int(NOW.timestamp()) - 7_200
        odd = Doubt(1, Flow.DELIVERED, start, start + 3_600, "spike", "90 kWh in 60 minutes")
        note_doubts(session, import_id=under.import_id, doubts=[odd])

    before = run("doubts")
    run("doubts", "--settle", "1", "--note", "Lightning")

    assert "spike" in before
    assert run("doubts") == ""


def test_reads_are_tried_corrected_and_undone(portal: Database, tmp_path: Path) -> None:
    first = days_ago(3)
    file = tmp_path / "reads.csv"
    hours = (first + timedelta(hours=hour) for hour in range(4))
    file.write_text("Meter,Start,kWh\n" + "".join(f"1,{hour:%Y-%m-%d %H:%M},1\n" for hour in hours))
    run("import", str(file))
    span = ("--from", typed(first), "--until", typed(first + timedelta(hours=2)), "--reason", "Lightning")

    tried = run("edit-reads", "1", *span, "--kwh", "5", "--dry-run")
    done = run("edit-reads", "1", *span, "--kwh", "5")
    number = done.partition("Correction ")[2].split()[0]
    undone = run("undo-edit", "1", number, "--reason", "The wrong meter")

    assert "Would change 2 reads: 2.000 kWh before, 5.000 kWh after" in tried
    assert "changed 2 reads: 2.000 kWh before, 5.000 kWh after" in done
    assert "2 reads are as they were" in undone
    run("edit-reads", "1", *span, code=2)
    assert "Nothing of that correction" in run("undo-edit", "1", number, "--reason", "Again", code=1)
