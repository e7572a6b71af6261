"""Reads of the bills that Auto Pay would begin with."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select as select_columns
from sqlmodel import Session, col

from smarthub_dash.domain.accounts.records import Account
from smarthub_dash.domain.accounts.rules import AccountScope
from smarthub_dash.domain.autopay.rules.days import BillDays
from smarthub_dash.domain.billing.queries import stands
from smarthub_dash.domain.billing.records import Statement


@dataclass(frozen=True, slots=True)
class NewestBill:
    """The newest bill of an account that stands."""

    statement_id: UUID
    days: BillDays


def newest_bills(session: Session, *, scope: AccountScope) -> Mapping[UUID, NewestBill]:
    """Return the newest bill of each account of a scope that has any."""
    rows = session.execute(
        select_columns(
            col(Statement.account_id),
            col(Statement.id),
            col(Account.read_day),
            col(Statement.end_on),
            col(Statement.issued_on),
            col(Statement.due_on),
        )
        .join(Account, col(Account.id) == col(Statement.account_id))
        .where(col(Statement.account_id).in_(scope.account_ids), stands())
        .order_by(col(Statement.start_on), col(Statement.revision))
    )
    return {account_id: NewestBill(statement_id, BillDays(*days)) for account_id, statement_id, *days in rows}
