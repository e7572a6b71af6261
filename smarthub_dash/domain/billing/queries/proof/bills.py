"""Proof of bills: each is the sum of its lines, stands in the ledger as it says, and names the balance before it."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row
from sqlalchemy import select as select_columns
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, func

from smarthub_dash.domain.billing.queries.proof.checked import Checked
from smarthub_dash.domain.billing.records import Charge, LedgerEntry, Statement
from smarthub_dash.domain.billing.rules import LedgerBook, LedgerKind
from smarthub_dash.domain.rates.rules.terms import ChargeKind
from smarthub_dash.kit.money import Cents, money_text

LINES = "Bills that are the sum of their lines"
KINDS_OF_BOOKS = {
    LedgerBook.TAX: ChargeKind.TAX,
    LedgerBook.METERING: ChargeKind.CREDIT,
    LedgerBook.DONATION: ChargeKind.DONATION,
}
"""The books that a bill credits with the lines of one kind; a used credit is a line below zero, and a debit."""


def bills_and_their_lines(session: Session) -> Checked:
    """Check that every bill is the sum of its lines."""
    # no scope: the proof is over all accounts
    lines = _sums(session, col(Charge.statement_id), col(Charge.cents))
    bills = session.execute(select_columns(col(Statement.id), col(Statement.bill_number), col(Statement.charges_cents)))
    rows = [(number, cents, lines.get(one, 0)) for one, number, cents in bills]
    return Checked(LINES, len(rows), tuple(_differences(rows, "its lines say")))


def bills_and_their_ledger(session: Session) -> Checked:
    """Check that the ledger holds of every bill what it asked for, put off, taxed, rounded up and used of credits."""
    # no scope: the proof is over all accounts
    faults: list[str] = []
    bills = session.execute(
        select_columns(
            col(Statement.id), col(Statement.bill_number), col(Statement.charges_cents), col(Statement.billed_cents)
        )
    ).all()
    owed = _posted(session, LedgerBook.RECEIVABLE)
    put_off = _posted(session, LedgerBook.BUDGET)
    faults += _differences([(row[1], row[3], owed.get(row[0], 0)) for row in bills], "its ledger entries say")
    faults += _differences(
        [(row[1], row[2] - row[3], put_off.get(row[0], 0)) for row in bills], "the book of budget billing says"
    )
    settling = _sums(session, col(Charge.statement_id), col(Charge.cents), col(Charge.kind) == str(ChargeKind.TRUE_UP))
    for book, kind in KINDS_OF_BOOKS.items():
        posted = _posted(session, book)
        lines = _sums(session, col(Charge.statement_id), col(Charge.cents), col(Charge.kind) == str(kind))
        # The difference of an estimated bill is one line, taxes included: of such a bill the tax is not seen alone.
        mixed = settling if book is LedgerBook.TAX else ()
        rows = [(row[1], -lines.get(row[0], 0), posted.get(row[0], 0)) for row in bills if row[0] not in mixed]
        faults += _differences(rows, f"the book {book} says")
    return Checked("Bills that stand in the ledger as they say", len(bills), tuple(faults))


def balances_before_bills(session: Session) -> Checked:
    """Check that the balance before each bill is the sum of all that was posted before it."""
    # no scope: the proof is over all accounts
    running = func.sum(col(LedgerEntry.cents)).over(
        partition_by=col(LedgerEntry.account_id), order_by=col(LedgerEntry.id)
    )
    entries = (
        select_columns(
            col(LedgerEntry.statement_id).label("statement_id"),
            col(LedgerEntry.kind).label("kind"),
            (running - col(LedgerEntry.cents)).label("before"),
        )
        .where(col(LedgerEntry.book) == LedgerBook.RECEIVABLE)
        .subquery()
    )
    rows = session.execute(
        select_columns(col(Statement.bill_number), col(Statement.previous_cents), entries.c.before)
        .join(entries, entries.c.statement_id == col(Statement.id))
        .where(entries.c.kind == LedgerKind.STATEMENT)
    ).all()
    faults = [
        f"Bill {number} says {money_text(said)} was owed before it; the ledger says {money_text(int(before))}."
        for number, said, before in rows
        if said != before
    ]
    return Checked("Balances before bills", len(rows), tuple(faults))


def _posted(session: Session, book: LedgerBook) -> Mapping[UUID, Cents]:
    return _sums(
        session,
        col(LedgerEntry.statement_id),
        col(LedgerEntry.cents),
        col(LedgerEntry.book) == book,
        col(LedgerEntry.kind) == LedgerKind.STATEMENT,
    )


def _sums(
    session: Session, key: Mapped[Any], cents: Mapped[int], *conditions: ColumnElement[bool]
) -> Mapping[UUID, Cents]:
    rows: Iterable[Row] = session.execute(select_columns(key, func.sum(cents)).where(*conditions).group_by(key))
    return {one: int(total) for one, total in rows if one is not None}


def _differences(rows: Iterable[tuple[str, Cents, Cents]], words: str) -> list[str]:
    return [
        f"Bill {number} says {money_text(said)}; {words} {money_text(found)}."
        for number, said, found in rows
        if said != found
    ]
