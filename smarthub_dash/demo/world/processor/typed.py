"""What a visitor types on the entry page, and what is wrong with it in words that help."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from smarthub_dash.demo.world.processor.numbers import (
    BANK_ACCOUNTS,
    CARDS,
    digits_of,
    is_card_number,
    is_over,
    is_routing_number,
)

_EXPIRY = re.compile(r"([0-9]{1,2})\s*[/ -]?\s*([0-9]{2}|20[0-9]{2})")
ACCOUNT_TYPES = ("checking", "savings")


@dataclass(frozen=True, slots=True)
class TypedCard:
    """A card as it was entered."""

    number: str
    year: int
    month: int


@dataclass(frozen=True, slots=True)
class TypedBank:
    """A bank account as it was entered."""

    routing: str
    number: str
    account_type: str


@dataclass(slots=True)
class Checked:
    """What came of checking a form: what was typed, or for each field that is wrong one sentence."""

    typed: TypedCard | TypedBank | None = None
    faults: dict[str, str] = field(default_factory=dict)


def checked_card(form: Mapping[str, str], *, today: date) -> Checked:
    """Check the form of a card."""
    faults: dict[str, str] = {}
    number = digits_of(form.get("number", ""))
    if not number:
        faults["number"] = "Enter the card number."
    elif not is_card_number(number):
        faults["number"] = "This card number is not right. Check the digits on the front of the card."
    elif number not in CARDS:
        faults["number"] = "This page is a demo and takes its test cards only. Never type a real card number here."
    expiry = _EXPIRY.fullmatch(form.get("expiry", ""))
    year, month = (2000 + int(expiry[2][-2:]), int(expiry[1])) if expiry else (0, 0)
    if not 1 <= month <= 12:
        faults["expiry"] = "Enter the expiration date as month and year, such as 04 / 29."
    elif is_over(year=year, month=month, today=today):
        faults["expiry"] = "This card has expired. Use another one."
    digits = 4 if number.startswith("37") else 3
    if not re.fullmatch(rf"[0-9]{{{digits}}}", form.get("cvc", "")):
        faults["cvc"] = f"Enter the {digits} digits of the security code."
    if not form.get("holder"):
        faults["holder"] = "Enter the name on the card."
    if not re.fullmatch(r"[0-9]{5}", form.get("zip", "")):
        faults["zip"] = "Enter the 5 digits of the ZIP code."
    return Checked(None if faults else TypedCard(number, year, month), faults)


def checked_bank(form: Mapping[str, str]) -> Checked:
    """Check the form of a bank account."""
    faults: dict[str, str] = {}
    routing, number = digits_of(form.get("routing", "")), digits_of(form.get("account", ""))
    if not form.get("holder"):
        faults["holder"] = "Enter the name on the bank account."
    if form.get("type") not in ACCOUNT_TYPES:
        faults["type"] = "Choose checking or savings."
    if not re.fullmatch(r"[0-9]{9}", routing):
        faults["routing"] = "Enter the 9 digits of the routing number."
    elif not is_routing_number(routing):
        faults["routing"] = "This routing number is not right. Check the first 9 digits at the bottom of a check."
    if not re.fullmatch(r"[0-9]{4,17}", number):
        faults["account"] = "Enter the account number, 4 to 17 digits."
    elif number not in BANK_ACCOUNTS:
        faults["account"] = (
            "This page is a demo and takes its test accounts only. Never type a real account number here."
        )
    elif digits_of(form.get("again", "")) != number:
        faults["again"] = "The two account numbers are not the same."
    if form.get("agree") != "yes":
        faults["agree"] = "To pay from a bank account, check the box that authorizes it."
    return Checked(None if faults else TypedBank(routing, number, form["type"]), faults)
