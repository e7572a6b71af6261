"""Deposits: taken, applied to what is owed, or given back."""

from datetime import date, datetime
from uuid import UUID, uuid5

from sqlmodel import Session

from smarthub_dash.domain.billing.operations.ledger import Transaction, lock_accounts, post
from smarthub_dash.domain.billing.operations.references import is_posted, post_once
from smarthub_dash.domain.billing.queries import balances
from smarthub_dash.domain.billing.rules import LedgerBook, LedgerKind
from smarthub_dash.domain.billing.rules.postings import deposit_postings, deposit_refund_postings
from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.money import Cents, money_text

DEPOSITS = UUID("3a1f7f52-7b7e-4f0c-a3f7-6c1b8a0e9d13")
"""The namespace that turns the reference of a deposit into the id of its ledger transaction."""
REFUNDS = UUID("c8f6e7a9-2d4b-4c6e-b1f0-5e7d9a3b2c14")


class DepositTooSmall(Refused):
    """No more is given back than is held."""


def take_deposit(
    session: Session, *, account_id: UUID, cents: Cents, reference: str, posted_on: date, now: datetime
) -> bool:
    """
    Hold a deposit that came in; return False if this reference was taken before.

    :raises NothingToPost: if it is not above zero
    :raises ReferenceUsedTwice: if the reference was used for something else
    """
    # no scope: staff take deposits for any account
    sides = {account_id: deposit_postings(cents=cents)}
    lock_accounts(session, account_ids=[account_id])
    taken = Transaction(uuid5(DEPOSITS, reference), LedgerKind.DEPOSIT, sides, posted_on, "Deposit received")
    return post_once(session, transaction=taken, reference=reference, now=now)


def apply_deposit(
    session: Session, *, account_id: UUID, cents: Cents, reference: str, posted_on: date, now: datetime
) -> bool:
    """
    Pay what an account owes, or its next bills, with its deposit; return False if this reference did before.

    :raises NothingToPost: if it is not above zero
    :raises DepositTooSmall: if less is held
    :raises ReferenceUsedTwice: if the reference was used for something else
    """
    # no scope: staff apply deposits of any account
    postings = deposit_refund_postings(cents=cents, to=LedgerBook.RECEIVABLE)
    applied = Transaction(
        uuid5(REFUNDS, reference),
        LedgerKind.DEPOSIT_REFUND,
        {account_id: postings},
        posted_on,
        "Deposit applied to your account",
    )
    return _give_back(session, applied, account_id=account_id, cents=cents, reference=reference, now=now)


def refund_deposit(
    session: Session, *, account_id: UUID, cents: Cents, reference: str, posted_on: date, now: datetime
) -> bool:
    """
    Give a deposit back by check; return False if this reference did before.

    :raises NothingToPost: if it is not above zero
    :raises DepositTooSmall: if less is held
    :raises ReferenceUsedTwice: if the reference was used for something else
    """
    # no scope: staff give back deposits of any account
    postings = deposit_refund_postings(cents=cents, to=LedgerBook.CASH)
    refund = Transaction(
        uuid5(REFUNDS, reference),
        LedgerKind.DEPOSIT_REFUND,
        {account_id: postings},
        posted_on,
        "Deposit given back by check",
    )
    return _give_back(session, refund, account_id=account_id, cents=cents, reference=reference, now=now)


def _give_back(
    session: Session, refund: Transaction, *, account_id: UUID, cents: Cents, reference: str, now: datetime
) -> bool:
    lock_accounts(session, account_ids=[account_id])
    if is_posted(session, transaction=refund, reference=reference):
        return False
    held = -balances(session, account_ids=[account_id], book=LedgerBook.DEPOSIT)[account_id]
    if held < cents:
        raise DepositTooSmall(f"The deposit held for that account is {money_text(max(held, 0))}.")
    post(session, transactions=[refund], now=now)
    return True
