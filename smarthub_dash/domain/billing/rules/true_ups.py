"""
When an estimated bill is set right, and by how much.

A later bill carries the difference, once: as soon as everything that was estimated has been measured, or two months
after the period with what has been measured by then. What never was measured stays as it was estimated.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from smarthub_dash.kit.money import Cents

LONGEST_WAIT = timedelta(days=60)
OLDEST = timedelta(days=366)
"""A bill is set right for a year; then it stands, whoever would gain by it."""


@dataclass(frozen=True, slots=True)
class MeasuredSeconds:
    """How much of a period one meter had measured when its bill was made, and has measured by now."""

    then: int
    now: int
    expected: int


@dataclass(frozen=True, slots=True)
class ChargedSums:
    """What a period's use, fixed charges and taxes cost. Units: cents; `tax_cents` is part of `cents`."""

    cents: Cents
    tax_cents: Cents

    def minus(self, other: "ChargedSums") -> "ChargedSums":
        return ChargedSums(self.cents - other.cents, self.tax_cents - other.tax_cents)


NOTHING_CHARGED = ChargedSums(0, 0)


def is_true_up_due(measured: Collection[MeasuredSeconds], *, end_on: date, on: date) -> bool:
    """Return whether a bill made on a day carries the difference of an estimated one whose period ended on `end_on`."""
    if not any(one.now > one.then for one in measured):
        return False
    is_whole = all(one.now >= one.expected for one in measured)
    return is_whole or on >= end_on + LONGEST_WAIT
