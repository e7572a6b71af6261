"""
What a return of a bank draft means for the bank account it was drawn from.

Source: Nacha return codes. R01 and R09 say that there was no money then: an entry may be presented twice more.
"""

BLOCKING = frozenset({"R02", "R03", "R04", "R05", "R07", "R08", "R10", "R11", "R16", "R20"})
"""The account is closed, unknown, frozen, or its owner says no: it must not be drawn on again."""
NO_MONEY = ("R01", "R09", "insufficient_funds")
MOST_PRESENTED = 3
"""The draft itself and two more."""

WORDS = {
    "account_closed": "R02",
    "no_account": "R03",
    "invalid_account_number": "R04",
    "debit_not_authorized": "R10",
    "bank_ownership_changed": "R02",
}
"""Processors write some codes as words."""


def is_suspending(code: str, *, without_money: int) -> bool:
    """
    Tell whether a bank account must rest.

    `without_money` is how often it had no money since it last paid, this time too.
    """
    return WORDS.get(code, code) in BLOCKING or (code in NO_MONEY and without_money >= MOST_PRESENTED)
