"""Rules of billing: the books of the ledger, which period is billed next, and where an account stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from smarthub_dash.domain.accounts.rules import billing_period_of
from smarthub_dash.kit.money import Cents
from smarthub_dash.kit.periods import Period

DAYS_TO_PAY = 20
NUMBER_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter that is read as a digit on the phone."""


class LedgerBook(StrEnum):
    """The books of the double-entry ledger."""

    RECEIVABLE = "receivable"
    REVENUE = "revenue"
    TAX = "tax"
    CASH = "cash"
    DEPOSIT = "deposit"
    """What is held as security and still the member's."""
    BUDGET = "budget"
    """What budget billing has put off, above zero, or taken in advance."""
    METERING = "metering"
    """Credits for energy sent back, until they are used or expire."""
    CAPITAL = "capital"
    """Margins allocated to members, to be paid out."""
    DONATION = "donation"
    """What members give by rounding up, passed on."""


class LedgerKind(StrEnum):
    """What a ledger transaction is."""

    STATEMENT = "statement"
    PAYMENT = "payment"
    REVERSAL = "reversal"
    """A payment that the bank took back."""
    REFUND = "refund"
    CANCELLATION = "cancellation"
    LATE_CHARGE = "late_charge"
    DEPOSIT = "deposit"
    DEPOSIT_REFUND = "deposit_refund"
    CREDIT = "credit"
    TRANSFER = "transfer"
    BUDGET_TRUE_UP = "budget_true_up"
    METERING_CREDIT = "metering_credit"
    METERING_EXPIRY = "metering_expiry"
    CAPITAL_CREDIT = "capital_credit"


class BudgetKind(StrEnum):
    """How an installment of budget billing is found."""

    ROLLING = "rolling"
    """Anew with each bill, from the last twelve."""
    FIXED = "fixed"
    """Once a year."""


class CapitalCreditKind(StrEnum):
    """What happened to a member's share in the margin of a year."""

    ALLOCATED = "allocated"
    RETIRED = "retired"


class StandingState(StrEnum):
    """Where an account stands, in one word."""

    PAID = "paid"
    DUE = "due"
    PAST_DUE = "past_due"
    CREDIT = "credit"


class ArrangementEnd(StrEnum):
    """How a payment arrangement ended."""

    KEPT = "kept"
    BROKEN = "broken"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class AccountStanding:
    """
    What an account owes. A balance below zero is a credit.

    Units: cents. `due_on` is until when the oldest bill or installment is to be paid of which something is owed, and
    `next_cents` is what of it is.
    """

    balance_cents: Cents
    amount_due_cents: Cents
    past_due_cents: Cents
    due_on: date | None
    state: StandingState
    next_cents: Cents = 0
    is_extended: bool = False
    """What is to be paid next was given more days, which last."""
    has_plan: bool = False
    """A payment arrangement stands, and something of it is owed."""


@dataclass(frozen=True, slots=True)
class OwedBill:
    """
    What one bill asked for, late charge and all, and by when; or an installment, which stands for older bills.

    Units: cents.
    """

    due_on: date
    """Until when it is to be paid, as things were agreed."""
    cents: Cents
    statement_id: UUID | None = None
    has_late_charge: bool = False
    extended_from: date | None = None
    """When it was to be paid before it was given more days."""
    is_arranged: bool = False
    """Installments stand for it: by itself it asks for nothing."""
    is_installment: bool = False

    @property
    def first_due_on(self) -> date:
        """Until when it was to be paid at first."""
        return self.extended_from or self.due_on


@dataclass(frozen=True, slots=True)
class UnbilledPeriod:
    """Days to be billed, and the billing cycle they belong to; shorter than it only where service began or ended."""

    period: Period
    cycle: Period


def next_unbilled(
    *, opened_on: date, closed_on: date | None, read_day: int, billed_until: date | None, on: date
) -> UnbilledPeriod | None:
    """Return the oldest period that has ended by a day and has no bill, or None."""
    start_on = billed_until or opened_on
    cycle = billing_period_of(start_on, read_day=read_day)
    end_on = cycle.end_on if closed_on is None else min(cycle.end_on, closed_on)
    if end_on > on or end_on <= start_on:
        return None
    return UnbilledPeriod(Period(start_on, end_on), cycle)


def due_day(issued_on: date) -> date:
    """Return when a bill is due."""
    return issued_on + timedelta(days=DAYS_TO_PAY)


def bill_number_of(statement_id: UUID, *, end_on: date) -> str:
    """
    Return the number of a bill: the month it ends in and fifty bits of its id, which tell nothing of the account.

    Source: "2611-7F3KQ-92QDX".
    """
    # The last fifty bits of a random id are all random; its version and variant stand further up.
    digits = "".join(NUMBER_ALPHABET[statement_id.int >> shift & 31] for shift in range(45, -1, -5))
    return f"{end_on:%y%m}-{digits[:5]}-{digits[5:]}"


def unpaid_bills(*, balance_cents: Cents, bills: Sequence[OwedBill]) -> tuple[tuple[OwedBill, Cents], ...]:
    """
    Return which bills are still owed and how much of each, the newest first; installments in the place of theirs.

    Payments and credits pay the oldest bill first, so what is still owed belongs to the newest bills. What is owed
    beyond all bills (none are known, or the opening balance) counts with the oldest of them.
    """
    ordered = sorted((bill for bill in bills if not bill.is_arranged), key=lambda bill: bill.due_on)
    remaining, found = max(balance_cents, 0), []
    for at in range(len(ordered) - 1, -1, -1):
        bill = ordered[at]
        owed = min(remaining, max(bill.cents, 0)) if at else remaining
        remaining -= owed
        if owed:
            found.append((bill, owed))
    return tuple(found)


def standing_of(*, balance_cents: Cents, bills: Sequence[OwedBill], today: date) -> AccountStanding:
    """Return where an account stands."""
    unpaid = unpaid_bills(balance_cents=balance_cents, bills=bills)
    past_due = sum(owed for bill, owed in unpaid if bill.due_on < today)
    return AccountStanding(
        balance_cents=balance_cents,
        amount_due_cents=max(balance_cents, 0),
        past_due_cents=past_due,
        due_on=unpaid[-1][0].due_on if unpaid else None,
        state=_state(balance_cents, past_due),
        next_cents=unpaid[-1][1] if unpaid else 0,
        is_extended=bool(unpaid) and unpaid[-1][0].extended_from is not None and not past_due,
        has_plan=any(bill.is_installment for bill, _ in unpaid),
    )


def _state(balance_cents: Cents, past_due_cents: Cents) -> StandingState:
    if balance_cents < 0:
        return StandingState.CREDIT
    if past_due_cents:
        return StandingState.PAST_DUE
    return StandingState.DUE if balance_cents else StandingState.PAID
