"""Proof of transactions: each sums to zero, and what must happen once happened once."""

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func

from smarthub_dash.domain.billing.queries.proof.checked import Checked
from smarthub_dash.domain.billing.records import LedgerEntry, Statement
from smarthub_dash.domain.billing.rules import LedgerBook, LedgerKind
from smarthub_dash.kit.money import money_text

BALANCED = "Transactions that sum to zero"


def balanced_transactions(session: Session) -> Checked:
    """Check that every transaction sums to zero."""
    # no scope: the proof is over all accounts
    total = func.sum(col(LedgerEntry.cents))
    off = session.execute(
        select_columns(col(LedgerEntry.transaction_id), total)
        .group_by(col(LedgerEntry.transaction_id))
        .having(total != 0)
        .order_by(col(LedgerEntry.transaction_id))
    )
    count = session.execute(select_columns(func.count(col(LedgerEntry.transaction_id).distinct()))).scalar_one()
    return Checked(
        BALANCED, count, tuple(f"Transaction {one} is off by {money_text(int(cents))}." for one, cents in off)
    )


def late_charges_once(session: Session) -> Checked:
    """Check that each late charge is of one bill of its account, and each bill has one at most."""
    # no scope: the proof is over all accounts
    charges = session.execute(
        select_columns(
            col(LedgerEntry.transaction_id),
            col(LedgerEntry.account_id),
            col(Statement.account_id),
            col(Statement.id),
            col(Statement.bill_number),
        )
        .outerjoin(Statement, col(Statement.id) == col(LedgerEntry.statement_id))
        .where(col(LedgerEntry.kind) == LedgerKind.LATE_CHARGE, col(LedgerEntry.book) == LedgerBook.RECEIVABLE)
        .order_by(col(LedgerEntry.id))
    ).all()
    faults, seen = [], set()
    for transaction_id, account_id, billed_account_id, statement_id, bill_number in charges:
        if account_id != billed_account_id:
            faults.append(f"Late charge {transaction_id} is of no bill of its account.")
        elif statement_id in seen:
            faults.append(f"Bill {bill_number} was charged for lateness more than once.")
        seen.add(statement_id)
    return Checked("Late charges, one a bill", len(charges), tuple(faults))
