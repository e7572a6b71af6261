"""Post what came in by the processor, and what went back, each by the id of what caused it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

from sqlmodel import Session

from smarthub_dash.domain.billing.operations.ledger import Transaction, lock_accounts, post
from smarthub_dash.domain.billing.rules import LedgerKind
from smarthub_dash.domain.billing.rules.postings import payment_postings, payment_reversal_postings
from smarthub_dash.kit.money import Cents

NAMESPACES: Mapping[LedgerKind, UUID] = {
    LedgerKind.PAYMENT: UUID("3c1d7c86-7d64-4b0f-9f0a-52a4a7d7e6b1"),
    LedgerKind.REVERSAL: UUID("b8e2f7d0-4a53-4b8f-8c0e-0e6f1b9a7d22"),
    LedgerKind.REFUND: UUID("51f0a9d4-2e77-4d19-a3c5-9c8b6f4e1d33"),
}
"""They turn the id of a cause into the id of its ledger transaction: of a payment, of its return, of a refund."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What one account gets, or gives back. Units: cents, above zero."""

    cause_id: UUID
    """Of the payment, or of the refund."""
    account_id: UUID
    cents: Cents
    memo: str
    """What members read of it."""


def credit_payments(session: Session, *, received: Sequence[Moved], on: date, now: datetime) -> None:
    """
    Credit what came in, each payment to its account.

    :raises NothingToPost: if an amount is not above zero
    :raises IntegrityError: if one was credited before
    """
    # no scope: whoever settles a payment posts it where its maker was allowed to send it
    lock_accounts(session, account_ids={each.account_id for each in received})
    transactions = [
        Transaction(
            ledger_id_of(each.cause_id, kind=LedgerKind.PAYMENT),
            LedgerKind.PAYMENT,
            {each.account_id: payment_postings(cents=each.cents)},
            on,
            each.memo,
        )
        for each in received
    ]
    post(session, transactions=transactions, now=now)


def take_back_payments(session: Session, *, taken: Sequence[Moved], kind: LedgerKind, on: date, now: datetime) -> None:
    """
    Take back what was credited: what the bank returned (REVERSAL), or what we gave back (REFUND).

    :raises NothingToPost: if an amount is not above zero
    :raises IntegrityError: if one was taken back before
    """
    # no scope: as above
    lock_accounts(session, account_ids={each.account_id for each in taken})
    transactions = [
        Transaction(
            ledger_id_of(each.cause_id, kind=kind),
            kind,
            {each.account_id: payment_reversal_postings(cents=each.cents)},
            on,
            each.memo,
        )
        for each in taken
    ]
    post(session, transactions=transactions, now=now)


def ledger_id_of(cause_id: UUID, *, kind: LedgerKind) -> UUID:
    """Return the id of the ledger transaction of a payment, its return, or a refund."""
    return uuid5(NAMESPACES[kind], str(cause_id))
