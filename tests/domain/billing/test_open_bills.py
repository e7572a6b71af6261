"""What of each bill is still owed, in step with where the account stands."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as some

from smarthub_dash.domain.billing.rules import OwedBill, standing_of
from smarthub_dash.domain.billing.rules.open_bills import BillState, bill_state, open_cents

TODAY = date(2026, 11, 17)
BILLS = some.lists(some.integers(-5_000, 30_000), max_size=6).map(
    lambda amounts: [OwedBill(TODAY + timedelta(days=30 * (at - 3)), cents) for at, cents in enumerate(amounts)]
)


def test_a_payment_pays_the_oldest_bill_first() -> None:
    bills = [OwedBill(TODAY - timedelta(days=40), 10_000), OwedBill(TODAY + timedelta(days=10), 7_000)]

    assert open_cents(9_000, bills) == (2_000, 7_000)
    assert open_cents(-500, bills) == (0, 0)
    # What is owed beyond both (an opening balance) counts with the oldest.
    assert open_cents(18_000, bills) == (11_000, 7_000)


@given(some.integers(-20_000, 90_000), BILLS)
def test_what_is_open_sums_to_what_is_owed_and_past_due_to_what_the_account_says(
    balance: int, bills: list[OwedBill]
) -> None:
    standing = standing_of(balance_cents=balance, bills=bills, today=TODAY)
    left = open_cents(balance, bills)

    if bills:
        assert sum(left) == standing.amount_due_cents
    late = sum(cents for cents, bill in zip(left, bills, strict=True) if bill.due_on < TODAY)
    assert late == standing.past_due_cents


def test_the_state_of_a_bill_in_one_word() -> None:
    def state(owed: int, *, days: int, is_cancelled: bool = False) -> BillState:
        asked = OwedBill(TODAY + timedelta(days=days), 500)
        return bill_state(owed, asked=asked, is_cancelled=is_cancelled, today=TODAY)

    assert state(0, days=5) is BillState.PAID
    assert state(100, days=0) is BillState.DUE
    assert state(100, days=-1) is BillState.PAST_DUE
    assert state(0, days=5, is_cancelled=True) is BillState.CANCELLED
