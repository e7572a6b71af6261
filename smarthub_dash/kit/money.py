"""
Money as whole cents.

Rounding is defined here and nowhere else: an exact amount becomes cents by rounding half away from zero, and an
amount that must be shared is split so that its parts always sum to the whole.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TypeAlias

Cents: TypeAlias = int
Exact: TypeAlias = Decimal | Fraction | int


def cents_of(dollars: Exact) -> Cents:
    """
    Round an exact number of dollars to cents, half away from zero.

    Units: dollars in, cents out.
    """
    if isinstance(dollars, Decimal):
        return int((dollars * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    doubled = Fraction(dollars) * 200
    sign = -1 if doubled < 0 else 1
    return sign * int((abs(doubled) + 1) // 2)


def split_cents(total: Cents, weights: Sequence[int | Fraction]) -> tuple[Cents, ...]:
    """
    Share cents in proportion to the weights so that the parts sum to the total.

    The cents that are left over go to the largest remainders, the earlier part first.

    Shape: as many parts as weights; all zero weights share evenly.
    :raises ValueError: if there are no weights, or one is below zero
    """
    if not weights or min(weights) < 0:
        raise ValueError("weights must be present and not below zero")
    shares = weights if sum(weights) > 0 else [1] * len(weights)
    whole = sum(shares)
    sign = -1 if total < 0 else 1
    quotas = [Fraction(abs(total)) * share / whole for share in shares]
    parts = [int(quota) for quota in quotas]
    left = abs(total) - sum(parts)
    by_remainder = sorted(range(len(parts)), key=lambda at: (parts[at] - quotas[at], at))
    for at in by_remainder[:left]:
        parts[at] += 1
    return tuple(sign * part for part in parts)


def money_text(cents: Cents) -> str:
    """
    Write cents as a member reads them.

    Source: 14217 is "$142.17", -500 is "-$5.00".
    """
    sign = "-" if cents < 0 else ""
    return f"{sign}${abs(cents) // 100:,}.{abs(cents) % 100:02d}"
