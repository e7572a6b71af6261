"""The inbox: what a member was told, what became of it on its way, and which of it they have read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from smarthub_dash.documents.letters import line_of
from smarthub_dash.domain.members.queries.contact import member_of_id
from smarthub_dash.domain.notices.operations.inbox import mark_read, mark_unread
from smarthub_dash.domain.notices.queries.inbox import Entry, inbox_of
from smarthub_dash.domain.notices.rules import Category
from smarthub_dash.journal.news import announce_member
from smarthub_dash.kit.database import Database

TOPIC = "notices"
PAGE = 50


@dataclass(frozen=True, slots=True)
class Told:
    """A notice in words."""

    entry: Entry
    words: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which notices are looked for: of one category or of all, unread ones only, older than an instant."""

    category: Category | None = None
    is_unread_only: bool = False
    before: datetime | None = None


def read_inbox(database: Database, *, member_id: UUID, wanted: Wanted) -> tuple[Sequence[Told], bool]:
    """Return a page of a member's notices, the newest first, and whether there are older ones."""
    with database.reading() as session:
        language = member_of_id(session, member_id=member_id).language
        found = inbox_of(
            session,
            member_id=member_id,
            categories=[wanted.category] if wanted.category else [],
            is_unread_only=wanted.is_unread_only,
            before=wanted.before,
            most=PAGE + 1,
        )
    told = [Told(each, line_of(each.template, facts=each.facts, language=language)) for each in found[:PAGE]]
    return told, len(found) > PAGE


def read_notice(database: Database, *, member_id: UUID, notice_id: UUID | None, now: datetime) -> int:
    """Mark one notice as read, or all; every open page follows. Return how many were not before."""
    with database.unit_of_work() as session:
        changed = mark_read(session, member_id=member_id, notice_id=notice_id, now=now)
        if changed:
            announce_member(session, topic=TOPIC, member_id=member_id, now=now)
    return changed


def unread_notice(database: Database, *, member_id: UUID, notice_id: UUID, now: datetime) -> None:
    """Mark a notice as not read."""
    with database.unit_of_work() as session:
        if mark_unread(session, member_id=member_id, notice_id=notice_id):
            announce_member(session, topic=TOPIC, member_id=member_id, now=now)
