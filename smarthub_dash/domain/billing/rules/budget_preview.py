"""
What budget billing would have asked for, bill by bill, and where that would have hurt.

The preview runs the rules of budget billing over bills that were sent, as if a plan had begun just before the first of
them. A fixed plan's first installment stands on the year before; where that year is not known it takes the average of
its own first year, which nobody could have known then, and says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from smarthub_dash.domain.billing.rules import BudgetKind
from smarthub_dash.domain.billing.rules.budget import (
    BILLS_OF_A_YEAR,
    BudgetTerms,
    budget_ask,
    fixed_installment,
    next_true_up,
    rolling_installment,
)
from smarthub_dash.kit.money import Cents

MONTHS = 24


@dataclass(frozen=True, slots=True)
class SentBill:
    """A bill that was sent. Units: cents."""

    start_on: date
    end_on: date
    charges_cents: Cents


@dataclass(frozen=True, slots=True)
class PreviewMonth:
    """One bill, and what budget billing would have asked for instead. Units: cents."""

    start_on: date
    end_on: date
    charges_cents: Cents
    asked_cents: Cents
    put_off_cents: Cents
    is_true_up: bool

    @property
    def extra_cents(self) -> Cents:
        """What it would have asked for beyond the bill; below zero where it would have asked for less."""
        return self.asked_cents - self.charges_cents


@dataclass(frozen=True, slots=True)
class BudgetPreview:
    """The months, oldest first, and what an installment would be now. Units: cents."""

    kind: BudgetKind
    months: tuple[PreviewMonth, ...]
    installment_cents: Cents
    stands_on_own_year: bool
    """Whether the first installment was found from bills that came only later."""

    @property
    def dearer(self) -> tuple[PreviewMonth, ...]:
        """The months in which budget billing would have asked for more than the bill, true-ups aside."""
        return tuple(month for month in self.months if month.extra_cents > 0 and not month.is_true_up)

    @property
    def worst(self) -> PreviewMonth | None:
        return max(self.dearer, key=lambda month: month.extra_cents, default=None)

    @property
    def true_ups(self) -> tuple[PreviewMonth, ...]:
        return tuple(month for month in self.months if month.is_true_up)


def budget_preview(kind: BudgetKind, bills: Sequence[SentBill]) -> BudgetPreview:
    """
    Return what a plan would have done with the last 24 bills.

    Shape: bills oldest first; those before the last 24 are what was known when the plan would have begun.
    """
    shown = bills[-MONTHS:]
    charges = [bill.charges_cents for bill in bills]
    first = len(bills) - len(shown)
    before = charges[max(0, first - BILLS_OF_A_YEAR) : first]
    stands_on_own_year = kind is BudgetKind.FIXED and len(before) < BILLS_OF_A_YEAR
    basis = charges[first : first + BILLS_OF_A_YEAR] if stands_on_own_year else before
    months = _months(kind, shown, charges, first, installment=fixed_installment(basis or [0]))
    due = charges[-BILLS_OF_A_YEAR:] or [0]
    now = fixed_installment(due) if kind is BudgetKind.FIXED else rolling_installment(due, deferred_cents=0)
    return BudgetPreview(kind, tuple(months), now, stands_on_own_year)


def _months(
    kind: BudgetKind, shown: Sequence[SentBill], charges: Sequence[Cents], first: int, *, installment: Cents
) -> list[PreviewMonth]:
    months: list[PreviewMonth] = []
    put_off, trues_up_on = 0, next_true_up(shown[0].end_on) if shown else date.max
    for at, bill in enumerate(shown, start=first):
        terms = BudgetTerms(kind, trues_up_on, installment)
        ask = budget_ask(terms, charges=charges[: at + 1], deferred_cents=put_off, on=bill.end_on, is_last=False)
        put_off = ask.deferred_cents
        if ask.is_true_up:
            trues_up_on = next_true_up(bill.end_on)
            installment = installment if ask.installment_cents is None else ask.installment_cents
        months.append(
            PreviewMonth(bill.start_on, bill.end_on, bill.charges_cents, ask.billed_cents, put_off, ask.is_true_up)
        )
    return months
