"""Late charges: once for each bill that is still owed when its days of grace are over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

from sqlmodel import Session

from smarthub_dash.domain.billing.operations.ledger import Transaction, post
from smarthub_dash.domain.billing.rules import LedgerKind
from smarthub_dash.domain.billing.rules.postings import late_charge_postings
from smarthub_dash.kit.money import Cents

LATE_CHARGES = UUID("41c3f8d9-7e26-4a0b-b6d5-8a9c0e1f2d19")
"""The namespace that turns the id of a bill into the id of its late charge."""


@dataclass(frozen=True, slots=True)
class LateBill:
    """A bill that is charged for being late. Units: cents."""

    account_id: UUID
    statement_id: UUID
    label: str
    cents: Cents


def post_late_charges(session: Session, *, late: Sequence[LateBill], on: date, now: datetime) -> Mapping[UUID, Cents]:
    """
    Post late charges of accounts that the caller has locked; return what each account was charged.

    :raises IntegrityError: if a bill was charged before
    """
    # no scope: late charges are of every account
    transactions = [
        Transaction(
            uuid5(LATE_CHARGES, str(bill.statement_id)),
            LedgerKind.LATE_CHARGE,
            {bill.account_id: late_charge_postings(cents=bill.cents)},
            on,
            bill.label,
            bill.statement_id,
        )
        for bill in late
    ]
    post(session, transactions=transactions, now=now)
    charged: dict[UUID, Cents] = {}
    for bill in late:
        charged[bill.account_id] = charged.get(bill.account_id, 0) + bill.cents
    return charged
