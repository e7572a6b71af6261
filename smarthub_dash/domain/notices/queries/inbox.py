"""Reads of the inbox."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ScalarSelect
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, func, select

from smarthub_dash.domain.notices.records import Delivery, Notice
from smarthub_dash.domain.notices.rules import Category, Channel, DeliveryState


@dataclass(frozen=True, slots=True)
class Way:
    """What became of a notice on its way to one contact."""

    channel: Channel
    address: str
    state: DeliveryState
    not_before: datetime | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One notice in an inbox."""

    notice_id: UUID
    template: str
    facts: Mapping[str, str]
    category: Category
    path: str
    created_at: datetime
    read_at: datetime | None
    ways: tuple[Way, ...]


def unread_of(member_id: Mapped[UUID]) -> ScalarSelect[int]:
    """Return how many notices a member has not read, as a part of another statement."""
    # no scope: an inbox is its member's own
    unread = (
        select(func.count())
        .select_from(Notice)
        .where(col(Notice.member_id) == member_id, col(Notice.is_shown), col(Notice.read_at).is_(None))
    )
    return unread.scalar_subquery()


def inbox_of(
    session: Session,
    *,
    member_id: UUID,
    categories: Collection[Category],
    is_unread_only: bool,
    before: datetime | None,
    most: int,
) -> Sequence[Entry]:
    """Return a member's notices of some categories, the newest first; of all categories if none is named."""
    # no scope: as unread_of
    wanted = [col(Notice.member_id) == member_id, col(Notice.is_shown)]
    if categories:
        wanted.append(col(Notice.category).in_(categories))
    if is_unread_only:
        wanted.append(col(Notice.read_at).is_(None))
    if before is not None:
        wanted.append(col(Notice.created_at) < before)
    newest = col(Notice.created_at).desc()
    notices = session.exec(select(Notice).where(*wanted).order_by(newest, col(Notice.id)).limit(most)).all()
    ways: defaultdict[UUID, list[Way]] = defaultdict(list)
    of_these = col(Delivery.notice_id).in_([each.id for each in notices])
    for each in session.exec(select(Delivery).where(of_these).order_by(col(Delivery.created_at), col(Delivery.id))):
        ways[each.notice_id].append(Way(each.channel, each.address, each.state, each.not_before))
    return tuple(_entry(each, ways[each.id]) for each in notices if each.category is not None)


def _entry(notice: Notice, ways: Sequence[Way]) -> Entry:
    return Entry(
        notice.id,
        notice.template,
        json.loads(notice.facts),
        notice.category or Category.SERVICE,
        notice.path,
        notice.created_at,
        notice.read_at,
        tuple(ways),
    )
