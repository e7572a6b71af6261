"""What a stored payment account is called, and until when a card is good."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType

from smarthub_dash.domain.payments.rules import MethodKind
from smarthub_dash.kit.errors import Refused

LONGEST_NICKNAME = 40
WARNING_DAYS = 45
"""How long before a card's last day its owner is warned: a new one comes by mail some weeks before."""

BRANDS: Mapping[str, str] = MappingProxyType(
    {
        "visa": "Visa",
        "mastercard": "Mastercard",
        "amex": "American Express",
        "american_express": "American Express",
        "discover": "Discover",
        "diners": "Diners Club",
        "jcb": "JCB",
        "unionpay": "UnionPay",
    }
)


class MethodNicknameTooLong(Refused):
    """The nickname would not fit on a line."""


def method_name(*, kind: MethodKind, brand: str, account_type: str, last_four: str, nickname: str = "") -> str:
    """Return a payment account as its owner knows it: "Visa ending in 4242", "Farm card (Visa ending in 4242)"."""
    if kind is MethodKind.CARD:
        plain = f"{brand_name(brand)} ending in {last_four}"
    else:
        plain = f"{account_type.capitalize() or 'Bank'} account ending in {last_four}"
    return f"{nickname} ({plain})" if nickname else plain


def brand_name(brand: str) -> str:
    """Return a card's brand as people write it."""
    return BRANDS.get(brand.lower(), brand.replace("_", " ").title() or "Card")


def method_nickname(typed: str) -> str:
    """
    Return a nickname as it is kept; empty takes it away.

    :raises MethodNicknameTooLong: if it would not fit
    """
    nickname = " ".join(typed.split())
    if len(nickname) > LONGEST_NICKNAME:
        raise MethodNicknameTooLong(f"A nickname has at most {LONGEST_NICKNAME} characters.")
    if not nickname.isprintable():
        raise MethodNicknameTooLong("A nickname is made of letters, digits and the signs of a keyboard.")
    return nickname


def last_good_day(year: int | None, month: int | None) -> date | None:
    """Return the last day of a card, that of the month printed on it; None for what does not expire."""
    if year is None or month is None:
        return None
    return date(year, month, monthrange(year, month)[1])


def has_expired(year: int | None, month: int | None, *, today: date) -> bool:
    """Tell whether a card's last day is over."""
    last = last_good_day(year, month)
    return last is not None and last < today


def expires_soon(year: int | None, month: int | None, *, today: date) -> bool:
    """Tell whether a card is still good, but not for long."""
    last = last_good_day(year, month)
    return last is not None and today <= last <= today + timedelta(days=WARNING_DAYS)
