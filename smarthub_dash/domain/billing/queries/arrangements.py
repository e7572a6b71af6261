"""Reads of payment arrangements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from smarthub_dash.domain.accounts.records import Account
from smarthub_dash.domain.accounts.rules import AccountScope, Provider
from smarthub_dash.domain.billing.records import ArrangementInstallment, PaymentArrangement
from smarthub_dash.domain.billing.rules import ArrangementEnd
from smarthub_dash.domain.billing.rules.arrangements import PlannedInstallment


@dataclass(frozen=True, slots=True)
class ArrangementView:
    """A payment arrangement with its schedule, the down payment first. Units: cents."""

    arrangement_id: UUID
    account_id: UUID
    account_number: str
    provider: Provider
    member_id: UUID
    """Who agreed to it."""
    cents: int
    terms_version: str
    agreed_at: datetime
    ended_on: date | None
    end: ArrangementEnd | None
    installments: tuple[PlannedInstallment, ...]


def arrangements_in(session: Session, *, scope: AccountScope) -> Mapping[UUID, Sequence[ArrangementView]]:
    """Return every arrangement of each account of a scope, the newest first; accounts without any are left out."""
    found: dict[UUID, list[ArrangementView]] = {}
    for view in _views(session, col(PaymentArrangement.account_id).in_(scope.account_ids)):
        found.setdefault(view.account_id, []).append(view)
    return found


def running_arrangements(session: Session) -> Sequence[ArrangementView]:
    """Return every arrangement that runs."""
    # no scope: the daily job looks at every account
    return _views(session, col(PaymentArrangement.ended_on).is_(None))


def _views(session: Session, wanted: ColumnElement[bool]) -> Sequence[ArrangementView]:
    # no scope: the callers say which
    rows = session.execute(
        select(PaymentArrangement, ArrangementInstallment, Account)
        .join(ArrangementInstallment, col(ArrangementInstallment.arrangement_id) == col(PaymentArrangement.id))
        .join(Account, col(Account.id) == col(PaymentArrangement.account_id))
        .where(wanted)
        .order_by(
            col(PaymentArrangement.agreed_at).desc(),
            col(PaymentArrangement.id),
            col(ArrangementInstallment.position),
        )
    )
    several: dict[UUID, tuple[PaymentArrangement, Account, list[PlannedInstallment]]] = {}
    for row, installment, account in rows:
        planned = several.setdefault(row.id, (row, account, []))[2]
        planned.append(PlannedInstallment(installment.due_on, installment.cents))
    return tuple(_view(*each) for each in several.values())


def _view(row: PaymentArrangement, account: Account, planned: Sequence[PlannedInstallment]) -> ArrangementView:
    return ArrangementView(
        arrangement_id=row.id,
        account_id=row.account_id,
        account_number=account.account_number,
        provider=account.provider,
        member_id=row.member_id,
        cents=row.cents,
        terms_version=row.terms_version,
        agreed_at=row.agreed_at,
        ended_on=row.ended_on,
        end=row.end,
        installments=tuple(planned),
    )
