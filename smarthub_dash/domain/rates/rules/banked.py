"""
Credits for energy sent back: put by when a bill is made, used on later bills, the oldest first, gone after a year.

Source: RSMo 386.890, of net metering in Missouri: what is sent back beyond what was used is credited at the avoided
cost in the following billing period, and a credit expires twelve months after it was issued.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from smarthub_dash.kit.money import Cents
from smarthub_dash.kit.periods import day_of_month

LIFE_MONTHS = 12


@dataclass(frozen=True, slots=True)
class CreditMove:
    """A change of what is put by: above zero when a bill puts a credit by, below when one is used or expires."""

    on: date
    cents: Cents
    is_expiry: bool = False


@dataclass(frozen=True, slots=True)
class BankedCredit:
    """What is left of a credit that was put by on a day. Units: cents, above zero."""

    on: date
    cents: Cents

    @property
    def expires_on(self) -> date:
        """The first day on which it can no longer be used."""
        return day_of_month(self.on.year + LIFE_MONTHS // 12, self.on.month, self.on.day)


def credits_left(moves: Iterable[CreditMove]) -> tuple[BankedCredit, ...]:
    """
    Return what is left of each credit, the oldest first.

    What was used came off the oldest that could still be used. Moves of one day count as: put by, expired, used.
    """
    left: list[BankedCredit] = []
    for move in sorted(moves, key=lambda move: (move.on, move.cents < 0, not move.is_expiry)):
        left = [*left, BankedCredit(move.on, move.cents)] if move.cents > 0 else _taken(left, move)
    return tuple(left)


def credit_to_use(banked: Sequence[BankedCredit], *, owed_cents: Cents, on: date) -> Cents:
    """Return how much a bill made on a day can use: all that has not expired, but never more than the bill."""
    usable = sum(one.cents for one in banked if on < one.expires_on)
    return max(min(usable, owed_cents), 0)


def credit_to_expire(banked: Sequence[BankedCredit], *, on: date) -> Cents:
    """Return how much of what is left can no longer be used on a day."""
    return sum(one.cents for one in banked if one.expires_on <= on)


def _taken(left: Sequence[BankedCredit], move: CreditMove) -> list[BankedCredit]:
    # A use that was posted before the job that lets credits expire must not eat what had expired by then.
    in_turn = sorted(left, key=lambda one: (not move.is_expiry and one.expires_on <= move.on, one.on))
    kept, wanted = [], -move.cents
    for one in in_turn:
        used = min(one.cents, wanted)
        wanted -= used
        if one.cents > used:
            kept.append(BankedCredit(one.on, one.cents - used))
    return sorted(kept, key=lambda one: one.on)
