"""What of each bill is still owed."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from smarthub_dash.domain.billing.rules import OwedBill, unpaid_bills
from smarthub_dash.kit.money import Cents


class BillState(StrEnum):
    """Where one bill stands, in one word."""

    PAID = "paid"
    DUE = "due"
    PAST_DUE = "past_due"
    EXTENDED = "extended"
    """It was given more days, which last."""
    ARRANGED = "arranged"
    """The installments of a payment arrangement stand for it."""
    CANCELLED = "cancelled"


def open_cents(balance_cents: Cents, bills: Sequence[OwedBill]) -> tuple[Cents, ...]:
    """
    Return what of each bill is still owed: payments pay the oldest first, so what is owed belongs to the newest.

    What is owed beyond all of them counts with the oldest, as in `standing_of`. What is owed of installments is owed
    of the newest bills that they stand for.

    Shape: as many as bills, which come in the order of their due dates; an installment itself has nothing.
    """
    unpaid = unpaid_bills(balance_cents=balance_cents, bills=bills)
    arranged = sum(cents for bill, cents in unpaid if bill.is_installment)
    left = {id(bill): cents for bill, cents in unpaid if not bill.is_installment}
    covered = [bill for bill in bills if bill.is_arranged]
    for at in range(len(covered) - 1, -1, -1):
        left[id(covered[at])] = owed = min(arranged, max(covered[at].cents, 0)) if at else arranged
        arranged -= owed
    return tuple(left.get(id(bill), 0) for bill in bills)


def open_bills(balance_cents: Cents, bills: Sequence[OwedBill]) -> tuple[tuple[OwedBill, Cents], ...]:
    """Return each bill with what of it is still owed; installments are left out, for they are no bills."""
    left = zip(bills, open_cents(balance_cents, bills), strict=True)
    return tuple((bill, cents) for bill, cents in left if not bill.is_installment)


def bill_state(owed_cents: Cents, *, asked: OwedBill | None, is_cancelled: bool, today: date) -> BillState:
    """Return where a bill stands of which so much is still owed, as it is asked for by now."""
    if is_cancelled:
        return BillState.CANCELLED
    if owed_cents <= 0 or asked is None:
        return BillState.PAID
    if asked.is_arranged:
        return BillState.ARRANGED
    if asked.due_on < today:
        return BillState.PAST_DUE
    return BillState.EXTENDED if asked.extended_from else BillState.DUE
