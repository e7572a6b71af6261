"""Bills that were made and have not gone out yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from smarthub_dash.domain.accounts.records import Account
from smarthub_dash.domain.accounts.rules import Provider
from smarthub_dash.domain.billing.records import PrintedStatement, Statement, StatementCancellation
from smarthub_dash.kit.money import Cents


@dataclass(frozen=True, slots=True)
class OutgoingBill:
    """A bill on its way to its member. Units: cents."""

    statement_id: UUID
    bill_number: str
    account_id: UUID
    account_number: str
    provider: Provider
    issued_on: date
    due_on: date
    balance_cents: Cents
    """What is owed with it; below zero a credit."""


def unprinted_bills(session: Session, *, since: date, until: date) -> Sequence[OutgoingBill]:
    """Return the bills issued in `[since, until]` that stand and are in no print file, in the order of their issue."""
    # no scope: bills are sent out for all accounts
    rows = session.execute(
        select_columns(Statement, col(Account.account_number), col(Account.provider))
        .join(Account, col(Account.id) == col(Statement.account_id))
        .where(
            col(Statement.issued_on) >= since,
            col(Statement.issued_on) <= until,
            col(Statement.id).not_in(select(StatementCancellation.statement_id)),
            col(Statement.id).not_in(select(PrintedStatement.statement_id)),
        )
        .order_by(col(Statement.issued_on), col(Account.account_number), col(Statement.revision))
    )
    return tuple(
        OutgoingBill(
            statement_id=row.id,
            bill_number=row.bill_number,
            account_id=row.account_id,
            account_number=account_number,
            provider=provider,
            issued_on=row.issued_on,
            due_on=row.due_on,
            balance_cents=row.previous_cents + row.billed_cents,
        )
        for row, account_number, provider in rows
    )


def has_print_file(session: Session, *, file_name: str) -> bool:
    """Tell whether bills are known to be in a print file of a name."""
    # no scope: as above
    known = select(PrintedStatement.statement_id).where(col(PrintedStatement.file_name) == file_name).limit(1)
    return session.exec(known).first() is not None
