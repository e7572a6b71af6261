"""Bills go out once, by one way each: a letter to who is paperless, the print file for the mail house otherwise."""

import csv
import io
import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import col, select, update

from smarthub_dash.domain.accounts.records import Account, AccountGrant
from smarthub_dash.domain.billing.records import PrintedStatement, Statement, StatementCancellation
from smarthub_dash.domain.members.records import Member
from smarthub_dash.journeys.account_proof import bill_code_of
from smarthub_dash.journeys.bill_on_paper import Press
from smarthub_dash.journeys.household_news import Moment
from smarthub_dash.journeys.paperless import switch_all_paperless, switch_paperless
from smarthub_dash.journeys.print_bills import Printing, PrintRun, print_bills
from smarthub_dash.journeys.run_bills import run_bills
from smarthub_dash.journeys.send_bills import SENT_WITHIN, write_bill_letters
from smarthub_dash.kit.database import Database
from tests.support.billing import Household, a_household
from tests.support.doors import SEALER, URL
from tests.support.letters import posted
from tests.support.paper import text_of

BILLED = date(2026, 11, 6)
AT = datetime(2026, 11, 6, 10, tzinfo=UTC)


class Crashed(Exception):
    """The process died here."""


@pytest.fixture
def ada(database: Database, zone: ZoneInfo) -> Household:
    """Ada with two fiber lines, both billed this morning."""
    household = a_household(
        database, rate_codes=("CALLABYTE-100", "CALLABYTE-300"), opened_on=date(2026, 10, 6), read_day=6
    )
    with database.unit_of_work() as session:
        session.exec(update(Member).values(email="ada@cec.example", email_verified_at=AT))
    run_bills(database, on=BILLED, now=AT, zone=zone, report=lambda _: None)
    return household


@pytest.fixture
def moment(zone: ZoneInfo) -> Moment:
    return Moment(AT, zone)


@pytest.fixture
def printing(tmp_path: Path) -> Printing:
    return Printing(tmp_path / "print", Press(URL, ""), SEALER)


def _letters(database: Database, moment: Moment) -> int:
    return write_bill_letters(database, sealer=SEALER, public_url=URL, moment=moment)


def _print(database: Database, printing: Printing) -> PrintRun:
    return print_bills(database, printing=printing, on=BILLED, now=AT, report=lambda _: None)


def _bills(database: Database) -> list[Statement]:
    with database.reading() as session:
        return list(session.exec(select(Statement).order_by(col(Statement.bill_number))).all())


def _numbers_in(run: PrintRun) -> list[str]:
    names = [name for file in run.files for name in zipfile.ZipFile(file).namelist()]
    return sorted(name.removesuffix(".pdf") for name in names if name.endswith(".pdf"))


def test_a_paperless_account_gets_one_letter_that_leads_to_its_bill(
    database: Database, ada: Household, moment: Moment
) -> None:
    switch_all_paperless(database, member_id=ada.member_id, is_on=True, moment=moment)

    assert (_letters(database, moment), _letters(database, moment)) == (2, 0)

    letters = posted(database, SEALER, template="bill_ready")
    assert {each.address for each in letters} == {"ada@cec.example"}
    assert {each.link for each in letters} == {f"{URL}/bills/{bill.bill_number}" for bill in _bills(database)}
    assert {each.facts["due"] for each in letters} == {"Due November 26, 2026"}


def test_printed_bills_are_in_one_file_with_an_index_and_only_once(
    database: Database, ada: Household, printing: Printing
) -> None:
    run, again = _print(database, printing), _print(database, printing)

    assert (run.bill_count, run.page_count, again) == (2, 2, PrintRun((), 0, 0))
    (file,) = run.files
    assert file.name == "bills-2026-11-06-01.zip"
    assert file.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(file) as archive:
        index = list(csv.DictReader(io.StringIO(archive.read("index.csv").decode())))
        for row in index:
            assert row["bill_number"] in text_of(archive.read(row["file"]))
    assert [row["bill_number"] for row in sorted(index, key=lambda row: row["bill_number"])] == _numbers_in(run)
    assert {row["pages"] for row in index} == {"1"}
    assert list(printing.folder.glob("*.part")) == []


def test_each_bill_goes_out_by_one_way_whatever_is_switched_in_between(
    database: Database, ada: Household, moment: Moment, printing: Printing
) -> None:
    with database.reading() as session:
        numbers = session.exec(select(Account.account_number).order_by(col(Account.account_number))).all()
    switch_paperless(database, member_id=ada.member_id, account_number=numbers[0], is_on=True, moment=moment)
    assert _letters(database, moment) == 1
    assert _print(database, printing).bill_count == 1

    switch_paperless(database, member_id=ada.member_id, account_number=numbers[0], is_on=False, moment=moment)
    switch_paperless(database, member_id=ada.member_id, account_number=numbers[1], is_on=True, moment=moment)

    assert (_letters(database, moment), _print(database, printing).bill_count) == (0, 0)


def test_a_crash_while_a_file_is_written_loses_and_repeats_nothing(
    database: Database, ada: Household, printing: Printing
) -> None:
    def crash(_: str) -> None:
        raise Crashed

    with pytest.raises(Crashed):
        print_bills(database, printing=printing, on=BILLED, now=AT, report=crash)
    assert len(list(printing.folder.glob("*.part"))) == 1

    run = _print(database, printing)

    assert _numbers_in(run) == [bill.bill_number for bill in _bills(database)]
    assert [file.name for file in sorted(printing.folder.glob("bills-*"))] == ["bills-2026-11-06-01.zip"]


def test_a_crash_before_a_file_got_its_name_is_made_up_for(
    database: Database, ada: Household, printing: Printing
) -> None:
    (file,) = _print(database, printing).files
    file.rename(file.with_name(f"{file.name}.part"))

    assert _print(database, printing).bill_count == 0

    assert zipfile.ZipFile(file).testzip() is None
    assert list(printing.folder.glob("*.part")) == []


def test_a_name_is_not_used_again_after_its_file_was_fetched(
    database: Database, ada: Household, printing: Printing
) -> None:
    (file,) = _print(database, printing).files
    file.unlink()
    with database.unit_of_work() as session:
        session.delete(session.exec(select(PrintedStatement).limit(1)).one())

    (second,) = _print(database, printing).files

    assert second.name == "bills-2026-11-06-02.zip"


def test_cancelled_bills_and_bills_of_long_ago_stay_where_they_are(
    database: Database, ada: Household, moment: Moment, printing: Printing
) -> None:
    first, _ = _bills(database)
    with database.unit_of_work() as session:
        taken_back = StatementCancellation(
            statement_id=first.id, reason="a wrong reading", cancelled_on=BILLED, cancelled_at=AT
        )
        session.add(taken_back)

    later = BILLED + SENT_WITHIN + timedelta(days=1)
    nothing = print_bills(database, printing=printing, on=later, now=AT, report=lambda _: None)

    assert nothing.bill_count == 0
    assert _print(database, printing).bill_count == 1


def test_a_code_to_register_is_printed_only_where_nobody_has_a_sign_in(
    database: Database, ada: Household, printing: Printing
) -> None:
    with database.unit_of_work() as session:
        gone = update(AccountGrant).where(col(AccountGrant.account_id) == ada.account_ids[0])
        session.exec(gone.values(revoked_at=AT))

    (file,) = _print(database, printing).files

    with zipfile.ZipFile(file) as archive:
        for bill in _bills(database):
            said = text_of(archive.read(f"{bill.bill_number}.pdf")).replace("-", "")
            has_code = bill_code_of(SEALER, bill.bill_number) in said
            assert has_code is (bill.account_id == ada.account_ids[0])


def test_an_owner_who_wants_large_print_gets_it_at_the_mailing_address(
    database: Database, ada: Household, printing: Printing
) -> None:
    with database.unit_of_work() as session:
        session.exec(
            update(Member).values(
                wants_large_print=True,
                mailing_street="P.O. Box 12",
                mailing_city="Fulton",
                mailing_state="MO",
                mailing_zip="65251",
            )
        )

    run = _print(database, printing)

    assert run.page_count > 2
    index = list(csv.DictReader(io.StringIO(zipfile.ZipFile(run.files[0]).read("index.csv").decode())))
    assert {(row["print"], row["to_2"], row["to_3"]) for row in index} == {("large", "P.O. Box 12", "Fulton, MO 65251")}
