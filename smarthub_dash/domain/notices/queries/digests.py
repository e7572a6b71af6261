"""Reads of what waits for a digest."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from smarthub_dash.domain.notices.records import Delivery, Notice
from smarthub_dash.domain.notices.rules import DeliveryState


@dataclass(frozen=True, slots=True)
class Held:
    """A delivery that waits for a digest."""

    delivery_id: UUID
    template: str
    facts: Mapping[str, str]
    posted_at: datetime


def members_with_held(session: Session) -> Sequence[UUID]:
    """Return the members for whom something waits for a digest."""
    # no scope: digests are of every member
    found = select(Notice.member_id).join(Delivery, col(Delivery.notice_id) == col(Notice.id))
    held = found.where(col(Delivery.state) == DeliveryState.HELD, col(Notice.member_id).is_not(None)).distinct()
    return [each for each in session.exec(held) if each is not None]


def held_for(session: Session, *, member_id: UUID) -> Mapping[tuple[UUID | None, str], Sequence[Held]]:
    """
    Return what waits for a member's digests, oldest first, and keep others from it until the commit.

    Shape: contact and address -> deliveries.
    """
    # no scope: as above
    rows = session.execute(
        select(Delivery, Notice)
        .join(Notice, col(Notice.id) == col(Delivery.notice_id))
        .where(col(Notice.member_id) == member_id, col(Delivery.state) == DeliveryState.HELD)
        .order_by(col(Delivery.created_at), col(Delivery.id))
        .with_for_update()
    )
    found: defaultdict[tuple[UUID | None, str], list[Held]] = defaultdict(list)
    for delivery, notice in rows:
        held = Held(delivery.id, notice.template, json.loads(notice.facts), delivery.created_at)
        found[delivery.contact_id, delivery.address].append(held)
    return found
