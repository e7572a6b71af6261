"""Prove that somebody holds a bill of an account: its number, the name on it, and a second fact."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import Session

from smarthub_dash.domain.accounts.operations import use_bill_code
from smarthub_dash.domain.accounts.queries import AccountOnPaper, account_on_paper
from smarthub_dash.domain.billing.queries import BillOnPaper, newest_bills_on_paper
from smarthub_dash.domain.billing.rules import NUMBER_ALPHABET
from smarthub_dash.domain.members.operations.guesses import count_guess, hold_guesses
from smarthub_dash.domain.members.rules import MOST_IN_A_ROW, GuessPurpose
from smarthub_dash.journeys.typed_facts import (
    account_number_in,
    bill_code_in,
    cents_in,
    is_among,
    is_name_of,
    zip_in,
)
from smarthub_dash.kit.sealing import Sealer

CODE_PURPOSE = "bill code"
CODE_LENGTH = 8
"""Forty bits: a guesser who tries fifty an hour needs a million years."""


class FactKind(StrEnum):
    """What a member may give beside the account's number and name."""

    BILL_AMOUNT = "amount"
    SERVICE_ZIP = "zip"
    BILL_CODE = "code"


@dataclass(frozen=True, slots=True)
class AccountClaim:
    """What was typed to claim an account."""

    account_number: str
    name: str
    fact_kind: FactKind
    fact: str


def proven_account(session: Session, *, claim: AccountClaim, sealer: Sealer, now: datetime) -> UUID | None:
    """
    Return the account whose bill somebody holds; None if anything is wrong, and nothing tells what.

    A ZIP code is enough only for an account that nobody owns yet: neighbors know it. Whoever claims an owned one by
    it is answered as if it were wrong, so that nobody learns which accounts are owned.
    A wrong claim costs the same statements and compares whether or not there is such an account. A bill's code that
    proved an account is used up; the caller's transaction decides whether that stays.
    """
    # no scope: whoever claims an account has none yet
    number = account_number_in(claim.account_number)
    account = account_on_paper(session, account_number=number) or _NOBODY
    bills = newest_bills_on_paper(session, account_number=number) or _NO_BILLS
    bill_number = _bill_with_code(claim.fact, bills, sealer)
    fits = {
        FactKind.BILL_AMOUNT: _is_amount_of(claim.fact, bills),
        FactKind.SERVICE_ZIP: is_among(zip_in(claim.fact), [each[:5] for each in account.zip_codes])
        and not account.has_owner,
        FactKind.BILL_CODE: bool(bill_number),
    }[claim.fact_kind]
    is_name_right = is_name_of(claim.name, account.name_on_account)
    if not (fits and is_name_right and account.account_id and account.is_open):
        return None
    if claim.fact_kind is FactKind.BILL_CODE and not use_bill_code(session, bill_number=bill_number, now=now):
        return None
    return account.account_id


def count_claim(session: Session, *, claim: AccountClaim, address: str, now: datetime) -> None:
    """
    Count a claim before it is looked at; `forgive_guesses` forgives it.

    The printed code cannot be guessed, so it stays open to the member however many have guessed at the rest.
    :raises TooManyAttempts: if that account, or that source, must wait
    """
    count_guess(
        session,
        purpose=GuessPurpose.REGISTER,
        subject=account_number_in(claim.account_number),
        address=address,
        most=None if claim.fact_kind is FactKind.BILL_CODE else MOST_IN_A_ROW,
        now=now,
    )


def hold_claims(session: Session, *, account_number: str) -> None:
    """Wait for whoever claims an account, and keep others waiting until the transaction ends."""
    hold_guesses(session, purpose=GuessPurpose.REGISTER, subject=account_number_in(account_number))


def bill_code_of(sealer: Sealer, bill_number: str) -> str:
    """
    Return the one-time code that a bill prints: derived by the newest key, kept nowhere.

    Source: "7F3KQ92D", printed as "7F3K-Q92D" if one likes; dashes are not read.
    """
    return _code(sealer.derived(CODE_PURPOSE, bill_number))


# Compared with where there is no such account, so that a wrong number takes as long as a wrong name.
_NOBODY = AccountOnPaper(None, "Nobody At All", False, False, ("",))
_NO_BILLS = (BillOnPaper("", -1, -1), BillOnPaper("", -1, -1))


def _is_amount_of(fact: str, bills: tuple[BillOnPaper, ...]) -> bool:
    cents = cents_in(fact)
    # A bill prints its own charges and, below them, what is due with what was owed before: either is "the amount".
    known = [str(amount) for bill in bills for amount in (bill.charges_cents, bill.total_cents)]
    return is_among("" if cents is None else str(cents), known)


def _bill_with_code(fact: str, bills: tuple[BillOnPaper, ...], sealer: Sealer) -> str:
    given, found = bill_code_in(fact), ""
    for bill in bills:
        # By every key: a bill in the mail was printed with the key of its day.
        codes = [_code(derived) for derived in sealer.derived_by_each(CODE_PURPOSE, bill.bill_number)]
        if is_among(given, codes) and bill.bill_number:
            found = bill.bill_number
    return found


def _code(derived: bytes) -> str:
    bits = int.from_bytes(derived[:5], "big")
    return "".join(NUMBER_ALPHABET[bits >> shift & 31] for shift in range(5 * (CODE_LENGTH - 1), -1, -5))
