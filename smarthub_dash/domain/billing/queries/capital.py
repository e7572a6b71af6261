"""Reads of capital credits: what was allocated, and what is left of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, case
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func, select

from smarthub_dash.domain.accounts.records import Account
from smarthub_dash.domain.accounts.rules import Provider
from smarthub_dash.domain.billing.queries import stands
from smarthub_dash.domain.billing.records import CapitalCreditEntry, Charge, Statement
from smarthub_dash.domain.billing.rules import CapitalCreditKind
from smarthub_dash.domain.rates.rules.terms import ChargeKind
from smarthub_dash.kit.money import Cents
from smarthub_dash.kit.periods import Period

NOT_BOUGHT = (ChargeKind.TAX, ChargeKind.CREDIT, ChargeKind.DONATION)
"""Lines that are passed on, or only pay: they earn no share in the margin."""


@dataclass(frozen=True, slots=True)
class CapitalCreditYear:
    """An account's share in the margin of a year. Units: cents."""

    account_id: UUID
    year: int
    allocated_cents: Cents
    retired_cents: Cents
    newest_on: date
    """When it was allocated, or last paid out."""

    @property
    def left_cents(self) -> Cents:
        return self.allocated_cents - self.retired_cents


def capital_credits_in(session: Session, *, year: int) -> Sequence[CapitalCreditYear]:
    """Return what every account was allocated of a year, and what of it was paid out."""
    # no scope: a retirement pays every account of that year

    def sum_of(kind: CapitalCreditKind) -> ColumnElement[int]:
        return func.sum(case((col(CapitalCreditEntry.kind) == kind, col(CapitalCreditEntry.cents)), else_=0))

    rows = session.execute(
        select_columns(
            col(CapitalCreditEntry.account_id),
            col(CapitalCreditEntry.year),
            sum_of(CapitalCreditKind.ALLOCATED),
            sum_of(CapitalCreditKind.RETIRED),
            func.max(col(CapitalCreditEntry.posted_on)),
        )
        .where(col(CapitalCreditEntry.year) == year)
        .group_by(col(CapitalCreditEntry.account_id), col(CapitalCreditEntry.year))
        .order_by(col(CapitalCreditEntry.account_id))
    )
    return tuple(
        CapitalCreditYear(account_id, of_year, int(allocated), int(retired), newest_on)
        for account_id, of_year, allocated, retired, newest_on in rows
    )


def electricity_bought(session: Session, *, within: Period) -> Mapping[str, tuple[UUID, Cents]]:
    """Return what each electric account was charged on bills of periods that ended within days, by its number."""
    # no scope: a margin is shared over all accounts
    rows = session.execute(
        select_columns(col(Account.account_number), col(Account.id), func.sum(col(Charge.cents)))
        .join(Statement, col(Statement.account_id) == col(Account.id))
        .join(Charge, col(Charge.statement_id) == col(Statement.id))
        .where(
            col(Account.provider) == Provider.CEC,
            col(Statement.end_on) > within.start_on,
            col(Statement.end_on) <= within.end_on,
            col(Charge.kind).not_in([str(kind) for kind in NOT_BOUGHT]),
            stands(),
        )
        .group_by(col(Account.account_number), col(Account.id))
    )
    return {number: (account_id, int(cents)) for number, account_id, cents in rows}


def was_allocated(session: Session, *, year: int) -> bool:
    """Tell whether the margin of a year was shared already."""
    # no scope: tells nothing of any account
    return (
        session.exec(select(CapitalCreditEntry.year).where(col(CapitalCreditEntry.year) == year).limit(1)).first()
        is not None
    )
