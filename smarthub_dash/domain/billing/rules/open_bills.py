"""What of each bill is still owed."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from smarthub_dash.domain.billing.rules import OwedBill
from smarthub_dash.kit.money import Cents


class BillState(StrEnum):
    """Where one bill stands, in one word."""

    PAID = "paid"
    DUE = "due"
    PAST_DUE = "past_due"
    CANCELLED = "cancelled"


def open_cents(balance_cents: Cents, bills: Sequence[OwedBill]) -> tuple[Cents, ...]:
    """
    Return what of each bill is still owed: payments pay the oldest first, so what is owed belongs to the newest.

    What is owed beyond all of them counts with the oldest, as in `standing_of`.

    Shape: as many as bills, which come in the order of their due dates.
    """
    remaining, found = max(balance_cents, 0), []
    for at in range(len(bills) - 1, -1, -1):
        owed = min(remaining, max(bills[at].cents, 0)) if at else remaining
        remaining -= owed
        found.append(owed)
    return tuple(reversed(found))


def bill_state(owed_cents: Cents, *, due_on: date, is_cancelled: bool, today: date) -> BillState:
    """Return where a bill stands of which so much is still owed."""
    if is_cancelled:
        return BillState.CANCELLED
    if owed_cents <= 0:
        return BillState.PAID
    return BillState.PAST_DUE if due_on < today else BillState.DUE
