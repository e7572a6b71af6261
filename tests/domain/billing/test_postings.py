"""The sides of every kind of transaction sum to zero and lose no cent."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarthub_dash.domain.billing.rules import LedgerBook
from smarthub_dash.domain.billing.rules.postings import (
    BillSums,
    NothingToPost,
    Posting,
    balanced,
    budget_true_up_postings,
    capital_allocation_postings,
    capital_retirement_postings,
    credit_postings,
    deposit_postings,
    deposit_refund_postings,
    late_charge_postings,
    metering_credit_postings,
    metering_expiry_postings,
    metering_shortfall_postings,
    payment_postings,
    reversal_postings,
    statement_postings,
    transfer_sides,
)

RECEIVABLE, CASH = LedgerBook.RECEIVABLE, LedgerBook.CASH
MOVES: dict[str, Callable[[int], tuple[Posting, ...]]] = {
    "payment": lambda cents: payment_postings(cents=cents),
    "late charge": lambda cents: late_charge_postings(cents=cents),
    "credit": lambda cents: credit_postings(cents=cents),
    "deposit": lambda cents: deposit_postings(cents=cents),
    "deposit to the account": lambda cents: deposit_refund_postings(cents=cents, to=RECEIVABLE),
    "deposit by check": lambda cents: deposit_refund_postings(cents=cents, to=CASH),
    "capital allocated": lambda cents: capital_allocation_postings(cents=cents),
    "capital to the account": lambda cents: capital_retirement_postings(cents=cents, to=RECEIVABLE),
    "capital by check": lambda cents: capital_retirement_postings(cents=cents, to=CASH),
    "metering credit": lambda cents: metering_credit_postings(cents=cents),
    "metering expiry": lambda cents: metering_expiry_postings(cents=cents),
    "metering shortfall": lambda cents: metering_shortfall_postings(missing_cents=cents, expired_cents=0),
    "transfer": lambda cents: sum(transfer_sides(cents=cents), ()),
}
cents = st.integers(-(10**7), 10**7)


def total(postings: tuple[Posting, ...], book: LedgerBook) -> int:
    return sum(posting.cents for posting in postings if posting.book is book)


@given(sums=st.builds(BillSums, cents, cents, cents, cents, cents))
def test_a_bill_is_balanced_and_each_book_holds_its_part(sums: BillSums) -> None:
    postings = statement_postings(sums)

    assert sum(posting.cents for posting in postings) == 0
    assert all(posting.cents for posting in postings)
    assert total(postings, RECEIVABLE) + total(postings, LedgerBook.BUDGET) == sums.charges_cents
    assert total(postings, RECEIVABLE) == sums.billed_cents
    assert total(postings, LedgerBook.TAX) == -sums.tax_cents
    assert total(postings, LedgerBook.DONATION) == -sums.donated_cents
    assert total(postings, LedgerBook.METERING) == sums.credits_used_cents


def test_a_bill_by_hand() -> None:
    # 100.00 of service, 1.50 tax, 0.50 rounded up, 12.00 paid by credits: 90.00, of which budget billing asks 80.
    postings = statement_postings(BillSums(9_000, 8_000, 150, 50, 1_200))

    assert {posting.book: posting.cents for posting in postings} == {
        RECEIVABLE: 8_000,
        LedgerBook.BUDGET: 1_000,
        LedgerBook.METERING: 1_200,
        LedgerBook.REVENUE: -10_000,
        LedgerBook.TAX: -150,
        LedgerBook.DONATION: -50,
    }


@pytest.mark.parametrize("name", MOVES)
@given(amount=st.integers(1, 10**9))
def test_every_move_is_balanced_and_moves_the_whole_amount(name: str, amount: int) -> None:
    postings = MOVES[name](amount)

    assert sorted(posting.cents for posting in postings) == [-amount, amount]


@pytest.mark.parametrize("name", MOVES)
@pytest.mark.parametrize("amount", [0, -1])
def test_nothing_is_no_transaction(name: str, amount: int) -> None:
    with pytest.raises(NothingToPost, match=r"must be more than \$0\.00"):
        MOVES[name](amount)


def test_a_credit_that_expired_before_its_bill_was_cancelled_is_owed_by_nobody() -> None:
    postings = metering_shortfall_postings(missing_cents=700, expired_cents=500)

    assert {posting.book: posting.cents for posting in postings} == {
        RECEIVABLE: 200,
        LedgerBook.REVENUE: 500,
        LedgerBook.METERING: -700,
    }


@given(put_off=cents.filter(bool))
def test_settling_budget_billing_empties_its_book(put_off: int) -> None:
    postings = budget_true_up_postings(put_off_cents=put_off)

    assert (total(postings, RECEIVABLE), total(postings, LedgerBook.BUDGET)) == (put_off, -put_off)


def test_budget_billing_that_is_even_has_nothing_to_settle() -> None:
    with pytest.raises(NothingToPost):
        budget_true_up_postings(put_off_cents=0)


@given(sums=st.builds(BillSums, cents, cents, cents, cents, cents))
def test_a_reversal_leaves_nothing_in_any_book(sums: BillSums) -> None:
    posted = statement_postings(sums)

    reversed_ = reversal_postings({posting.book: posting.cents for posting in posted})

    assert all(total((*posted, *reversed_), book) == 0 for book in LedgerBook)


def test_a_side_that_is_missing_is_a_mistake_of_ours() -> None:
    with pytest.raises(AssertionError, match="does not sum to zero"):
        balanced(Posting(RECEIVABLE, 1), Posting(CASH, -2))
