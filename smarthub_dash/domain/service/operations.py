"""Writes of service requests. A timeline is appended to, never changed."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select, update

from smarthub_dash.domain.accounts.rules import AccountScope, Power
from smarthub_dash.domain.service.records import RequestStep, ServiceRequest
from smarthub_dash.domain.service.rules import (
    OPEN_STATES,
    RequestKind,
    RequestOver,
    RequestState,
    StepKind,
    request_id_of,
    request_number_of,
)


def open_question(
    session: Session, *, scope: AccountScope, account_id: UUID, statement_id: UUID, words: str, on: date, now: datetime
) -> tuple[str, bool]:
    """
    Open a request that asks about a bill; return its number, and False if the same was asked today already.

    :raises NotYours: if the account is not the member's
    :raises NotAllowed: if the member may not report anything about it
    """
    owned = scope.only(account_id).with_power(Power.REPORT)
    request_id = request_id_of(member_id=owned.member_id, statement_id=statement_id, words=words, on=on)
    number = request_number_of(request_id, on=on)
    # The primary key is the lock: of two presses, one opens a request and the other finds it.
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    opened = session.execute(
        insert(ServiceRequest)
        .values(
            id=request_id,
            request_number=number,
            account_id=account_id,
            member_id=owned.member_id,
            kind=RequestKind.BILLING,
            state=RequestState.RECEIVED,
            statement_id=statement_id,
            opened_at=now,
        )
        .on_conflict_do_nothing(index_elements=["id"])
        .returning(col(ServiceRequest.id))
    ).first()
    if opened is None:
        return number, False
    step = RequestStep(
        request_id=request_id, kind=StepKind.RECEIVED, by_member_id=owned.member_id, words=words, happened_at=now
    )
    session.add(step)
    session.flush()
    return number, True


def add_words(session: Session, *, scope: AccountScope, request_id: UUID, words: str, now: datetime) -> UUID:
    """
    Add what a member has to say to an open request; return its account.

    :raises NotYours: if the request is about no account of the scope
    :raises NotAllowed: if the member may not report anything about it
    :raises RequestOver: if it is done or closed
    """
    row = session.exec(
        select(ServiceRequest)
        .where(col(ServiceRequest.id) == request_id, col(ServiceRequest.account_id).in_(scope.account_ids))
        .with_for_update()
    ).one_or_none()
    if row is None:
        scope.refuse()
    owned = scope.only(row.account_id).with_power(Power.REPORT)
    if row.state not in OPEN_STATES:
        raise RequestOver("This request is done. Ask again, and we look at it anew.")
    newest = session.exec(
        select(RequestStep).where(col(RequestStep.request_id) == request_id).order_by(col(RequestStep.id).desc())
    ).first()
    if newest is None or (newest.by_member_id, newest.words) != (owned.member_id, words):  # pressed twice, said once
        session.add(
            RequestStep(
                request_id=request_id, kind=StepKind.NOTE, by_member_id=owned.member_id, words=words, happened_at=now
            )
        )
        session.flush()
    return row.account_id


def move_request(
    session: Session, *, request_number: str, state: RequestState, words: str, now: datetime
) -> UUID | None:
    """Move a request on with a word to the member; return its account, or None if it is there already."""
    # no scope: staff answer the requests of every account
    closed_at = None if state in OPEN_STATES else now
    # The WHERE is the lock: of two who press the same button, one moves it.
    moved = session.execute(
        update(ServiceRequest)
        .where(col(ServiceRequest.request_number) == request_number, col(ServiceRequest.state) != state)
        .values(state=state, closed_at=closed_at)
        .returning(col(ServiceRequest.id), col(ServiceRequest.account_id))
    ).first()
    if moved is None:
        return None
    session.add(RequestStep(request_id=moved[0], kind=StepKind.STATE, words=words, happened_at=now))
    session.flush()
    return moved[1]
