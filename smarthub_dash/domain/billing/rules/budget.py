"""
Budget billing: even installments instead of bills that follow the weather.

What a bill charges and what it asks for differ; the difference is put off (above zero) or taken in advance (below) and
is always the sum of all differences. Two ways to find the installment:

- rolling: with each bill anew, the average of it and the eleven before, and a twelfth of what was put off;
- fixed: a twelfth of the last twelve bills, up to the next dollar, the same until the plan's true-up day.

The first bill on or after the true-up day settles: it asks for its own charges and all that was put off, or gives back
what was taken in advance, and a fixed plan finds its next installment. So does the last bill of an account, and the
first one after a plan has ended.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from smarthub_dash.domain.billing.rules import BudgetKind
from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.money import Cents, cents_of
from smarthub_dash.kit.periods import day_of_month

BILLS_OF_A_YEAR = 12
DOLLAR = 100


class TooFewBills(Refused):
    """An installment needs a year of bills to stand on."""


@dataclass(frozen=True, slots=True)
class BudgetTerms:
    """What a plan says when a bill is made. Units: cents; `installment_cents` is the newest of a fixed plan."""

    kind: BudgetKind
    trues_up_on: date
    installment_cents: Cents


@dataclass(frozen=True, slots=True)
class BudgetAsk:
    """
    What a bill asks for, and what is put off after it.

    Units: cents. `installment_cents` is what the plan asks for from this bill on; None if it stays as it was.
    """

    billed_cents: Cents
    deferred_cents: Cents
    is_true_up: bool
    installment_cents: Cents | None


def budget_ask(
    terms: BudgetTerms | None, *, charges: Sequence[Cents], deferred_cents: Cents, on: date, is_last: bool
) -> BudgetAsk:
    """
    Return what a bill of a day asks for.

    Shape: `charges` of the account's last bills, oldest first, this bill's own last; at most twelve are used.
    """
    own = charges[-1]
    if terms is None or is_last:
        return BudgetAsk(own + deferred_cents, 0, is_true_up=deferred_cents != 0, installment_cents=None)
    if on >= terms.trues_up_on:
        again = fixed_installment(charges) if terms.kind is BudgetKind.FIXED else None
        return BudgetAsk(own + deferred_cents, 0, is_true_up=True, installment_cents=again)
    if terms.kind is BudgetKind.FIXED:
        return BudgetAsk(terms.installment_cents, deferred_cents + own - terms.installment_cents, False, None)
    asked = rolling_installment(charges, deferred_cents=deferred_cents)
    return BudgetAsk(asked, deferred_cents + own - asked, is_true_up=False, installment_cents=asked)


def rolling_installment(charges: Sequence[Cents], *, deferred_cents: Cents) -> Cents:
    """Return the average of the last twelve bills and a twelfth of what was put off; never below zero."""
    return max(0, cents_of((_average(charges) + Fraction(deferred_cents, BILLS_OF_A_YEAR)) / 100))


def fixed_installment(charges: Sequence[Cents]) -> Cents:
    """Return a twelfth of the last twelve bills, up to the next whole dollar; never below zero."""
    return max(0, -int(-_average(charges) // DOLLAR) * DOLLAR)


def next_true_up(day: date) -> date:
    """Return the true-up day that follows a bill which settled, or the day a plan began: a year later."""
    return day_of_month(day.year + 1, day.month, day.day)


def check_history(bill_count: int) -> None:
    """
    Let a plan begin if there are bills enough to find its installment.

    :raises TooFewBills: if there are fewer than twelve
    """
    if bill_count < BILLS_OF_A_YEAR:
        raise TooFewBills(f"Budget billing needs a year of bills to go by; this account has {bill_count} so far.")


def _average(charges: Sequence[Cents]) -> Fraction:
    year = charges[-BILLS_OF_A_YEAR:]
    return Fraction(sum(year), len(year))
