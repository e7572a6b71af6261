"""What staff post: once by its reference, never more than there is, and always balanced."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from fractions import Fraction
from uuid import UUID

import pytest

from smarthub_dash.domain.accounts.records import Account
from smarthub_dash.domain.billing.operations.capital import NothingToRetire, PaidOutBefore, PayOut, SharedBefore
from smarthub_dash.domain.billing.operations.credits import NotEnoughCredit, NotOneHousehold
from smarthub_dash.domain.billing.operations.deposits import DepositTooSmall
from smarthub_dash.domain.billing.operations.references import ReferenceUsedTwice
from smarthub_dash.domain.billing.queries import balances
from smarthub_dash.domain.billing.queries.capital import capital_credits_in
from smarthub_dash.domain.billing.queries.proof import prove_books
from smarthub_dash.domain.billing.queries.staff import NoSuchAccount
from smarthub_dash.domain.billing.rules import LedgerBook
from smarthub_dash.domain.billing.rules.capital import NothingBought, OddShare
from smarthub_dash.domain.billing.rules.postings import NothingToPost
from smarthub_dash.journeys.post_by_staff import (
    CapitalSummary,
    NoMemo,
    StaffPosting,
    credit_account,
    hold_deposit,
    move_credit,
    pay_out_capital,
    return_deposit,
    share_margin,
    use_deposit,
)
from smarthub_dash.journeys.run_bills import run_bills
from smarthub_dash.kit.database import Database, open_database
from smarthub_dash.kit.periods import Period
from tests.support.billing import Household, a_household, measure_days

OPENED = date(2025, 1, 1)
TODAY = date(2025, 7, 1)
NOON = datetime(2025, 7, 1, 17, tzinfo=UTC)


def posting(cents: int, reference: str = "R-1", memo: str = "A kindness") -> StaffPosting:
    return StaffPosting(cents, reference, memo, TODAY)


def number_of(database: Database, account_id: UUID) -> str:
    with database.reading() as session:
        return session.get_one(Account, account_id).account_number


def balance(database: Database, account_id: UUID, book: LedgerBook = LedgerBook.RECEIVABLE) -> int:
    with database.reading() as session:
        assert prove_books(session).faults == ()
        return balances(session, account_ids=[account_id], book=book)[account_id]


@pytest.fixture
def boone(database: Database) -> Household:
    return a_household(database, rate_codes=("CEC-RES", "CALLABYTE-100"), opened_on=OPENED, read_day=1)


def test_a_credit_is_given_once_by_its_reference(database: Database, boone: Household) -> None:
    home = number_of(database, boone.account_ids[0])

    given = [credit_account(database, account_number=home, posting=posting(1_250), now=NOON) for _ in range(2)]

    assert given == [True, False]
    assert balance(database, boone.account_ids[0]) == -1_250


def test_a_reference_that_gave_something_else_is_refused(database: Database, boone: Household) -> None:
    home, fiber = (number_of(database, account_id) for account_id in boone.account_ids)
    credit_account(database, account_number=home, posting=posting(1_250), now=NOON)

    with pytest.raises(ReferenceUsedTwice, match="R-1"):
        credit_account(database, account_number=home, posting=posting(1_251), now=NOON)
    with pytest.raises(ReferenceUsedTwice):
        credit_account(database, account_number=fiber, posting=posting(1_250), now=NOON)

    assert balance(database, boone.account_ids[1]) == 0


def test_a_credit_needs_an_account_an_amount_and_a_reason(database: Database, boone: Household) -> None:
    home = number_of(database, boone.account_ids[0])

    with pytest.raises(NoSuchAccount, match="12"):
        credit_account(database, account_number="12", posting=posting(100), now=NOON)
    with pytest.raises(NothingToPost, match=r"must be more than \$0\.00"):
        credit_account(database, account_number=home, posting=posting(0), now=NOON)
    with pytest.raises(NoMemo):
        credit_account(database, account_number=home, posting=posting(100, memo=" "), now=NOON)


def test_a_transfer_moves_a_credit_within_a_household(database: Database, boone: Household) -> None:
    home, fiber = (number_of(database, account_id) for account_id in boone.account_ids)
    credit_account(database, account_number=home, posting=posting(5_000), now=NOON)

    moved = [
        move_credit(database, from_number=home, to_number=fiber, posting=posting(3_000, "T-1"), now=NOON)
        for _ in range(2)
    ]

    assert moved == [True, False]
    assert [balance(database, account_id) for account_id in boone.account_ids] == [-2_000, -3_000]


def test_a_transfer_moves_no_more_than_there_is(database: Database, boone: Household) -> None:
    home, fiber = (number_of(database, account_id) for account_id in boone.account_ids)
    credit_account(database, account_number=home, posting=posting(500), now=NOON)

    with pytest.raises(NotEnoughCredit, match=r"\$5\.00"):
        move_credit(database, from_number=home, to_number=fiber, posting=posting(501, "T-1"), now=NOON)

    assert [balance(database, account_id) for account_id in boone.account_ids] == [-500, 0]


def test_a_transfer_stays_within_a_household(database: Database, boone: Household) -> None:
    clara = a_household(database, rate_codes=("CEC-RES",), opened_on=OPENED, read_day=1)
    home, stranger = number_of(database, boone.account_ids[0]), number_of(database, clara.account_ids[0])
    credit_account(database, account_number=home, posting=posting(500), now=NOON)

    for to in (stranger, home):
        with pytest.raises(NotOneHousehold):
            move_credit(database, from_number=home, to_number=to, posting=posting(100, "T-1"), now=NOON)


def test_of_transfers_at_once_only_as_many_go_through_as_there_is_credit(
    database: Database, database_address: str, boone: Household
) -> None:
    home, fiber = (number_of(database, account_id) for account_id in boone.account_ids)
    credit_account(database, account_number=home, posting=posting(1_000), now=NOON)

    def move(number: int) -> bool:
        own = open_database(database_address)
        try:
            return move_credit(own, from_number=home, to_number=fiber, posting=posting(400, f"T-{number}"), now=NOON)
        except NotEnoughCredit:
            return False
        finally:
            own.close()

    with ThreadPoolExecutor(4) as pool:
        moved = list(pool.map(move, range(6)))

    assert sorted(moved) == [False] * 4 + [True] * 2
    assert [balance(database, account_id) for account_id in boone.account_ids] == [-200, -800]


def test_a_deposit_is_held_and_then_applied_or_given_back(database: Database, boone: Household) -> None:
    home_id = boone.account_ids[0]
    home = number_of(database, home_id)

    hold_deposit(database, account_number=home, posting=posting(20_000, "D-1"), now=NOON)
    held = balance(database, home_id), balance(database, home_id, LedgerBook.DEPOSIT)
    use_deposit(database, account_number=home, posting=posting(15_000, "D-2"), now=NOON)
    return_deposit(database, account_number=home, posting=posting(5_000, "D-3"), now=NOON)

    assert held == (0, -20_000)
    assert balance(database, home_id) == -15_000
    assert balance(database, home_id, LedgerBook.DEPOSIT) == 0
    assert balance(database, home_id, LedgerBook.CASH) == 15_000


def test_no_more_of_a_deposit_is_given_back_than_is_held(database: Database, boone: Household) -> None:
    home = number_of(database, boone.account_ids[0])
    hold_deposit(database, account_number=home, posting=posting(100, "D-1"), now=NOON)

    with pytest.raises(DepositTooSmall, match=r"\$1\.00"):
        use_deposit(database, account_number=home, posting=posting(101, "D-2"), now=NOON)


@pytest.fixture
def billed(database: Database, boone: Household, zone) -> Household:
    """Boone, billed for five months; his house used 30 kWh a day."""
    measure_days(database, account_id=boone.account_ids[0], within=Period(OPENED, TODAY), wh_a_day=30_000, zone=zone)
    run_bills(database, on=date(2025, 6, 1), now=NOON, zone=zone, report=lambda _: None)
    return boone


def test_a_margin_goes_to_who_bought_electricity_once(database: Database, billed: Household, zone) -> None:
    clara = a_household(database, rate_codes=("CEC-WELL",), opened_on=OPENED, read_day=1)
    run_bills(database, on=date(2025, 6, 1), now=NOON, zone=zone, report=lambda _: None)

    shared = share_margin(database, year=2025, margin_cents=10_001, on=TODAY, now=NOON)

    with database.reading() as session:
        shares = {one.account_id: one.allocated_cents for one in capital_credits_in(session, year=2025)}
    assert shared == CapitalSummary(2, 10_001)
    assert sum(shares.values()) == 10_001
    assert shares[billed.account_ids[0]] > shares[clara.account_ids[0]] > 0
    with pytest.raises(SharedBefore):
        share_margin(database, year=2025, margin_cents=10_001, on=TODAY, now=NOON)
    with pytest.raises(NothingBought):
        share_margin(database, year=2024, margin_cents=10_001, on=TODAY, now=NOON)


def test_capital_is_paid_out_as_a_credit_until_nothing_is_left(database: Database, billed: Household) -> None:
    home_id = billed.account_ids[0]
    share_margin(database, year=2025, margin_cents=1_001, on=TODAY, now=NOON)
    before = balance(database, home_id)

    half = pay_out_capital(
        database, year=2025, share=Fraction(1, 2), pay_out=PayOut.CREDIT, on=date(2025, 8, 1), now=NOON
    )
    rest = pay_out_capital(database, year=2025, share=Fraction(1), pay_out=PayOut.CHECK, on=date(2025, 9, 1), now=NOON)

    # Half of 10.01 is 5.005: 5.01 by rounding half up, and 5.00 are left.
    assert (half.cents, rest.cents) == (501, 500)
    assert balance(database, home_id) == before - 501
    assert balance(database, home_id, LedgerBook.CASH) == -500
    assert balance(database, home_id, LedgerBook.CAPITAL) == 0
    with pytest.raises(NothingToRetire):
        pay_out_capital(database, year=2025, share=Fraction(1), pay_out=PayOut.CHECK, on=date(2025, 9, 2), now=NOON)


def test_a_closed_account_is_paid_by_check(database: Database, billed: Household) -> None:
    home_id = billed.account_ids[0]
    share_margin(database, year=2025, margin_cents=1_000, on=TODAY, now=NOON)
    with database.unit_of_work() as session:
        session.get_one(Account, home_id).closed_on = TODAY
    before = balance(database, home_id)

    pay_out_capital(database, year=2025, share=Fraction(1), pay_out=PayOut.CREDIT, on=TODAY, now=NOON)

    assert (balance(database, home_id), balance(database, home_id, LedgerBook.CASH)) == (before, -1_000)


def test_an_odd_or_repeated_pay_out_is_refused(database: Database, billed: Household) -> None:
    share_margin(database, year=2025, margin_cents=1_000, on=TODAY, now=NOON)
    for share in (Fraction(0), Fraction(11, 10)):
        with pytest.raises(OddShare):
            pay_out_capital(database, year=2025, share=share, pay_out=PayOut.CREDIT, on=TODAY, now=NOON)
    pay_out_capital(database, year=2025, share=Fraction(1, 10), pay_out=PayOut.CREDIT, on=TODAY, now=NOON)

    with pytest.raises(PaidOutBefore):
        pay_out_capital(database, year=2025, share=Fraction(1, 10), pay_out=PayOut.CREDIT, on=TODAY, now=NOON)


def test_nobody_s_margin_is_shared_twice_by_two_at_once(
    database: Database, database_address: str, billed: Household
) -> None:
    def share(_number: int) -> bool:
        own = open_database(database_address)
        try:
            share_margin(own, year=2025, margin_cents=777, on=TODAY, now=NOON)
            return True
        except SharedBefore:
            return False
        finally:
            own.close()

    with ThreadPoolExecutor(3) as pool:
        shared = list(pool.map(share, range(3)))

    assert sorted(shared) == [False, False, True]
    assert balance(database, billed.account_ids[0], LedgerBook.CAPITAL) == -777
