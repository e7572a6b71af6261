"""Let credits for energy sent back expire that were not used in time."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from uuid import UUID, uuid5

from sqlmodel import Session

from smarthub_dash.domain.billing.operations.ledger import Transaction, lock_accounts, post
from smarthub_dash.domain.billing.queries.metering import credits_of
from smarthub_dash.domain.billing.rules import LedgerKind
from smarthub_dash.domain.billing.rules.postings import metering_expiry_postings
from smarthub_dash.kit.money import Cents

EXPIRIES = UUID("7c5e1d0a-93f4-4e6b-8f2c-1b6d0c7a8e16")
"""The namespace of the ledger transactions of what expires."""


def expire_credits(session: Session, *, account_ids: Collection[UUID], on: date, now: datetime) -> Mapping[UUID, Cents]:
    """Take the expired credits of accounts off their books; return what each lost: nothing, at a second look."""
    # no scope: credits of every account expire
    lock_accounts(session, account_ids=account_ids)
    left = credits_of(session, account_ids=account_ids)
    expired = {account_id: one.expired(on=on) for account_id, one in left.items()}
    expired = {account_id: cents for account_id, cents in expired.items() if cents}
    transactions = [
        Transaction(
            # By what was left before: if a bill is made anew and its credit expires anew, it is another transaction.
            uuid5(EXPIRIES, f"{account_id}:{on}:{left[account_id].balance_cents}"),
            LedgerKind.METERING_EXPIRY,
            {account_id: metering_expiry_postings(cents=cents)},
            on,
            "Credit for energy sent back, expired after a year",
        )
        for account_id, cents in expired.items()
    ]
    post(session, transactions=transactions, now=now)
    return expired
