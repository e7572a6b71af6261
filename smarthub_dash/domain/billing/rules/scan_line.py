"""
The line of a payment stub that a machine reads, when the mail is opened.

Shape: `P AAAAAAAAAAAA CCCCCCCCC YYMMDD K`, digits only: the provider, the account's number to twelve places, the amount
due in cents to nine, the day it is due, and a check digit over all of them (Luhn, the "modulus 10" of lockboxes).
`docs/scan-line.md` says it to whoever sets up the machine.
"""

from dataclasses import dataclass
from datetime import date, datetime

from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.money import Cents

ACCOUNT_DIGITS, AMOUNT_DIGITS, DAY_DIGITS = 12, 9, 6
LENGTH = 1 + ACCOUNT_DIGITS + AMOUNT_DIGITS + DAY_DIGITS + 1


class ScannedWrongly(Refused):
    """What was read is no scan line of ours, or a digit of it was read wrongly."""


@dataclass(frozen=True, slots=True)
class ScannedStub:
    """What a scan line says. Units: cents. `account_number` has the zeros that fill it up."""

    provider_digit: str
    account_number: str
    due_cents: Cents
    due_on: date


def scan_line(*, provider_digit: str, account_number: str, due_cents: Cents, due_on: date) -> str:
    """Return the line of a stub; empty where nothing is due, or the account's number has letters or is too long."""
    is_sayable = account_number.isascii() and account_number.isdigit() and len(account_number) <= ACCOUNT_DIGITS
    if not is_sayable or not 0 < due_cents < 10**AMOUNT_DIGITS:
        return ""
    parts = (
        provider_digit,
        account_number.zfill(ACCOUNT_DIGITS),
        f"{due_cents:0{AMOUNT_DIGITS}d}",
        f"{due_on:%y%m%d}",
    )
    return " ".join((*parts, check_digit("".join(parts))))


def scanned_stub(line: str) -> ScannedStub:
    """
    Return what a machine or a hand has read off a stub; spaces weigh nothing.

    :raises ScannedWrongly: if it is not a whole line, or its check digit says that a digit is wrong
    """
    digits = "".join(line.split())
    if len(digits) != LENGTH or not (digits.isascii() and digits.isdigit()):
        raise ScannedWrongly(f"The scan line of a stub has {LENGTH} digits.")
    if check_digit(digits[:-1]) != digits[-1]:
        raise ScannedWrongly("A digit of the scan line was read wrongly: its check digit does not fit.")
    account_end = 1 + ACCOUNT_DIGITS
    amount_end = account_end + AMOUNT_DIGITS
    try:
        due_on = datetime.strptime(digits[amount_end:-1], "%y%m%d").date()  # noqa: DTZ007 - a day, not an instant
    except ValueError as error:
        raise ScannedWrongly("The scan line names a day that is none.") from error
    return ScannedStub(digits[0], digits[1:account_end], int(digits[account_end:amount_end]), due_on)


def check_digit(digits: str) -> str:
    """Return the digit that makes a row of digits pass the Luhn test. Source: ISO/IEC 7812-1, annex B."""
    doubled = (int(digit) * (2 if at % 2 == 0 else 1) for at, digit in enumerate(reversed(digits)))
    return str(-sum(each // 10 + each % 10 for each in doubled) % 10)
