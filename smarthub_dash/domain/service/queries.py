"""Reads of service requests. Whatever concerns an account takes the scope that `scope_of` makes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from smarthub_dash.domain.accounts.rules import AccountScope, NotYours
from smarthub_dash.domain.billing.records import Statement
from smarthub_dash.domain.members.records import Member
from smarthub_dash.domain.service.records import RequestStep, ServiceRequest
from smarthub_dash.domain.service.rules import RequestKind, RequestState, StepKind


@dataclass(frozen=True, slots=True)
class RequestView:
    """A request as everyone who sees its account knows it."""

    request_id: UUID
    request_number: str
    account_id: UUID
    member_id: UUID
    member_name: str
    kind: RequestKind
    state: RequestState
    opened_at: datetime
    bill_number: str
    """The bill it asks about; empty if none."""


@dataclass(frozen=True, slots=True)
class StepView:
    """One line of a timeline: who did or said what, and when; no name where the co-op did."""

    kind: StepKind
    by_name: str
    words: str
    happened_at: datetime


def request_in(session: Session, *, scope: AccountScope, request_number: str) -> RequestView:
    """
    Return a request by its number.

    :raises NotYours: if it is about no account of the scope
    """
    row = session.execute(_requests(scope).where(col(ServiceRequest.request_number) == request_number)).one_or_none()
    if row is None:
        raise NotYours("We could not find that request among yours.")
    return _view(*row)


def requests_on_bill(session: Session, *, scope: AccountScope, statement_id: UUID) -> Sequence[RequestView]:
    """Return the requests that ask about a bill, newest first."""
    rows = session.execute(
        _requests(scope)
        .where(col(ServiceRequest.statement_id) == statement_id)
        .order_by(col(ServiceRequest.opened_at).desc(), col(ServiceRequest.request_number))
    )
    return tuple(_view(*row) for row in rows)


def steps_of(session: Session, *, scope: AccountScope, request_id: UUID) -> Sequence[StepView]:
    """Return the timeline of a request, oldest first; nothing if it is about no account of the scope."""
    rows = session.execute(
        select_columns(RequestStep, col(Member.full_name))
        .join(ServiceRequest, col(ServiceRequest.id) == col(RequestStep.request_id))
        .join(Member, col(Member.id) == col(RequestStep.by_member_id), isouter=True)
        .where(col(RequestStep.request_id) == request_id, col(ServiceRequest.account_id).in_(scope.account_ids))
        .order_by(col(RequestStep.id))
    )
    return tuple(StepView(step.kind, name or "", step.words, step.happened_at) for step, name in rows)


def timelines_in(session: Session, *, scope: AccountScope) -> Sequence[tuple[str, StepView]]:
    """Return every step of every request on a scope's accounts with the request's number, oldest first."""
    rows = session.execute(
        select_columns(col(ServiceRequest.request_number), RequestStep, col(Member.full_name))
        .join(ServiceRequest, col(ServiceRequest.id) == col(RequestStep.request_id))
        .join(Member, col(Member.id) == col(RequestStep.by_member_id), isouter=True)
        .where(col(ServiceRequest.account_id).in_(scope.account_ids))
        .order_by(col(RequestStep.id))
    )
    return tuple((number, StepView(step.kind, name or "", step.words, step.happened_at)) for number, step, name in rows)


def opened_since(session: Session, *, member_id: UUID, since: datetime) -> Sequence[datetime]:
    """Return when a member opened requests after an instant."""
    # no scope: it counts what the member did, on whichever account
    return tuple(
        session.exec(
            select(ServiceRequest.opened_at).where(
                col(ServiceRequest.member_id) == member_id, col(ServiceRequest.opened_at) > since
            )
        )
    )


def _requests(scope: AccountScope) -> Select:
    return (
        select_columns(ServiceRequest, col(Member.full_name), col(Statement.bill_number))
        .join(Member, col(Member.id) == col(ServiceRequest.member_id))
        .join(Statement, col(Statement.id) == col(ServiceRequest.statement_id), isouter=True)
        .where(col(ServiceRequest.account_id).in_(scope.account_ids))
    )


def _view(row: ServiceRequest, member_name: str, bill_number: str | None) -> RequestView:
    return RequestView(
        request_id=row.id,
        request_number=row.request_number,
        account_id=row.account_id,
        member_id=row.member_id,
        member_name=member_name,
        kind=row.kind,
        state=row.state,
        opened_at=row.opened_at,
        bill_number=bill_number or "",
    )
