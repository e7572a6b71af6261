"""Writes of notices."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import Session, and_, col, or_, select, update

from smarthub_dash.domain.notices.records import Delivery, Notice
from smarthub_dash.domain.notices.rules import Address, DeliveryState
from smarthub_dash.kit.leases import enqueue, reopen

MOST_AT_ONCE = 5_000
"""How many notices go in one transaction; the next night takes the rest."""
DELIVER = "deliver notice"
"""The kind of job that sends one delivery; its body is the delivery's id."""


def post_notice(
    session: Session,
    *,
    key: str,
    template: str,
    facts: Mapping[str, str],
    to: Sequence[Address],
    member_id: UUID | None,
    now: datetime,
    sealed_link: str = "",
) -> None:
    """
    Put a notice into the outbox, in the caller's transaction; one with the same key is there only once.

    The template is one of `documents/mail`. A link that opens something is sealed by `kit.sealing`, never a fact.
    """
    # no scope: a notice goes to a member's own addresses, or to one that has no sign-in yet
    if session.exec(select(Notice.id).where(col(Notice.key) == key)).first() is not None:
        return
    notice = Notice(
        key=key,
        member_id=member_id,
        template=template,
        facts=json.dumps(dict(facts)),
        sealed_link=sealed_link,
        created_at=now,
    )
    session.add(notice)
    session.flush()
    for each in to:
        delivery = Delivery(notice_id=notice.id, channel=each.channel, address=each.address, created_at=now)
        session.add(delivery)
        session.flush()
        _enqueue(session, delivery_id=delivery.id, now=now)


def count_try(session: Session, *, delivery_id: UUID, tries: int, message_id: str) -> bool:
    """Note that a delivery is about to be tried once more; return False if someone else tried it since it was read."""
    # no scope: as post_notice
    # The job's lease keeps workers apart; `WHERE tries = …` stops the one that overslept its own after it had read.
    counted = session.exec(
        update(Delivery)
        .where(
            col(Delivery.id) == delivery_id,
            col(Delivery.state) == DeliveryState.WAITING,
            col(Delivery.tries) == tries,
        )
        .values(tries=tries + 1, message_id=message_id)
    )
    return counted.rowcount == 1


def settle_delivery(session: Session, *, delivery_id: UUID, state: DeliveryState, failure: str, now: datetime) -> bool:
    """
    Note what became of a delivery; return False if that was known before.

    With the last delivery of a notice goes what it opens: nobody needs it any more.
    """
    # no scope: as post_notice
    # The notice is locked first: two deliveries settled at once would each take the other for waiting.
    of_delivery = select(Delivery.notice_id).where(col(Delivery.id) == delivery_id).scalar_subquery()
    notice_id = session.exec(select(Notice.id).where(col(Notice.id) == of_delivery).with_for_update()).one()
    settled = session.exec(
        update(Delivery)
        .where(col(Delivery.id) == delivery_id, col(Delivery.state) == DeliveryState.WAITING)
        .values(state=state, failure=failure[:255], settled_at=now)
    )
    waiting = select(Delivery.id).where(
        col(Delivery.notice_id) == notice_id, col(Delivery.state) == DeliveryState.WAITING
    )
    session.exec(update(Notice).where(col(Notice.id) == notice_id, ~waiting.exists()).values(sealed_link=""))
    return settled.rowcount == 1


def forget_notices(session: Session, *, before: datetime, short_before: datetime, short: Collection[str]) -> int:
    """Delete what was told before an instant; what a letter opened or brought, sooner. Say how many were deleted."""
    # no scope: as post_notice
    is_old = or_(
        col(Notice.created_at) < before, and_(col(Notice.created_at) < short_before, col(Notice.template).in_(short))
    )
    # What waits is given up within days (`deliver_late`); until then it stays.
    waits = select(Delivery.id).where(
        col(Delivery.notice_id) == col(Notice.id), col(Delivery.state) == DeliveryState.WAITING
    )
    gone = session.exec(select(Notice.id).where(is_old, ~waits.exists()).limit(MOST_AT_ONCE)).all()
    session.exec(delete(Delivery).where(col(Delivery.notice_id).in_(gone)))
    return session.exec(delete(Notice).where(col(Notice.id).in_(gone))).rowcount


def deliver_again(session: Session, *, delivery_id: UUID, now: datetime) -> None:
    """Let a delivery that waits be tried again, if its job was done or buried."""
    # no scope: as post_notice
    # The same job and not another one: as long as a worker holds it, nobody else sends the same letter.
    if not _enqueue(session, delivery_id=delivery_id, now=now):
        reopen(session, key=_job_key(delivery_id), now=now)


def _enqueue(session: Session, *, delivery_id: UUID, now: datetime) -> bool:
    body = json.dumps(str(delivery_id))
    return enqueue(session, key=_job_key(delivery_id), kind=DELIVER, body=body, run_at=now)


def _job_key(delivery_id: UUID) -> str:
    return f"deliver:{delivery_id}"
