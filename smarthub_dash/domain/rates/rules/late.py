"""What paying late costs."""

from datetime import date, timedelta
from fractions import Fraction

from smarthub_dash.domain.rates.rules.terms import LateCharge
from smarthub_dash.kit.money import Cents, cents_of


def late_charge_on(terms: LateCharge, *, due_on: date) -> date:
    """Return the first day on which what is still owed of a bill bears the charge."""
    return due_on + timedelta(days=terms.grace_days + 1)


def late_charge_of(terms: LateCharge, *, late_cents: Cents, due_on: date, on: date) -> Cents:
    """
    Return the charge for what is still owed of one bill on a day; zero while there is grace, or for small sums.

    A bill paid on its due day is on time. The charge is for the bill, not for each day.
    """
    if on < late_charge_on(terms, due_on=due_on) or late_cents <= cents_of(terms.above):
        return 0
    return max(cents_of(Fraction(late_cents, 100) * Fraction(terms.percent) / 100), cents_of(terms.least))
