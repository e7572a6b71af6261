"""Decimal quantities of a file, made whole Wh without ever being off by one."""

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

import numpy as np
from numpy.typing import NDArray

MOST_KNOWN = 200_000
LONGEST = 24


class NoQuantity(ValueError):
    """A text is not a quantity of energy."""


class Thousandths(dict[str | bytes, int]):
    """
    Decimals times a factor, a thousand unless another is given, rounded to whole numbers, half to even.

    Units: kWh in, Wh out.
    :raises NoQuantity: from a look-up, if the text is not a plain decimal or is below zero
    """

    # Meters count in few steps, so the same texts come again and again: knowing them is as fast as floats, and exact.

    def __init__(self, factor: int = 1_000) -> None:
        super().__init__()
        self._factor = factor
        self._places = len(str(factor)) - 1

    def __missing__(self, text: str | bytes) -> int:
        if len(self) >= MOST_KNOWN:
            self.clear()
        bare = text.strip() if isinstance(text, str) else text[: LONGEST + 1].decode("ascii", "replace").strip()
        found = _plain(bare, self._places)
        if found is None:
            found = _times_of(bare[: LONGEST + 1], self._factor)
        self[text] = found
        return found

    def of(self, values: Sequence[str] | Sequence[bytes]) -> NDArray[np.int64]:
        """Return the quantities of texts, in their order."""
        return np.fromiter(map(self.__getitem__, values), dtype=np.int64, count=len(values))


def _plain(text: str, places: int) -> int | None:
    """Return what a decimal of so many places or fewer counts; None of all else. The factor is ten to the places."""
    whole, _, rest = text.partition(".")
    if len(text) > 12 or len(rest) > places or not text.isascii() or not (whole + rest).isdigit():
        return None
    return int(whole + rest.ljust(places, "0"))


def _times_of(text: str, factor: int) -> int:
    try:
        exact = Decimal(text) if len(text) <= LONGEST and "_" not in text else Decimal("NaN")
    except InvalidOperation:
        exact = Decimal("NaN")
    if not exact.is_finite() or exact.adjusted() > 12:
        raise NoQuantity(f"{text!r} is not a quantity.")
    if exact < 0:
        raise NoQuantity(f"the quantity {text} is below zero.")
    return int((exact * factor).to_integral_value(rounding=ROUND_HALF_EVEN))
