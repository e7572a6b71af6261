"""What staff post carries a reference, and a reference is posted once."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from smarthub_dash.domain.billing.operations.ledger import Transaction, post
from smarthub_dash.domain.billing.records import LedgerEntry
from smarthub_dash.domain.billing.rules import LedgerBook
from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.money import Cents


class ReferenceUsedTwice(Refused):
    """A reference was posted before with something else."""


def post_once(session: Session, *, transaction: Transaction, reference: str, now: datetime) -> bool:
    """
    Post a transaction whose id was made from its reference; return False if just this was posted before.

    The caller has locked its accounts, so of two at once the second sees what the first posted.

    :raises ReferenceUsedTwice: if the reference was posted before with other accounts or amounts
    """
    # no scope: whoever posts has decided whose account it is
    if is_posted(session, transaction=transaction, reference=reference):
        return False
    post(session, transactions=[transaction], now=now)
    return True


def is_posted(session: Session, *, transaction: Transaction, reference: str) -> bool:
    """
    Tell whether a transaction was posted before.

    :raises ReferenceUsedTwice: if its reference was, with other accounts or amounts
    """
    # no scope: as above
    posted = _posted(session, transaction.transaction_id)
    wanted = {
        (account_id, posting.book): posting.cents
        for account_id, postings in transaction.sides.items()
        for posting in postings
    }
    if posted and posted != wanted:
        raise ReferenceUsedTwice(f"Reference {reference} was posted before, for something else.")
    return bool(posted)


def _posted(session: Session, transaction_id: UUID) -> Mapping[tuple[UUID, LedgerBook], Cents]:
    rows = session.exec(
        select(LedgerEntry.account_id, LedgerEntry.book, LedgerEntry.cents).where(
            col(LedgerEntry.transaction_id) == transaction_id
        )
    )
    return {(account_id, LedgerBook(book)): cents for account_id, book, cents in rows}
