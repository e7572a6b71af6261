"""The archive: everything about one member and nothing of another, in forms that open anywhere and run nowhere."""

import csv
import io
import json
import zipfile
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarthub_dash.domain.members.operations import start_session
from smarthub_dash.domain.members.operations.contact import change_member
from smarthub_dash.journeys.archive_files import FORMULA_STARTS, Table, cell, write_table
from smarthub_dash.journeys.change_email import Sending, ask_new_email
from smarthub_dash.journeys.download_archive import MOST, DownloadedTooOften, allow_archive, write_archive
from smarthub_dash.journeys.run_bills import run_bills
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.secrets import hash_of
from tests.support.billing import a_household
from tests.support.doors import SEALER, URL
from tests.support.households import PASSWORD, add_household, deliver_hour

BILLED_ON = date(2025, 2, 10)
ALL_RATES = ("CEC-RES", "CEC-GS-D", "CALLABYTE-100")
FORMULA = '=HYPERLINK("https://evil.example","x")'


def archive_of(database: Database, member_id: UUID, *, now: datetime, zone: ZoneInfo) -> zipfile.ZipFile:
    """Return a member's archive, read back."""
    file = io.BytesIO()
    write_archive(database, member_id=member_id, to=file, now=now, zone=zone)
    found = zipfile.ZipFile(file)
    assert found.testzip() is None
    return found


def rows_in(archive: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(archive.read(f"{name}.csv").decode())))


def test_it_holds_what_is_kept_about_the_member(database: Database, now: datetime, zone: ZoneInfo) -> None:
    ada, _ = add_household(database, "Ada", meters=["M-1"], now=now)
    with database.unit_of_work() as session:
        token = start_session(session, member_id=ada, address="192.0.2.1", user_agent="Firefox", now=now)
        change_member(session, member_id=ada, shown={}, values={"full_name": FORMULA, "phone": "+15736423326"})
    deliver_hour(database, "M-1", quantity=1_250, now=now)
    ask_new_email(database, member_id=ada, typed="new@cec.example", sending=Sending(URL, SEALER), now=now)

    archive = archive_of(database, ada, now=now, zone=zone)

    (about,) = rows_in(archive, "about-me")
    assert (about["full_name"], about["email"], about["phone"]) == (f"'{FORMULA}", "ada@cec.example", "'+15736423326")
    assert json.loads(archive.read("about-me.json"))[0]["full_name"] == FORMULA
    assert [row["user_agent"] for row in rows_in(archive, "sign-ins")] == ["Firefox"]
    assert [row["letter"] for row in rows_in(archive, "notices")] == ["email_change_confirm"]
    (account,) = rows_in(archive, "accounts")
    assert account["role"] == "owner"
    folder = next(name.split("/")[0] for name in archive.namelist() if "/" in name)
    (reading,) = rows_in(archive, f"{folder}/meter-readings")
    assert (reading["meter_number"], reading["quantity"], reading["quality"]) == ("M-1", "1250", "measured")
    long = json.loads(archive.read(f"{folder}/meter-readings.json"))
    assert dict(zip(long["columns"], long["rows"][0], strict=True))["quantity"] == 1_250
    assert [row["quantity"] for row in rows_in(archive, f"{folder}/daily-usage")] == ["1250"]
    everything = b"".join(archive.read(name) for name in archive.namelist())
    for secret in (token, hash_of(token), PASSWORD, "argon2", "token=", "gAAAA"):
        assert secret.encode() not in everything


def test_bills_lines_and_balance_are_those_of_the_books(database: Database, zone: ZoneInfo) -> None:
    opened = date(2025, 1, 10)
    boone = a_household(database, rate_codes=ALL_RATES, opened_on=opened, read_day=10)
    now = datetime(2025, 2, 10, 12, tzinfo=UTC)
    run_bills(database, on=BILLED_ON, now=now, zone=zone, report=lambda _: None)

    archive = archive_of(database, boone.member_id, now=now, zone=zone)

    folders = {name.split("/")[0] for name in archive.namelist() if "/" in name}
    assert len(folders) == len(ALL_RATES)
    for folder in folders:
        (bill,) = rows_in(archive, f"{folder}/bills")
        lines, changes = rows_in(archive, f"{folder}/bill-lines"), rows_in(archive, f"{folder}/balance-changes")
        assert sum(int(line["cents"]) for line in lines) == int(bill["charges_cents"])
        assert sum(int(change["cents"]) for change in changes) == int(bill["charges_cents"])


def test_nothing_of_a_stranger_is_in_it(database: Database, now: datetime, zone: ZoneInfo) -> None:
    add_household(database, "Ada", meters=["M-ADA"], now=now)
    clara, _ = add_household(database, "Clara", meters=[], now=now)
    deliver_hour(database, "M-ADA", quantity=1_250, now=now)

    archive = archive_of(database, clara, now=now, zone=zone)

    everything = b"".join(archive.read(name) for name in archive.namelist())
    assert b"M-ADA" not in everything
    assert b"ada@" not in everything
    assert rows_in(archive, "accounts") == []


def test_a_few_a_minute_are_enough(database: Database, now: datetime) -> None:
    ada, _ = add_household(database, "Ada", meters=[], now=now)
    for _ in range(MOST):
        allow_archive(database, member_id=ada, now=now)

    with pytest.raises(DownloadedTooOften):
        allow_archive(database, member_id=ada, now=now + timedelta(seconds=59))

    allow_archive(database, member_id=ada, now=now + timedelta(seconds=60))


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_no_text_is_a_formula(text: str) -> None:
    written = str(cell(text))

    assert not written.startswith(FORMULA_STARTS)
    assert written in (text, f"'{text}")


@pytest.mark.parametrize(("value", "written"), [(-5, -5), (0, 0), (True, "yes"), (None, ""), (1.5, 1.5)])
def test_numbers_stay_numbers(value: object, written: object) -> None:
    assert cell(value) == written


@given(st.lists(st.tuples(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), st.integers())))
def test_both_forms_hold_the_same_rows(rows: list[tuple[str, int]]) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        write_table(archive, Table("t", ("text", "number"), lambda: rows))

    with zipfile.ZipFile(file) as archive:
        read = list(csv.reader(io.StringIO(archive.read("t.csv").decode(), newline="")))[1:]
        named = json.loads(archive.read("t.json"))
    assert [(row["text"], row["number"]) for row in named] == rows
    assert [(text.removeprefix("'"), int(number)) for text, number in read] == [
        (text.removeprefix("'"), number) for text, number in rows
    ]
