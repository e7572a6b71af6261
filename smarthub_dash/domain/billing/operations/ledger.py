"""Append transactions to the ledger: the one place that writes it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import chain
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import Select
from sqlalchemy import select as select_columns
from sqlmodel import Session, SQLModel, col

from smarthub_dash.domain.accounts.records import Account
from smarthub_dash.domain.billing.records import LedgerEntry
from smarthub_dash.domain.billing.rules import LedgerKind
from smarthub_dash.domain.billing.rules.postings import Posting, refuse_imbalance
from smarthub_dash.kit.prepared import ACCOUNT_IDS, any_account, put_rows

Row: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Transaction:
    """What is posted at once: the sides by account, which together sum to zero."""

    transaction_id: UUID
    """Of what must happen once: made from what causes it."""
    kind: LedgerKind
    sides: Mapping[UUID, tuple[Posting, ...]]
    posted_on: date
    memo: str
    """What members read of it."""
    statement_id: UUID | None = None


def post(session: Session, *, transactions: Sequence[Transaction], now: datetime) -> None:
    """
    Append transactions whose accounts the caller has locked.

    :raises IntegrityError: if one of them was posted before
    """
    # no scope: whoever posts has decided whose account it is
    append(session, table=LedgerEntry, rows=[row for one in transactions for row in _rows(one, now)])


def lock_accounts(session: Session, *, account_ids: Collection[UUID]) -> None:
    """
    Keep others from posting to some accounts until this transaction ends.

    What is read of the ledger after it stays true, so a balance may be looked at before it is used up.
    """
    # no scope: a lock shows nothing
    # SQLite has one writer; PostgreSQL waits here, in one order for all.
    if session.get_bind().dialect.name == "postgresql":
        session.execute(_locked(), {ACCOUNT_IDS: list(account_ids)}).all()


@lru_cache(maxsize=1)
def _locked() -> Select:
    return (
        select_columns(col(Account.id)).where(col(Account.id).in_(any_account())).order_by(col(Account.id))
    ).with_for_update()


def append(session: Session, *, table: type[SQLModel], rows: Sequence[Row]) -> None:
    """Insert plain rows: making a record of each line and entry was the longest part of a bill run."""
    # no scope: the rows say whose they are
    put_rows(session, table, rows)


def _rows(transaction: Transaction, now: datetime) -> Sequence[Row]:
    refuse_imbalance(chain.from_iterable(transaction.sides.values()))
    return [
        {
            "transaction_id": transaction.transaction_id,
            "account_id": account_id,
            "book": posting.book,
            "kind": str(transaction.kind),
            "cents": posting.cents,
            "posted_on": transaction.posted_on,
            "posted_at": now,
            "statement_id": transaction.statement_id,
            "memo": transaction.memo,
        }
        for account_id, postings in transaction.sides.items()
        for posting in postings
    ]
