"""What paying itself costs the member: one rule for every page and every charge."""

from dataclasses import dataclass

from smarthub_dash.domain.payments.rules import MethodKind
from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.money import Cents, money_text


class FeeChanged(Refused):
    """The fee is not the one that the member agreed to."""


@dataclass(frozen=True, slots=True)
class Fees:
    """What one payment costs beyond itself, by what it is paid with. Units: cents."""

    card_cents: Cents = 0
    bank_cents: Cents = 0


NO_FEES = Fees()


def fee_for(kind: MethodKind, *, fees: Fees) -> Cents:
    """Return the fee of one payment, however many accounts it is for."""
    return fees.card_cents if kind is MethodKind.CARD else fees.bank_cents


def fee_words(cents: Cents) -> str:
    """Write a fee as a member reads it before the choice: "No fee", "Fee $1.50"."""
    return f"Fee {money_text(cents)}" if cents else "No fee"


def agreed_fee(kind: MethodKind, *, fees: Fees, agreed_cents: Cents) -> Cents:
    """
    Return the fee if it is the one that was shown.

    :raises FeeChanged: if it is another one by now
    """
    cents = fee_for(kind, fees=fees)
    if cents != agreed_cents:
        raise FeeChanged(f"The fee is now {money_text(cents)}. Look at the summary again, then confirm.")
    return cents
