"""
The sides of every kind of ledger transaction. Each set sums to zero.

A debit is above zero. What members owe (receivable), what came in (cash) and what budget billing put off are debits;
what is owed to members (deposits, credits for energy sent back, capital credits) or to others (taxes, what was given by
rounding up), and what was earned, are credits.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from smarthub_dash.domain.billing.rules import LedgerBook
from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.money import Cents


class NothingToPost(Refused):
    """An amount must be above zero."""


@dataclass(frozen=True, slots=True)
class Posting:
    """One side of a ledger transaction. Units: cents, debit above zero."""

    book: LedgerBook
    cents: Cents


@dataclass(frozen=True, slots=True)
class BillSums:
    """
    What the lines of a bill sum to, and what the bill asks for now.

    Units: cents. `credits_used_cents` is above zero: what credits for energy sent back paid of the bill.
    """

    charges_cents: Cents
    billed_cents: Cents
    tax_cents: Cents
    donated_cents: Cents
    credits_used_cents: Cents


def statement_postings(sums: BillSums) -> tuple[Posting, ...]:
    """Return the sides of a bill: what is owed and put off, against what was earned and what is passed on."""
    earned = sums.charges_cents - sums.tax_cents - sums.donated_cents + sums.credits_used_cents
    return balanced(
        Posting(LedgerBook.RECEIVABLE, sums.billed_cents),
        Posting(LedgerBook.BUDGET, sums.charges_cents - sums.billed_cents),
        Posting(LedgerBook.METERING, sums.credits_used_cents),
        Posting(LedgerBook.REVENUE, -earned),
        Posting(LedgerBook.TAX, -sums.tax_cents),
        Posting(LedgerBook.DONATION, -sums.donated_cents),
    )


def payment_postings(*, cents: Cents) -> tuple[Posting, ...]:
    """
    Return the sides of a payment: what came in against what is no longer owed.

    :raises NothingToPost: if the payment is not above zero
    """
    return _moved(cents, to=LedgerBook.CASH, out_of=LedgerBook.RECEIVABLE, name="A payment")


def payment_reversal_postings(*, cents: Cents) -> tuple[Posting, ...]:
    """
    Return the sides of a payment that goes back: it is owed again.

    :raises NothingToPost: if it is not above zero
    """
    return _moved(cents, to=LedgerBook.RECEIVABLE, out_of=LedgerBook.CASH, name="What goes back")


def late_charge_postings(*, cents: Cents) -> tuple[Posting, ...]:
    """
    Return the sides of a late charge.

    :raises NothingToPost: if it is not above zero
    """
    return _moved(cents, to=LedgerBook.RECEIVABLE, out_of=LedgerBook.REVENUE, name="A late charge")


def credit_postings(*, cents: Cents) -> tuple[Posting, ...]:
    """
    Return the sides of a credit that is given.

    :raises NothingToPost: if it is not above zero
    """
    return _moved(cents, to=LedgerBook.REVENUE, out_of=LedgerBook.RECEIVABLE, name="A credit")


def deposit_postings(*, cents: Cents) -> tuple[Posting, ...]:
    """
    Return the sides of a deposit that comes in: it is held, and still the member's.

    :raises NothingToPost: if it is not above zero
    """
    return _moved(cents, to=LedgerBook.CASH, out_of=LedgerBook.DEPOSIT, name="A deposit")


def deposit_refund_postings(*, cents: Cents, to: LedgerBook) -> tuple[Posting, ...]:
    """
    Return the sides of a deposit that is given back: to the account (receivable), or by check (cash).

    :raises NothingToPost: if it is not above zero
    """
    return _moved(cents, to=LedgerBook.DEPOSIT, out_of=to, name="What is given back")


def capital_allocation_postings(*, cents: Cents) -> tuple[Posting, ...]:
    """
    Return the sides of a member's share in the margin of a year, as it is put by.

    :raises NothingToPost: if it is not above zero
    """
    return _moved(cents, to=LedgerBook.REVENUE, out_of=LedgerBook.CAPITAL, name="A capital credit")


def capital_retirement_postings(*, cents: Cents, to: LedgerBook) -> tuple[Posting, ...]:
    """
    Return the sides of a capital credit that is paid out: to the account (receivable), or by check (cash).

    :raises NothingToPost: if it is not above zero
    """
    return _moved(cents, to=LedgerBook.CAPITAL, out_of=to, name="A capital credit")


def metering_credit_postings(*, cents: Cents) -> tuple[Posting, ...]:
    """
    Return the sides of a credit for energy sent back, as it is put by for later bills.

    :raises NothingToPost: if it is not above zero
    """
    return _moved(cents, to=LedgerBook.REVENUE, out_of=LedgerBook.METERING, name="A credit")


def metering_expiry_postings(*, cents: Cents) -> tuple[Posting, ...]:
    """
    Return the sides of a credit for energy sent back that was not used in time.

    :raises NothingToPost: if it is not above zero
    """
    return _moved(cents, to=LedgerBook.METERING, out_of=LedgerBook.REVENUE, name="What expires")


def metering_shortfall_postings(*, missing_cents: Cents, expired_cents: Cents) -> tuple[Posting, ...]:
    """
    Return the sides that settle credits which turned out not to be there: owed as far as they paid a bill.

    :raises NothingToPost: if nothing is missing
    """
    _refuse_nothing(missing_cents, name="What is missing")
    return balanced(
        Posting(LedgerBook.RECEIVABLE, missing_cents - expired_cents),
        Posting(LedgerBook.REVENUE, expired_cents),
        Posting(LedgerBook.METERING, -missing_cents),
    )


def budget_true_up_postings(*, put_off_cents: Cents) -> tuple[Posting, ...]:
    """
    Return the sides that settle budget billing: what was put off is owed, what came in advance is a credit.

    :raises NothingToPost: if it is zero
    """
    if not put_off_cents:
        raise NothingToPost("There is nothing to settle: budget billing is even.")
    return balanced(Posting(LedgerBook.RECEIVABLE, put_off_cents), Posting(LedgerBook.BUDGET, -put_off_cents))


def transfer_sides(*, cents: Cents) -> tuple[tuple[Posting, ...], tuple[Posting, ...]]:
    """
    Return the side of the account that gives a credit up, and of the one that gets it; together they sum to zero.

    :raises NothingToPost: if it is not above zero
    """
    _refuse_nothing(cents, name="A transfer")
    return (Posting(LedgerBook.RECEIVABLE, cents),), (Posting(LedgerBook.RECEIVABLE, -cents),)


def reversal_postings(sums: Mapping[LedgerBook, Cents]) -> tuple[Posting, ...]:
    """Return the sides that take back what was posted, by book: the same, turned around."""
    return balanced(*(Posting(book, -cents) for book, cents in sorted(sums.items())))


def balanced(*postings: Posting) -> tuple[Posting, ...]:
    """Return the sides that are not zero, all of which sum to zero."""
    refuse_imbalance(postings)
    return tuple(posting for posting in postings if posting.cents)


def refuse_imbalance(postings: Iterable[Posting]) -> None:
    """Stop a transaction that does not sum to zero, which is a mistake of ours."""
    several = tuple(postings)
    if sum(posting.cents for posting in several) != 0:
        raise AssertionError(f"a ledger transaction does not sum to zero: {several}")


def _moved(cents: Cents, *, to: LedgerBook, out_of: LedgerBook, name: str) -> tuple[Posting, ...]:
    _refuse_nothing(cents, name=name)
    return balanced(Posting(to, cents), Posting(out_of, -cents))


def _refuse_nothing(cents: Cents, *, name: str) -> None:
    if cents <= 0:
        raise NothingToPost(f"{name} must be more than $0.00.")
