"""Append to the journal: say whose pages are stale, never what changed."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from smarthub_dash.journal.records import JournalEvent
from smarthub_dash.kit.prepared import put_rows

CHANNEL = "journal"


def announce(session: Session, *, topic: str, account_ids: Iterable[UUID], now: datetime) -> None:
    """
    Append that accounts changed; open pages that show them follow when the transaction commits.

    Call it last in the transaction: readers follow the journal by id, and an id that commits late is looked for
    only for a while (see `tail`).
    """
    # Sorted, so that two writers meet the same rows in the same order.
    _append(session, [_event(topic, now, account_id=each) for each in sorted(set(account_ids))])


def announce_member(session: Session, *, topic: str, member_id: UUID, now: datetime) -> None:
    """Append that something of a member changed which is not an account: grants, preferences."""
    _append(session, [_event(topic, now, member_id=member_id)])


def announce_session(session: Session, *, topic: str, session_hash: str, now: datetime) -> None:
    """Append that a sign-in session ended, so that every tab it holds falls."""
    _append(session, [_event(topic, now, session_hash=session_hash)])


def _event(
    topic: str,
    now: datetime,
    *,
    account_id: UUID | None = None,
    member_id: UUID | None = None,
    session_hash: str | None = None,
) -> dict[str, object]:
    return {
        "topic": topic,
        "happened_at": now,
        "account_id": account_id,
        "member_id": member_id,
        "session_hash": session_hash,
    }


def _append(session: Session, events: list[dict[str, object]]) -> None:
    if not events:
        return
    put_rows(session, JournalEvent, events)
    if session.get_bind().dialect.name == "postgresql":
        # Delivered by the server at commit, and folded into one if announced more than once.
        session.execute(text(f"NOTIFY {CHANNEL}"))
