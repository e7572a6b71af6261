"""
How a home's use compares with homes like it, without a figure of any one of them.

A group has at least fifteen other homes, its thriftiest at least five, and every mean is rounded: what two means of all
tell of a home that joins between them is held in a test. The thriftiest mean and many nights together are not.
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

LEAST_HOMES = 15
LEAST_THRIFTY = 5
THRIFTY_SHARE = 0.2
STEP_WH = 25_000
"""To what the figures of others are rounded."""


@dataclass(frozen=True, slots=True)
class HomeUse:
    """What a home took in the last thirty days, and whether it heats with electricity. Units: Wh."""

    account_id: UUID
    quantity: int
    heats: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """A home beside others like it; only its own figure is exact. Units: Wh."""

    own: int
    all_homes: int
    thrifty: int
    heats: bool


def comparison_of(own: HomeUse, homes: Collection[HomeUse]) -> Comparison | None:
    """Return how a home compares with the others that heat as it does; None if they are too few to stay unknown."""
    others = sorted(each.quantity for each in homes if each.heats is own.heats and each.account_id != own.account_id)
    if len(others) < LEAST_HOMES:
        return None
    best = others[: max(LEAST_THRIFTY, round(THRIFTY_SHARE * len(others)))]
    return Comparison(own.quantity, _rounded(others), _rounded(best), own.heats)


def _rounded(quantities: Collection[int]) -> int:
    return STEP_WH * round(sum(quantities) / len(quantities) / STEP_WH)
