"""Writes of what carriers tell: that something arrived or did not, and what was answered."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select, update

from smarthub_dash.domain.notices.operations.contacts import mark_failing
from smarthub_dash.domain.notices.records import Delivery, DeliveryMessage, Notice
from smarthub_dash.domain.notices.rules import Category, Channel, DeliveryState

HANDED_OVER = (DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.UNSURE)


def hear_once(session: Session, *, message_id: str, now: datetime) -> bool:
    """Note that a carrier's message was heard; return False if it was before."""
    # no scope: a carrier tells of anybody's messages
    if session.get(DeliveryMessage, message_id[:160]) is not None:
        return False
    session.add(DeliveryMessage(id=message_id[:160], heard_at=now))
    session.flush()
    return True


def note_arrived(session: Session, *, message_id: str) -> UUID | None:
    """Note that a message arrived; return whom it was for, or None if it was none of ours or settled otherwise."""
    # no scope: as hear_once
    return _note(session, message_id, state=DeliveryState.RECEIVED, failure="", among=HANDED_OVER)


def note_bounced(session: Session, *, message_id: str, reason: str, is_for_good: bool, now: datetime) -> UUID | None:
    """Note that a message did not arrive; an address at which none ever will is marked. Return whom it was for."""
    # no scope: as hear_once
    among = (*HANDED_OVER, DeliveryState.RECEIVED)
    member_id = _note(session, message_id, state=DeliveryState.FAILED, failure=reason, among=among)
    found = session.exec(select(Delivery).where(col(Delivery.message_id) == message_id)).first()
    if found is not None and is_for_good:
        mark_failing(session, channel=found.channel, address=found.address, reason=reason, now=now)
    return member_id


def newest_text_category(session: Session, *, number: str) -> Category | None:
    """Return what the newest text to a number was about: what its owner answers."""
    # no scope: as hear_once
    return session.exec(
        select(Notice.category)
        .join(Delivery, col(Delivery.notice_id) == col(Notice.id))
        .where(
            col(Delivery.channel) == Channel.TEXT,
            col(Delivery.address) == number,
            col(Delivery.settled_at).is_not(None),
            col(Notice.category).is_not(None),
        )
        .order_by(col(Delivery.settled_at).desc())
        .limit(1)
    ).first()


def _note(
    session: Session, message_id: str, *, state: DeliveryState, failure: str, among: tuple[DeliveryState, ...]
) -> UUID | None:
    if not message_id:
        return None
    of_it = (col(Delivery.message_id) == message_id, col(Delivery.state).in_(among))
    changed = session.exec(update(Delivery).where(*of_it).values(state=state, failure=failure[:255]))
    if changed.rowcount == 0:
        return None
    told = select(Notice.member_id).join(Delivery, col(Delivery.notice_id) == col(Notice.id))
    return session.exec(told.where(col(Delivery.message_id) == message_id)).first()
