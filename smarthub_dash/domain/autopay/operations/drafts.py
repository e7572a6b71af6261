"""Writes of drafts: planned, told of, taken up, settled. Each change of state is a lock by its own condition."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, update

from smarthub_dash.domain.autopay.records import AutoPayEnrollment, Draft
from smarthub_dash.domain.autopay.rules import DraftState
from smarthub_dash.kit.money import Cents


def plan_draft(
    session: Session,
    *,
    enrollment_id: UUID,
    statement_id: UUID,
    draft_on: date,
    cents: Cents,
    told_at: datetime | None,
    state: DraftState = DraftState.PLANNED,
) -> bool:
    """Plan the draft of a bill; return False if it was planned before."""
    # no scope: the daily job plans for every account; who signs up has shown a scope already
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    planned = insert(Draft).values(
        id=uuid4(),
        enrollment_id=enrollment_id,
        statement_id=statement_id,
        draft_on=draft_on,
        cents=cents,
        told_at=told_at,
        state=state,
        retries=0,
        failure="",
    )
    once = planned.on_conflict_do_nothing(index_elements=["enrollment_id", "statement_id"]).returning(col(Draft.id))
    return session.execute(once).first() is not None


def note_told(session: Session, *, draft_id: UUID, draft_on: date, cents: Cents, now: datetime) -> bool:
    """Note that a draft's day and amount were told; return False if they were, or it is not planned any more."""
    # no scope: as plan_draft
    untold = (col(Draft.id) == draft_id, col(Draft.state) == DraftState.PLANNED, col(Draft.told_at).is_(None))
    told = update(Draft).where(*untold).values(told_at=now, draft_on=draft_on, cents=cents)
    return session.exec(told).rowcount == 1


def take_up(session: Session, *, draft_id: UUID, cents: Cents, now: datetime) -> bool:
    """Begin to make a draft; return False if somebody else did, or it was skipped. What was begun is made, once."""
    # no scope: as plan_draft
    planned = (col(Draft.id) == draft_id, col(Draft.state) == DraftState.PLANNED)
    begun = update(Draft).where(*planned).values(state=DraftState.DRAWN, cents=cents, settled_at=now)
    return session.exec(begun).rowcount == 1


def note_event(session: Session, *, draft_id: UUID, event_id: UUID) -> bool:
    """Note by which act of paying a draft was made; return False if that is known."""
    # no scope: as plan_draft
    begun = (col(Draft.id) == draft_id, col(Draft.state) == DraftState.DRAWN, col(Draft.event_id).is_(None))
    return session.exec(update(Draft).where(*begun).values(event_id=event_id)).rowcount == 1


def fail_draft(
    session: Session, *, draft_id: UUID, states: Collection[DraftState], failure: str, now: datetime
) -> bool:
    """Note that nothing was drawn, or that it came back; return False if that is known."""
    # no scope: as plan_draft
    failing = (col(Draft.id) == draft_id, col(Draft.state).in_(states))
    failed = {"state": DraftState.FAILED, "failure": failure[:200], "settled_at": now}
    return session.exec(update(Draft).where(*failing).values(failed)).rowcount == 1


def try_again(session: Session, *, draft_id: UUID, retries: int, cents: Cents, now: datetime) -> bool:
    """Begin to make a draft once more that failed; return False if somebody else did."""
    # no scope: as plan_draft
    failed = (
        col(Draft.id) == draft_id,
        col(Draft.state).in_((DraftState.FAILED, DraftState.ABOVE_CEILING)),
        col(Draft.retries) == retries,
    )
    again = {"state": DraftState.DRAWN, "retries": retries + 1, "cents": cents, "event_id": None, "failure": ""}
    return session.exec(update(Draft).where(*failed).values(again | {"settled_at": now})).rowcount == 1


def move_draft(
    session: Session,
    *,
    draft_id: UUID,
    states: Collection[DraftState],
    to: DraftState,
    settled_at: datetime | None,
) -> bool:
    """Bring a draft from one of some states to another; return False if it is in none of them."""
    # no scope: as plan_draft
    there = (col(Draft.id) == draft_id, col(Draft.state).in_(states))
    return session.exec(update(Draft).where(*there).values(state=to, settled_at=settled_at)).rowcount == 1


def rest_enrollment(session: Session, *, enrollment_id: UUID, because: str, now: datetime) -> bool:
    """Let Auto Pay of an account rest until another payment account is chosen; return False if it does already."""
    # no scope: as plan_draft
    active = (
        col(AutoPayEnrollment.id) == enrollment_id,
        col(AutoPayEnrollment.ended_at).is_(None),
        col(AutoPayEnrollment.suspended_at).is_(None),
    )
    rested = update(AutoPayEnrollment).where(*active).values(suspended_at=now, suspended_because=because[:120])
    return session.exec(rested).rowcount == 1
