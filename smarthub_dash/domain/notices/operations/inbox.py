"""Writes of the inbox."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, update

from smarthub_dash.domain.notices.records import Notice


def mark_read(session: Session, *, member_id: UUID, notice_id: UUID | None, now: datetime) -> int:
    """Mark one notice of a member as read, or all of them; return how many were not before."""
    # no scope: an inbox is its member's own
    unread = [col(Notice.member_id) == member_id, col(Notice.is_shown), col(Notice.read_at).is_(None)]
    if notice_id is not None:
        unread.append(col(Notice.id) == notice_id)
    return session.exec(update(Notice).where(*unread).values(read_at=now)).rowcount


def mark_unread(session: Session, *, member_id: UUID, notice_id: UUID) -> bool:
    """Mark a notice as not read again; return False if it was so, or is not the member's."""
    # no scope: as mark_read
    is_this = (col(Notice.id) == notice_id, col(Notice.member_id) == member_id, col(Notice.read_at).is_not(None))
    return session.exec(update(Notice).where(*is_this).values(read_at=None)).rowcount == 1
