"""Reads of notices on their way."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from smarthub_dash.domain.members.records import Member
from smarthub_dash.domain.members.rules import Language
from smarthub_dash.domain.notices.records import Delivery, Notice
from smarthub_dash.domain.notices.rules import Channel, DeliveryState


@dataclass(frozen=True, slots=True)
class WaitingDelivery:
    """What is to be sent, to whom, and how often that was tried."""

    delivery_id: UUID
    channel: Channel
    address: str
    template: str
    facts: Mapping[str, str]
    sealed_link: str
    language: Language
    tries: int


def waiting_delivery(session: Session, *, delivery_id: UUID) -> WaitingDelivery | None:
    """Return a delivery that still waits, or None if it was sent or given up."""
    # no scope: a notice goes to the addresses it was posted for, not to an account
    found = session.exec(
        select(Delivery, Notice, Member.language)
        .join(Notice, col(Notice.id) == col(Delivery.notice_id))
        .join(Member, col(Member.id) == col(Notice.member_id), isouter=True)
        .where(col(Delivery.id) == delivery_id, col(Delivery.state) == DeliveryState.WAITING)
    ).first()
    if found is None:
        return None
    delivery, notice, language = found
    return WaitingDelivery(
        delivery_id=delivery.id,
        channel=delivery.channel,
        address=delivery.address,
        template=notice.template,
        facts=json.loads(notice.facts),
        sealed_link=notice.sealed_link,
        language=Language(language) if language else Language.ENGLISH,
        tries=delivery.tries,
    )


def waiting_since(session: Session, *, before: datetime) -> Sequence[UUID]:
    """Return the deliveries that waited already at an instant, oldest first."""
    # no scope: whoever mends the mail's way mends it for everyone
    waiting = select(Delivery.id).where(
        col(Delivery.state) == DeliveryState.WAITING, col(Delivery.created_at) <= before
    )
    return session.exec(waiting.order_by(col(Delivery.created_at))).all()


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
