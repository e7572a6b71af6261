"""Read back what a line of a bill says: its quantity and its price, exactly as printed."""

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

_QUANTITY = re.compile(r"(-?[\d,]+(?:\.\d+)?) (kWh|kW|days?|months?)(?:, (\d+) of (\d+) days)?")
_PART_OF_MONTH = re.compile(r"(\d+) of (\d+) days")
_PRICE = re.compile(r"(-?)\$([\d,]+(?:\.\d+)?) per (\w+)")


@dataclass(frozen=True, slots=True)
class Measure:
    """A quantity or a price with its unit: 412 of "kWh", 0.1185 per "kWh". Units: as printed; prices in dollars."""

    value: Fraction
    unit: str


def printed_quantity(text: str) -> Measure | None:
    """Return what a quantity says; None if it is none that can be compared. Source: "1,234.5 kWh", "17 of 31 days"."""
    if part := _PART_OF_MONTH.fullmatch(text):
        return Measure(Fraction(int(part[1]), int(part[2])), "month")
    found = _QUANTITY.fullmatch(text)
    if not found:
        return None
    share = Fraction(int(found[3]), int(found[4])) if found[3] else Fraction(1)
    return Measure(_number(found[1]) * share, found[2].rstrip("s") if found[2] != "kW" else "kW")


def printed_price(text: str) -> Measure | None:
    """Return what a price says; None if it is none by a unit. Source: "$0.1185 per kWh", "-$0.002 per kWh"."""
    found = _PRICE.fullmatch(text)
    return Measure(_number(found[1] + found[2]), found[3]) if found else None


def _number(text: str) -> Fraction:
    return Fraction(Decimal(text.replace(",", "")))
