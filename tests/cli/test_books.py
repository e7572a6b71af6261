"""The shell's `books`: what staff post, told in a line, and refusals in their own words."""

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlmodel import select

from smarthub_dash.cli import main
from smarthub_dash.domain.accounts.records import Account
from smarthub_dash.domain.billing.records import Statement
from smarthub_dash.journeys.run_bills import run_bills
from smarthub_dash.kit.database import Database, open_database
from smarthub_dash.settings import settings
from tests.support.billing import a_household

OPENED = date(2025, 7, 10)


@pytest.fixture
def database(sqlite_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """A portal's database, named by the environment: two fiber lines of one member, billed once each."""
    for name in [name for name in os.environ if name.startswith("SMARTHUB_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("SMARTHUB_DATA", str(tmp_path))
    settings.cache_clear()
    database = open_database(sqlite_address)
    a_household(database, rate_codes=("CALLABYTE-100", "CALLABYTE-300"), opened_on=OPENED, read_day=10)
    noon = datetime(2025, 8, 10, 17, tzinfo=UTC)
    run_bills(database, on=date(2025, 8, 10), now=noon, zone=settings().zone, report=lambda _: None)
    yield database
    database.close()
    settings.cache_clear()


@pytest.fixture
def numbers(database: Database) -> list[str]:
    """The numbers of the two accounts."""
    with database.reading() as session:
        return list(session.exec(select(Account.account_number)))


def _books(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["books", *arguments])


def test_a_credit_is_told_and_given_once(numbers: list[str]) -> None:
    told = [_books("credit", numbers[0], "$12.50", "--memo", "A kindness", "--reference", "C-1") for _ in range(2)]

    assert [one.exit_code for one in told] == [0, 0]
    assert told[0].output == f"$12.50 was credited to account {numbers[0]}.\n"
    assert told[1].output == "Nothing was done: reference C-1 did this before.\n"


@pytest.mark.parametrize("amount", ["12.505", "a lot", "nan", "-1"])
def test_an_amount_that_is_none_is_refused(numbers: list[str], amount: str) -> None:
    result = _books("credit", "--memo", "A kindness", "--reference", "C-1", "--", numbers[0], amount)

    assert result.exit_code != 0
    assert "is not an amount" in result.output or "must be more than $0.00" in result.output


def test_a_refusal_is_one_line_in_its_own_words(numbers: list[str]) -> None:
    unknown = _books("credit", "12", "5", "--memo", "A kindness", "--reference", "C-1")
    empty = _books("transfer", *numbers, "5", "--memo", "Moved", "--reference", "T-1")
    too_much = _books("deposit", numbers[0], "5", "--do", "refund", "--reference", "D-1")

    assert unknown.output == "Error: No account has the number 12.\n"
    assert empty.output == "Error: That account has $0.00 to its credit.\n"
    assert too_much.output == "Error: The deposit held for that account is $0.00.\n"
    assert {unknown.exit_code, empty.exit_code, too_much.exit_code} == {1}


def test_a_deposit_is_taken_and_applied_and_a_credit_moved(numbers: list[str]) -> None:
    taken = _books("deposit", numbers[0], "200", "--do", "take", "--reference", "D-1")
    applied = _books("deposit", numbers[0], "200", "--do", "apply", "--reference", "D-2")
    moved = _books("transfer", *numbers, "100", "--memo", "Moved", "--reference", "T-1")

    assert taken.output == f"$200.00 was taken as a deposit of account {numbers[0]}.\n"
    assert applied.output == f"$200.00 of the deposit was applied to account {numbers[0]}.\n"
    assert moved.output == f"$100.00 was moved from account {numbers[0]} to {numbers[1]}.\n"
    assert _books("prove").exit_code == 0


def test_a_bill_is_made_anew_and_not_again(database: Database) -> None:
    with database.reading() as session:
        bill_number = session.exec(select(Statement.bill_number)).first() or ""

    told = [_books("cancel-and-rebill", bill_number, "--reason", "A wrong plan") for _ in range(2)]

    assert told[0].exit_code == 0
    assert told[0].output.startswith(f"Bill {bill_number} of $")
    assert "takes its place." in told[0].output
    assert told[1].exit_code == 1
    assert f"Error: Bill {bill_number} was cancelled on" in told[1].output


def test_a_margin_that_nobody_earned_is_refused(database: Database) -> None:
    shared, paid = _books("share-margin", "2025", "1000"), _books("pay-out-capital", "2025", "--percent", "50")

    assert shared.output == "Error: Nobody was billed for electricity in that year.\n"
    assert paid.output == "Error: Nothing is left to be paid out of 2025.\n"


def test_late_charges_are_told(database: Database) -> None:
    first, second = _books("late-charges"), _books("late-charges")

    assert "2 late charges, $10.00 in all." in first.output
    assert "0 late charges, $0.00 in all." in second.output


def test_the_proof_names_each_check_and_ends_in_a_sentence(database: Database) -> None:
    result = _books("prove")

    assert result.exit_code == 0
    assert "Transactions that sum to zero" in result.output
    assert "2 transactions and 2 bills were checked.\nThe books are in order.\n" in result.output
