"""Capital credits: a cooperative's margin belongs to its members, in the measure in which they bought from it."""

from collections.abc import Mapping
from fractions import Fraction

from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.money import Cents, cents_of, split_cents


class NothingBought(Refused):
    """A margin is shared among those who bought."""


class OddShare(Refused):
    """A share is more than nothing and no more than all."""


def margin_shares(margin_cents: Cents, bought: Mapping[str, Cents]) -> Mapping[str, Cents]:
    """
    Share a year's margin by what each account bought, to the last cent; an account whose share is nothing is left out.

    What is left over by rounding goes by the order of the account numbers, so the same year is always shared alike.

    :raises NothingBought: if nobody bought anything
    """
    numbers = sorted(number for number, cents in bought.items() if cents > 0)
    if not numbers:
        raise NothingBought("Nobody was billed for electricity in that year.")
    shares = split_cents(margin_cents, [bought[number] for number in numbers])
    return {number: cents for number, cents in zip(numbers, shares, strict=True) if cents}


def retired_cents(left_cents: Cents, share: Fraction) -> Cents:
    """
    Return what is paid out of an allocation when a share of what is left of it is retired.

    :raises OddShare: if the share is not above zero, or is more than all
    """
    if not 0 < share <= 1:
        raise OddShare("The share that is paid out must be more than 0 % and at most 100 %.")
    return min(left_cents, cents_of(Fraction(left_cents) * share / 100))
