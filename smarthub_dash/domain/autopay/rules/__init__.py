"""Rules of Auto Pay: what becomes of a draft, how much it is, and what the processor knows it by."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from uuid import UUID

from smarthub_dash.domain.billing.rules import OwedBill, unpaid_bills
from smarthub_dash.kit.money import Cents

MOST_RETRIES = 2
"""How often a draft that failed is presented again. Source: Nacha's rules for R01 and R09."""


class DraftState(StrEnum):
    """What became of the draft of one bill."""

    PLANNED = "planned"
    SKIPPED = "skipped"
    ABOVE_CEILING = "above_ceiling"
    """Its day came and the member, who was asked, had not said yes."""
    DRAWN = "drawn"
    FAILED = "failed"
    NOT_NEEDED = "not_needed"
    """Nothing was owed any more on its day."""
    CANCELLED = "cancelled"
    """Auto Pay was cancelled or changed before its day."""


def draft_key(*, enrollment_id: UUID, statement_id: UUID, retries: int) -> str:
    """Return under which key the draft of a bill is paid; each retry the member asks for has one of its own."""
    key = f"autopay:{enrollment_id}:{statement_id}"
    return f"{key}:{retries}" if retries else key


def draft_cents(*, balance_cents: Cents, bills: Sequence[OwedBill], due_on: date) -> Cents:
    """
    Return what the draft of a bill that is due on a day takes: what is owed of it and of every older one.

    A newer bill is left to a draft of its own. Of a payment arrangement it takes the installments of those days.
    """
    unpaid = unpaid_bills(balance_cents=balance_cents, bills=bills)
    return sum(owed for bill, owed in unpaid if bill.first_due_on <= due_on)


def asks_first(*, cents: Cents, ceiling_cents: Cents | None, approved_cents: Cents | None) -> bool:
    """Tell whether a draft is above the ceiling of its member, who has not said yes to as much."""
    return ceiling_cents is not None and cents > max(ceiling_cents, approved_cents or 0)
