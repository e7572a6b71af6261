"""Writes of notices."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import Session, and_, col, or_, select, update

from smarthub_dash.domain.notices.queries.choices import reach_of
from smarthub_dash.domain.notices.records import Delivery, Notice
from smarthub_dash.domain.notices.rules import OPEN_STATES, Address, DeliveryState
from smarthub_dash.domain.notices.rules.choices import ways_of
from smarthub_dash.domain.notices.rules.events import EVENTS, Event
from smarthub_dash.journal.news import announce_member
from smarthub_dash.kit.leases import enqueue, reopen

MOST_AT_ONCE = 5_000
"""How many notices go in one transaction; the next night takes the rest."""
TOPIC = "notices"
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
    account_ids: Collection[UUID] = (),
    path: str = "",
) -> bool:
    """
    Put a notice into the outbox, in the caller's transaction; return False if one with the same key is there.

    The template is one of `documents/mail`. What is in the catalogue (`rules.events`) goes to the member's inbox and
    to the contacts that they chose; anything else to the addresses that are named. A link that opens something is
    sealed by `kit.sealing`, never a fact; `path` is the page of ours that shows what it is about, if not the event's.
    """
    # no scope: a notice goes to a member's own addresses, or to one that has no sign-in yet
    if session.exec(select(Notice.id).where(col(Notice.key) == key)).first() is not None:
        return False
    event = EVENTS.get(template) if member_id is not None else None
    notice = Notice(
        key=key,
        member_id=member_id,
        template=template,
        facts=json.dumps(dict(facts)),
        sealed_link=sealed_link,
        created_at=now,
        category=event.category if event else None,
        path=path or (event.path if event else ""),
        is_shown=event is not None,
    )
    session.add(notice)
    session.flush()
    ways = tuple(to)
    if event is not None and member_id is not None:
        ways = _chosen_ways(session, event, to, member_id=member_id, account_ids=account_ids, now=now)
        announce_member(session, topic=TOPIC, member_id=member_id, now=now)
    for each in ways:
        _put_down(session, notice_id=notice.id, way=each, now=now)
    return True


def begin_delivery(session: Session, *, delivery_id: UUID, tries: int, message_id: str) -> bool:
    """Note that a delivery is being handed over; return False if someone else began it since it was read."""
    # no scope: as post_notice
    # The job's lease keeps workers apart; `WHERE tries = …` stops the one that overslept its own after it had read.
    counted = session.exec(
        update(Delivery)
        .where(
            col(Delivery.id) == delivery_id,
            col(Delivery.state) == DeliveryState.WAITING,
            col(Delivery.tries) == tries,
        )
        .values(state=DeliveryState.SENDING, tries=tries + 1, message_id=message_id)
    )
    return counted.rowcount == 1


def let_wait(session: Session, *, delivery_id: UUID) -> None:
    """Let a delivery wait for its next try: nothing was handed over."""
    # no scope: as post_notice
    session.exec(
        update(Delivery)
        .where(col(Delivery.id) == delivery_id, col(Delivery.state) == DeliveryState.SENDING)
        .values(state=DeliveryState.WAITING)
    )


def settle_delivery(
    session: Session, *, delivery_id: UUID, state: DeliveryState, failure: str, now: datetime, message_id: str = ""
) -> bool:
    """
    Note what became of a delivery; return False if that was known before.

    With the last delivery of a notice goes what it opens: nobody needs it any more.
    """
    # no scope: as post_notice
    # The notice is locked first: two deliveries settled at once would each take the other for waiting.
    of_delivery = select(Delivery.notice_id).where(col(Delivery.id) == delivery_id).scalar_subquery()
    notice_id = session.exec(select(Notice.id).where(col(Notice.id) == of_delivery).with_for_update()).one()
    named = {"message_id": message_id} if message_id else {}
    # One that was given up as unsure may be known after all: whoever slept through its lease comes back with the word.
    settled = session.exec(
        update(Delivery)
        .where(
            col(Delivery.id) == delivery_id,
            col(Delivery.state).in_((*OPEN_STATES, DeliveryState.UNSURE)),
            col(Delivery.state) != state,
        )
        .values(state=state, failure=failure[:255], settled_at=now, **named)
    )
    waiting = select(Delivery.id).where(col(Delivery.notice_id) == notice_id, col(Delivery.state).in_(OPEN_STATES))
    session.exec(update(Notice).where(col(Notice.id) == notice_id, ~waiting.exists()).values(sealed_link=""))
    return settled.rowcount == 1


def settle_held(session: Session, *, delivery_ids: Collection[UUID], now: datetime) -> None:
    """Note that deliveries went with a digest."""
    # no scope: as post_notice
    held = (col(Delivery.id).in_(delivery_ids), col(Delivery.state) == DeliveryState.HELD)
    session.exec(update(Delivery).where(*held).values(state=DeliveryState.SENT, settled_at=now))


def forget_notices(session: Session, *, before: datetime, short_before: datetime, short: Collection[str]) -> int:
    """Delete what was told before an instant; what a letter opened or brought, sooner. Say how many were deleted."""
    # no scope: as post_notice
    is_old = or_(
        col(Notice.created_at) < before, and_(col(Notice.created_at) < short_before, col(Notice.template).in_(short))
    )
    # What waits is given up within days (`deliver_late`); until then it stays.
    waits = select(Delivery.id).where(
        col(Delivery.notice_id) == col(Notice.id), col(Delivery.state).in_((*OPEN_STATES, DeliveryState.HELD))
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


def _chosen_ways(
    session: Session,
    event: Event,
    to: Sequence[Address],
    *,
    member_id: UUID,
    account_ids: Collection[UUID],
    now: datetime,
) -> Sequence[Address]:
    # no scope: as post_notice
    reach = reach_of(session, member_id=member_id)
    return ways_of(
        event,
        posted_to=to,
        contacts=reach.contacts,
        account_ids=account_ids,
        choices=reach.choices,
        timing=reach.timing,
        now=now,
    )


def _put_down(session: Session, *, notice_id: UUID, way: Address, now: datetime) -> None:
    delivery = Delivery(
        notice_id=notice_id,
        channel=way.channel,
        address=way.address,
        contact_id=way.contact_id,
        not_before=way.not_before,
        state=DeliveryState.HELD if way.is_held else DeliveryState.WAITING,
        created_at=now,
    )
    session.add(delivery)
    session.flush()
    if not way.is_held:
        _enqueue(session, delivery_id=delivery.id, now=way.not_before or now)


def _enqueue(session: Session, *, delivery_id: UUID, now: datetime) -> bool:
    body = json.dumps(str(delivery_id))
    return enqueue(session, key=_job_key(delivery_id), kind=DELIVER, body=body, run_at=now)


def _job_key(delivery_id: UUID) -> str:
    return f"deliver:{delivery_id}"
