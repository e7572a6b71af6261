"""Proof of the books."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlalchemy import select as select_columns
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, func, select

from smarthub_dash.domain.billing.records import Charge, LedgerEntry, Statement
from smarthub_dash.domain.billing.rules import LedgerBook, LedgerKind
from smarthub_dash.kit.money import Cents, money_text


@dataclass(frozen=True, slots=True)
class BooksProof:
    """What was checked, and every fault that was found, in words."""

    transaction_count: int
    statement_count: int
    faults: tuple[str, ...]


def prove_books(session: Session) -> BooksProof:
    """Check that every transaction sums to zero, and every bill is the sum of its lines and of its ledger entries."""
    # no scope: the proof is over the books of all accounts, and names only transactions and bills
    transactions = _sums(session, col(LedgerEntry.transaction_id), col(LedgerEntry.cents))
    lines = _sums(session, col(Charge.statement_id), col(Charge.cents))
    owed = _sums(
        session,
        col(LedgerEntry.statement_id),
        col(LedgerEntry.cents),
        col(LedgerEntry.book) == LedgerBook.RECEIVABLE,
        col(LedgerEntry.kind) == LedgerKind.STATEMENT,
    )
    bills = session.exec(select(Statement.id, Statement.bill_number, Statement.charges_cents)).all()
    faults = [f"Transaction {one} is off by {money_text(cents)}." for one, cents in transactions.items() if cents]
    for statement_id, bill_number, cents in bills:
        for name, found in (("lines", lines.get(statement_id, 0)), ("ledger entries", owed.get(statement_id, 0))):
            if found != cents:
                faults.append(f"Bill {bill_number} says {money_text(cents)}; its {name} say {money_text(found)}.")
    return BooksProof(len(transactions), len(bills), tuple(faults))


def _sums(
    session: Session, key: Mapped[Any], cents: Mapped[int], *conditions: ColumnElement[bool]
) -> Mapping[UUID, Cents]:
    rows = session.execute(select_columns(key, func.sum(cents)).where(*conditions).group_by(key))
    return {one: int(total) for one, total in rows if one is not None}
