"""Reads of notices on their way."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, and_, col, func, or_, select

from smarthub_dash.domain.members.records import Member
from smarthub_dash.domain.members.rules import Language
from smarthub_dash.domain.notices.records import Delivery, Notice
from smarthub_dash.domain.notices.rules import OPEN_STATES, Category, Channel, DeliveryState


@dataclass(frozen=True, slots=True)
class WaitingDelivery:
    """What is to be sent, to whom, and how often that was tried."""

    delivery_id: UUID
    state: DeliveryState
    """Waiting, or being handed over by a worker that may be gone."""
    channel: Channel
    address: str
    template: str
    facts: Mapping[str, str]
    sealed_link: str
    language: Language
    tries: int
    member_id: UUID | None
    contact_id: UUID | None
    category: Category | None
    path: str


@dataclass(frozen=True, slots=True)
class Stuck:
    """A letter that did not arrive, or not yet."""

    address: str
    template: str
    facts: Mapping[str, str]
    state: DeliveryState
    created_at: datetime
    tries: int
    failure: str


def waiting_delivery(session: Session, *, delivery_id: UUID) -> WaitingDelivery | None:
    """Return a delivery that still waits or is being handed over, or None if it was sent or given up."""
    # no scope: a notice goes to the addresses it was posted for, not to an account
    found = session.exec(
        select(Delivery, Notice, Member.language)
        .join(Notice, col(Notice.id) == col(Delivery.notice_id))
        .join(Member, col(Member.id) == col(Notice.member_id), isouter=True)
        .where(col(Delivery.id) == delivery_id, col(Delivery.state).in_(OPEN_STATES))
    ).first()
    if found is None:
        return None
    delivery, notice, language = found
    return WaitingDelivery(
        delivery_id=delivery.id,
        state=delivery.state,
        channel=delivery.channel,
        address=delivery.address,
        template=notice.template,
        facts=json.loads(notice.facts),
        sealed_link=notice.sealed_link,
        language=Language(language) if language else Language.ENGLISH,
        tries=delivery.tries,
        member_id=notice.member_id,
        contact_id=delivery.contact_id,
        category=notice.category,
        path=notice.path,
    )


def member_told(session: Session, *, delivery_id: UUID) -> UUID | None:
    """Return whom a delivery is for, if they have a sign-in."""
    # no scope: as waiting_delivery
    of_delivery = select(Delivery.notice_id).where(col(Delivery.id) == delivery_id).scalar_subquery()
    return session.exec(select(Notice.member_id).where(col(Notice.id) == of_delivery)).first()


def waiting_since(session: Session, *, before: datetime) -> Sequence[UUID]:
    """Return the deliveries that could have gone out already at an instant, oldest first."""
    # no scope: whoever mends the mail's way mends it for everyone
    waiting = select(Delivery.id).where(
        col(Delivery.state).in_(OPEN_STATES),
        func.coalesce(col(Delivery.not_before), col(Delivery.created_at)) <= before,
    )
    return session.exec(waiting.order_by(col(Delivery.created_at))).all()


def undelivered_to(session: Session, *, member_id: UUID, since: datetime) -> Stuck | None:
    """Return the newest letter to a member that was given up, unless a later one to that address arrived."""
    # no scope: it is about the member's own addresses
    found = session.execute(
        select(Delivery, Notice)
        .join(Notice, col(Notice.id) == col(Delivery.notice_id))
        .where(
            col(Notice.member_id) == member_id,
            col(Delivery.channel) == Channel.EMAIL,
            col(Delivery.settled_at).is_not(None),
            col(Delivery.settled_at) > since,
        )
        .order_by(col(Delivery.settled_at).desc(), col(Delivery.id))
    )
    newest: dict[str, Stuck | None] = {}
    for delivery, notice in found:
        is_failed = delivery.state is DeliveryState.FAILED
        newest.setdefault(delivery.address, _stuck(delivery, notice) if is_failed else None)
    return next((each for each in newest.values() if each is not None), None)


def stuck_letters(session: Session, *, since: datetime, late: datetime, most: int) -> Sequence[Stuck]:
    """Return the letters of everyone that were given up, or still wait since before `late`, the newest first."""
    # no scope: staff see which letters did not arrive, not what an account owes
    is_late = and_(
        col(Delivery.state).in_(OPEN_STATES),
        func.coalesce(col(Delivery.not_before), col(Delivery.created_at)) <= late,
    )
    found = session.execute(
        select(Delivery, Notice)
        .join(Notice, col(Notice.id) == col(Delivery.notice_id))
        .where(col(Delivery.created_at) > since, or_(col(Delivery.state) == DeliveryState.FAILED, is_late))
        .order_by(col(Delivery.created_at).desc(), col(Delivery.id))
        .limit(most)
    )
    return tuple(_stuck(delivery, notice) for delivery, notice in found)


def _stuck(delivery: Delivery, notice: Notice) -> Stuck:
    return Stuck(
        address=delivery.address,
        template=notice.template,
        facts=json.loads(notice.facts),
        state=delivery.state,
        created_at=delivery.created_at,
        tries=delivery.tries,
        failure=delivery.failure,
    )


def notices_of(session: Session, *, member_id: UUID) -> Sequence[tuple[Notice, Delivery]]:
    """Return what a member was told and by which way, oldest first."""
    # no scope: it is about the member, who may see all of it
    found = session.execute(
        select(Notice, Delivery)
        .join(Delivery, col(Delivery.notice_id) == col(Notice.id))
        .where(col(Notice.member_id) == member_id)
        .order_by(col(Notice.created_at), col(Delivery.id))
    )
    return tuple((notice, delivery) for notice, delivery in found)


def posted_among(session: Session, *, keys: Collection[str]) -> Collection[str]:
    """Return those of some keys under which a notice was posted."""
    # no scope: keys say what was told, not to whom
    return frozenset(session.exec(select(Notice.key).where(col(Notice.key).in_(keys))))
