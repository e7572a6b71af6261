"""Credits that staff give, and credits that move between the accounts of a household."""

from datetime import date, datetime
from uuid import UUID, uuid5

from sqlmodel import Session

from smarthub_dash.domain.accounts.queries import have_one_owner
from smarthub_dash.domain.billing.operations.ledger import Transaction, lock_accounts, post
from smarthub_dash.domain.billing.operations.references import is_posted, post_once
from smarthub_dash.domain.billing.queries import balances
from smarthub_dash.domain.billing.rules import LedgerKind
from smarthub_dash.domain.billing.rules.postings import credit_postings, transfer_sides
from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.money import Cents, money_text

CREDITS = UUID("1f6f0d7c-55b0-4a0e-9d83-0a0f4f7a7c11")
"""The namespace that turns the reference of a credit into the id of its ledger transaction."""
TRANSFERS = UUID("9b2c7a34-0f7d-4a53-8f4e-2c3f8a6f5d12")


class NotEnoughCredit(Refused):
    """A transfer moves no more than there is."""


class NotOneHousehold(Refused):
    """A transfer stays within a household."""


def give_credit(
    session: Session, *, account_id: UUID, cents: Cents, memo: str, reference: str, posted_on: date, now: datetime
) -> bool:
    """
    Give an account a credit; return False if this reference gave it before.

    :raises NothingToPost: if it is not above zero
    :raises ReferenceUsedTwice: if the reference was used for something else
    """
    # no scope: staff give credits to any account
    sides = {account_id: credit_postings(cents=cents)}
    lock_accounts(session, account_ids=[account_id])
    credit = Transaction(uuid5(CREDITS, reference), LedgerKind.CREDIT, sides, posted_on, memo)
    return post_once(session, transaction=credit, reference=reference, now=now)


def transfer_credit(
    session: Session,
    *,
    from_account_id: UUID,
    to_account_id: UUID,
    cents: Cents,
    memo: str,
    reference: str,
    posted_on: date,
    now: datetime,
) -> bool:
    """
    Move a credit from one account to another of the same household: both sides in one ledger transaction.

    Return False if this reference moved it before.

    :raises NothingToPost: if it is not above zero
    :raises NotOneHousehold: if no member owns both accounts, or they are one and the same
    :raises NotEnoughCredit: if the first account has less to its credit
    :raises ReferenceUsedTwice: if the reference was used for something else
    """
    # no scope: staff move credits for any household
    giving, getting = transfer_sides(cents=cents)
    both = [from_account_id, to_account_id]
    if from_account_id == to_account_id or not have_one_owner(session, account_ids=both, today=posted_on):
        raise NotOneHousehold("A credit moves between two accounts that one member owns.")
    lock_accounts(session, account_ids=both)
    sides = {from_account_id: giving, to_account_id: getting}
    transfer = Transaction(uuid5(TRANSFERS, reference), LedgerKind.TRANSFER, sides, posted_on, memo)
    if is_posted(session, transaction=transfer, reference=reference):
        return False
    credit = -balances(session, account_ids=[from_account_id])[from_account_id]
    if credit < cents:
        raise NotEnoughCredit(f"That account has {money_text(max(credit, 0))} to its credit.")
    post(session, transactions=[transfer], now=now)
    return True
