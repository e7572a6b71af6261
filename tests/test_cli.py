"""The shell's door: what it prints, and how it ends."""

import os
import signal
import sys
import urllib.request
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from smarthub_dash.cli import main
from smarthub_dash.journal.activity import note_activity
from smarthub_dash.kit.database import open_database
from smarthub_dash.settings import settings
from tests.support import processes
from tests.support.billing import a_household
from tests.support.meters import add_meter
from tests.support.portal import build_front_end

CMEP_LINE = "MEPMD01,20080519,CEC,,CEC,,202401171000,{meter},OK,E,KWH,1.0,00000100,1,202401170900,R,{kwh}\n"


@pytest.fixture
def portal_folder(sqlite_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder with a migrated database, named by the environment."""
    for name in [name for name in os.environ if name.startswith("SMARTHUB_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("SMARTHUB_DATA", str(tmp_path))
    settings.cache_clear()
    yield tmp_path
    settings.cache_clear()


def test_an_import_tells_what_it_changed(portal_folder: Path, sqlite_address: str) -> None:
    database = open_database(sqlite_address)
    add_meter(database, "M-1")
    database.close()
    file = portal_folder / "reads.cmep"
    file.write_text(CMEP_LINE.format(meter="M-1", kwh="1.25"))

    first, second = _run("import", str(file)), _run("import", str(file))

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "1 new, 0 changed, 0 the same" in first.output
    assert "0 new, 0 changed, 1 the same" in second.output


def test_a_refused_import_names_file_line_and_reason(portal_folder: Path) -> None:
    file = portal_folder / "reads.cmep"
    file.write_text(CMEP_LINE.format(meter="NOBODY", kwh="1.25"))

    result = _run("import", str(file))

    assert result.exit_code == 1
    assert "Nothing was imported from reads.cmep" in result.output
    assert "line 1: no meter here has the number 'NOBODY'" in result.output


def test_an_import_without_a_portal_makes_no_empty_one(portal_folder: Path) -> None:
    (portal_folder / "smarthub.db").unlink()

    result = _run("import", "reads.cmep")

    assert result.exit_code == 1
    assert "make run" in result.output
    assert not (portal_folder / "smarthub.db").exists()


def test_empty_books_are_in_order(portal_folder: Path) -> None:
    assert _run("books", "prove").exit_code == 0


def test_a_bill_that_is_not_the_sum_of_its_lines_is_found(portal_folder: Path, sqlite_address: str) -> None:
    database = open_database(sqlite_address)
    account = add_meter(database, "M-1")
    with database.unit_of_work() as session:
        session.connection().execute(
            text(
                "INSERT INTO statement (id, bill_number, account_id, start_on, end_on, issued_on, due_on,"
                " previous_cents, charges_cents, billed_cents, is_estimated, revision)"
                " VALUES ('00000000000000000000000000000001', 'B-1',"
                " :account, '2026-09-20', '2026-10-20', '2026-10-21', '2026-11-10', 0, 100, 100, 0, 0)"
            ),
            {"account": account.id.hex},
        )
    database.close()

    result = _run("books", "prove")

    assert result.exit_code == 1
    assert "Bill B-1 says $1.00; its lines say $0.00." in result.output


def test_a_bill_run_tells_what_it_made_and_why_an_account_was_left_out(
    portal_folder: Path, sqlite_address: str
) -> None:
    database = open_database(sqlite_address)
    a_household(database, rate_codes=("CALLABYTE-100", "CALLABYTE-9"), opened_on=date(2025, 7, 10), read_day=10)
    database.close()

    first, second = (_run("bill-run", "--on", "2025-09-10") for _ in range(2))

    # Twice $64.95 and $6.95, and 5.725 % of $6.95 is $0.40.
    assert "2 bills were made, $144.60 in all." in first.output
    assert "Accounts that were not billed: 1" in first.output
    assert "no version of its rate was published" in first.output
    assert (first.exit_code, second.exit_code) == (1, 1)
    assert "0 bills were made, $0.00 in all." in second.output


def test_a_day_that_is_still_to_come_is_not_billed(portal_folder: Path) -> None:
    result = _run("bill-run", "--on", "2999-01-01")

    assert result.exit_code == 1
    assert "still to come" in result.output


def test_bills_that_go_by_mail_are_written_once(portal_folder: Path, sqlite_address: str) -> None:
    database = open_database(sqlite_address)
    a_household(database, rate_codes=("CALLABYTE-100",), opened_on=date(2025, 8, 10), read_day=10)
    database.close()
    _run("bill-run", "--on", "2025-09-10")

    first, second = (_run("print-file", "--on", "2025-09-12") for _ in range(2))

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "1 bills were written, 1 pages." in first.output
    assert "bills-2025-09-12-01.zip" in first.output
    assert "0 bills were written" in second.output


def test_a_day_that_is_still_to_come_has_no_print_file(portal_folder: Path) -> None:
    result = _run("print-file", "--on", "2999-01-01")

    assert result.exit_code == 1
    assert "still to come" in result.output


def test_an_activity_log_that_is_whole_names_its_newest_link(portal_folder: Path, sqlite_address: str) -> None:
    note_three(sqlite_address)

    result = _run("prove-activity")
    again = _run("prove-activity", "--kept", result.output.split()[-1])

    assert (result.exit_code, again.exit_code) == (0, 0)
    assert "3 rows of the activity log are as they were written." in result.output


def test_an_activity_log_that_was_changed_is_told_by_its_row(portal_folder: Path, sqlite_address: str) -> None:
    note_three(sqlite_address)
    database = open_database(sqlite_address)
    with database.unit_of_work() as session:
        session.execute(text("DROP TRIGGER activity_entry_refuses_update"))
        session.execute(text("UPDATE activity_entry SET words = 'Another' WHERE id = 2"))
    database.close()

    result = _run("prove-activity")

    assert result.exit_code == 1
    assert "broken at row 2: its content is not what was written." in result.output
    assert "rows before it" in result.output


def test_an_activity_log_that_lost_its_newest_row_misses_the_link_that_was_kept(
    portal_folder: Path, sqlite_address: str
) -> None:
    note_three(sqlite_address)

    result = _run("prove-activity", "--kept", "f" * 64)

    assert result.exit_code == 1
    assert "cut off" in result.output


def note_three(address: str) -> None:
    """Append three rows to the activity log."""
    database = open_database(address)
    with database.unit_of_work() as session:
        for number in range(3):
            note_activity(
                session, act="probe", words=f"Number {number}", actor_id=None, now=datetime(2026, 11, 17, tzinfo=UTC)
            )
    database.close()


def test_two_workers_without_valkey_are_refused(portal_folder: Path) -> None:
    result = _run("serve", "--workers", "2")

    assert result.exit_code == 1
    assert "SMARTHUB_REDIS_URL" in result.output


@pytest.mark.browser
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_server_and_its_workers(demo_sqlite: Path, tmp_path: Path, number: signal.Signals) -> None:
    build_front_end()
    (tmp_path / "smarthub.db").write_bytes(demo_sqlite.read_bytes())
    port, log = processes.free_port(), tmp_path / "serve.log"
    environment = {**os.environ, "SMARTHUB_DATA": str(tmp_path), "SMARTHUB_PUBLIC_URL": f"http://localhost:{port}"}
    command = [sys.executable, "-m", "smarthub_dash.cli", "serve", "--port", str(port)]
    serving = processes.start(command, log=log, environment=environment)
    processes.wait_until(lambda: "Ctrl-C ends it" in log.read_text(), process=serving, log=log, seconds=60)

    serving.send_signal(number)

    assert serving.wait(timeout=20) == 0
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/login", timeout=5)


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))
