"""The test numbers of the simulated processor, and what becomes of whoever pays with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Fate:
    """
    What becomes of a charge.

    Nothing set: it clears. `declined` says with which code it is refused at once; `returned` with which a bank sends
    the draft back; `is_late` that it does so after it had cleared; `is_stuck` that nobody ever hears of it.
    """

    declined: str = ""
    returned: str = ""
    is_late: bool = False
    is_stuck: bool = False
    needs_step: bool = False


CLEARS = Fate()
CARDS: Mapping[str, tuple[str, Fate]] = {
    "4242424242424242": ("visa", CLEARS),
    "5555555555554444": ("mastercard", CLEARS),
    "378282246310005": ("amex", CLEARS),
    "6011111111111117": ("discover", CLEARS),
    "4000000000000002": ("visa", Fate(declined="generic_decline")),
    "4000000000009995": ("visa", Fate(declined="insufficient_funds")),
    "4000000000009987": ("visa", Fate(declined="lost_card")),
    "4000000000000069": ("visa", Fate(declined="expired_card")),
    "4000000000000127": ("visa", Fate(declined="incorrect_cvc")),
    "4000000000000119": ("visa", Fate(declined="processing_error")),
    "4000002500003155": ("visa", Fate(needs_step=True)),
}
BANK_ACCOUNTS: Mapping[str, Fate] = {
    "000123456789": CLEARS,
    "000111111113": Fate(returned="R02"),
    "000111111116": Fate(returned="R02"),
    "000222222227": Fate(returned="R01"),
    "000333333335": Fate(returned="R07"),
    "000444444440": Fate(returned="R16"),
    "000555555559": Fate(returned="R10", is_late=True),
    "000666666661": Fate(returned="R03"),
    "000777777771": Fate(declined="payment_method_bank_account_blocked"),
    "000000000009": Fate(is_stuck=True),
}
TOKENS: Mapping[str, tuple[str, str]] = {
    "pm_card_visa": ("card", "4242424242424242"),
    "pm_card_mastercard": ("card", "5555555555554444"),
    "pm_card_visa_chargeDeclined": ("card", "4000000000000002"),
    "pm_card_visa_chargeDeclinedInsufficientFunds": ("card", "4000000000009995"),
    "pm_card_chargeDeclinedExpiredCard": ("card", "4000000000000069"),
    "pm_card_authenticationRequired": ("card", "4000002500003155"),
    "pm_usBankAccount_success": ("us_bank_account", "000123456789"),
    "pm_usBankAccount_accountClosed": ("us_bank_account", "000111111113"),
    "pm_usBankAccount_noAccount": ("us_bank_account", "000666666661"),
    "pm_usBankAccount_insufficientFunds": ("us_bank_account", "000222222227"),
    "pm_usBankAccount_debitNotAuthorized": ("us_bank_account", "000333333335"),
    "pm_usBankAccount_dispute": ("us_bank_account", "000555555559"),
    "pm_usBankAccount_processing": ("us_bank_account", "000000000009"),
}
"""Tokens that are there from the start and belong to nobody, as in Stripe's test mode."""
BANKS: Mapping[str, str] = {"110000000": "Stripe Test Bank", "081517693": "Callaway Prairie Bank"}
RETURN_WORDS: Mapping[str, str] = {
    "R01": "insufficient_funds",
    "R02": "account_closed",
    "R03": "no_account",
    "R04": "invalid_account_number",
    "R07": "debit_not_authorized",
    "R10": "debit_not_authorized",
    "R16": "bank_account_restricted",
}
"""How Stripe says in its own words what a bank says by number."""


def digits_of(typed: str) -> str:
    """Return what was typed without the spaces and dashes that people put in."""
    return "".join(sign for sign in typed if sign not in " -")


def is_card_number(digits: str) -> bool:
    """Return whether the check digit of a card number fits (Luhn, ISO/IEC 7812-1)."""
    if not (digits.isascii() and digits.isdigit() and 12 <= len(digits) <= 19):
        return False
    doubled = [int(sign) * (1 + at % 2) for at, sign in enumerate(reversed(digits))]
    return sum(each - 9 if each > 9 else each for each in doubled) % 10 == 0


def is_routing_number(digits: str) -> bool:
    """Return whether the check digit of a routing number fits (ABA, weights 3 7 1)."""
    if not (digits.isascii() and digits.isdigit() and len(digits) == 9) or int(digits) == 0:
        return False
    return sum(int(sign) * (3, 7, 1)[at % 3] for at, sign in enumerate(digits)) % 10 == 0


def is_over(*, year: int, month: int, today: date) -> bool:
    """Return whether a card's last month has passed."""
    return (year, month) < (today.year, today.month)
