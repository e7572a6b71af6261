"""Decimal quantities of a file, made whole Wh without ever being off by one."""

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

import numpy as np
from numpy.typing import NDArray

PLAIN = b"0123456789.,"
MOST_PLAIN = 1e9
"""Up to here a float still tells thousandths apart with room to spare."""
LONGEST = 24


class NoQuantity(ValueError):
    """A text is not a quantity of energy."""


def thousandths(values: Sequence[bytes]) -> NDArray[np.int64]:
    """
    Return decimals times a thousand, rounded to whole numbers, half to even.

    Units: kWh in, Wh out.
    :raises NoQuantity: if a value is not a plain decimal, or is below zero
    """
    if not b",".join(values).translate(None, PLAIN):
        try:
            scaled = np.array(list(map(float, values)), dtype=np.float64) * 1000
        except ValueError:
            return _one_by_one(values)
        whole = np.rint(scaled)
        # A float of three decimals times a thousand is whole to some 1e-7; what is further off has more decimals, and
        # whether it is just under or just over a half only exact arithmetic can say.
        if float(scaled.max(initial=0)) < MOST_PLAIN and float(np.abs(scaled - whole).max(initial=0)) < 1e-5:
            return whole.astype(np.int64)
    return _one_by_one(values)


def _one_by_one(values: Sequence[bytes]) -> NDArray[np.int64]:
    return np.array([_thousandths_of(value) for value in values], dtype=np.int64)


def _thousandths_of(value: bytes) -> int:
    text = value[: LONGEST + 1].decode("ascii", "replace").strip()
    try:
        exact = Decimal(text) if len(text) <= LONGEST and "_" not in text else Decimal("NaN")
    except InvalidOperation:
        exact = Decimal("NaN")
    if not exact.is_finite() or exact.adjusted() > 12:
        raise NoQuantity(f"{text!r} is not a quantity.")
    if exact < 0:
        raise NoQuantity(f"the quantity {text} is below zero.")
    return int((exact * 1000).to_integral_value(rounding=ROUND_HALF_EVEN))
