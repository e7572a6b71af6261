"""Writes of payments that are put down for a later day. A conditional UPDATE decides between member and job."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col, select

from smarthub_dash.domain.payments.records import ScheduledAllotment, ScheduledPayment
from smarthub_dash.domain.payments.rules import ScheduledState
from smarthub_dash.kit.money import Cents


def put_down(
    session: Session,
    *,
    key: str,
    member_id: UUID,
    method_id: UUID,
    pay_on: date,
    fee_cents: Cents,
    allotments: Mapping[UUID, Cents],
    now: datetime,
) -> UUID | None:
    """Put a payment down for a later day; return None if this key did so before."""
    # no scope: the journey asked it, and holds the accounts
    if session.exec(select(ScheduledPayment.id).where(col(ScheduledPayment.key) == key)).first() is not None:
        return None
    row = ScheduledPayment(
        key=key, member_id=member_id, method_id=method_id, fee_cents=fee_cents, pay_on=pay_on, made_at=now
    )
    session.add(row)
    session.flush()
    session.add_all(
        ScheduledAllotment(scheduled_id=row.id, account_id=account_id, cents=cents)
        for account_id, cents in allotments.items()
    )
    session.flush()
    return row.id


def change_waiting(session: Session, *, scheduled_id: UUID, pay_on: date, method_id: UUID) -> bool:
    """Pay on another day or with something else; return False if it waits no more."""
    # no scope: who put it down changes it
    return _change(session, scheduled_id, {"pay_on": pay_on, "method_id": method_id})


def cancel_waiting(session: Session, *, scheduled_id: UUID, why: str, now: datetime) -> bool:
    """Let a payment not be made; return False if it waits no more."""
    # no scope: as above
    return _change(session, scheduled_id, {"state": ScheduledState.CANCELLED, "failure": why[:200], "ended_at": now})


def begin_waiting(session: Session, *, scheduled_id: UUID, now: datetime) -> bool:
    """Say that a payment is being made; from here on it cannot be cancelled. Return False if it waits no more."""
    # no scope: the job makes it
    return _change(session, scheduled_id, {"state": ScheduledState.MADE, "ended_at": now})


def note_made(session: Session, *, scheduled_id: UUID, event_id: UUID) -> None:
    """Note which payment it became."""
    # no scope: as above
    session.exec(update(ScheduledPayment).where(col(ScheduledPayment.id) == scheduled_id).values(event_id=event_id))


def fail_begun(session: Session, *, scheduled_id: UUID, why: str) -> bool:
    """Note that a payment could not be made; return False if that was known, or it was made after all."""
    # no scope: as above
    failed = session.exec(
        update(ScheduledPayment)
        .where(
            col(ScheduledPayment.id) == scheduled_id,
            col(ScheduledPayment.state) == ScheduledState.MADE,
            col(ScheduledPayment.event_id).is_(None),
        )
        .values(state=ScheduledState.FAILED, failure=why[:200])
    )
    return failed.rowcount == 1


def _change(session: Session, scheduled_id: UUID, values: Mapping[str, object]) -> bool:
    # no scope: the callers say who may
    changed = session.exec(
        update(ScheduledPayment)
        .where(col(ScheduledPayment.id) == scheduled_id, col(ScheduledPayment.state) == ScheduledState.WAITING)
        .values(dict(values))
    )
    return changed.rowcount == 1
