"""The lines of a bill, and how quantities and prices are written on them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from smarthub_dash.domain.rates.rules.terms import ChargeKind
from smarthub_dash.kit.money import Cents

FOLLOWS_USE = frozenset({ChargeKind.ENERGY, ChargeKind.ADJUSTMENT})
"""What each kWh moves; demand, taxes, fixed charges and credits of earlier periods it does not."""


@dataclass(frozen=True, slots=True)
class ChargeLine:
    """
    One line: quantity x price, rounded once.

    `quantity` and `price` are what the texts say; `cents` is their product, rounded, so a member can check it by hand.
    `rate_from` is when the version came into force that set the price.
    """

    kind: ChargeKind
    label: str
    quantity: Fraction
    quantity_text: str
    price: Decimal
    price_text: str
    explanation: str
    rate_code: str
    rate_from: date
    cents: Cents


@dataclass(frozen=True, slots=True)
class PricedPeriod:
    """
    The lines of one service for one period; they sum to `cents` by definition.

    `excess_cents` is no part of it: what `excess_wh`, sent back beyond what was used, is worth on later bills.
    """

    lines: tuple[ChargeLine, ...]
    excess_wh: int = 0
    excess_cents: Cents = 0

    @property
    def cents(self) -> Cents:
        return sum(line.cents for line in self.lines)

    def cents_of_kinds(self, *kinds: ChargeKind) -> Cents:
        return sum(line.cents for line in self.lines if line.kind in kinds)


def kwh_text(wh: int) -> str:
    """Write energy so that no Wh is lost. Source: 1234500 is "1,234.5 kWh"."""
    return f"{_plain(Decimal(wh) / 1000)} kWh"


def kw_text(kilowatts: Decimal) -> str:
    """Write power as billed."""
    return f"{_plain(kilowatts)} kW"


def percent_text(percent: Decimal) -> str:
    """Write a percentage. Source: "4.225 %"."""
    return f"{_plain(percent)} %"


def price_text(dollars: Decimal, unit: str) -> str:
    """Write a price as its schedule does, with at least two decimals. Source: "$0.1185 per kWh"."""
    sign = "-" if dollars < 0 else ""
    whole, _, cents = f"{abs(dollars):,f}".partition(".")
    return f"{sign}${whole}.{cents:0<2} per {unit}"


def _plain(number: Decimal) -> str:
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
