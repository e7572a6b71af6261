"""
The activity log: who did what to an account or a sign-in, for the household to read.

Rows are never changed, and each holds the hash of the one before it: a row that was altered, taken out or put in
between breaks the chain from there on.
"""

import hashlib
import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session, col, func, or_, select

from smarthub_dash.journal.records import ActivityEntry

FIRST_HASH = "0" * 64
_CHAIN_LOCK = 7_315_402
"""The number of PostgreSQL's lock under which rows are chained; SQLite has one writer anyway."""


@dataclass(frozen=True, slots=True)
class BrokenChain:
    """The first row that does not fit the one before it."""

    entry_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class ChainProof:
    """
    How far the log was found whole.

    The chain cannot tell that its newest rows were cut off; a `newest_hash` that was kept elsewhere can.
    """

    entry_count: int
    newest_hash: str
    broken: BrokenChain | None
    has_kept_hash: bool
    """Whether a hash that was kept elsewhere is still in the chain; true if none was asked for."""


def note_activity(
    session: Session,
    *,
    act: str,
    words: str,
    actor_id: UUID | None,
    now: datetime,
    member_id: UUID | None = None,
    account_ids: Collection[UUID] = (),
) -> None:
    """
    Append what was done, once for each account it concerns, or once for the member.

    The words are shown as they are, and never hold a secret. Call it late in the transaction: others wait to append.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _CHAIN_LOCK})
    previous = session.exec(select(ActivityEntry.hash).order_by(col(ActivityEntry.id).desc()).limit(1)).first()
    for account_id in sorted(set(account_ids)) or [None]:
        entry = ActivityEntry(
            happened_at=now,
            actor_id=actor_id,
            member_id=member_id,
            account_id=account_id,
            act=act[:32],
            words=words[:300],
            previous_hash=previous or FIRST_HASH,
            hash="",
        )
        entry.hash = previous = hash_of_entry(entry)
        session.add(entry)
        session.flush()


def activity_of(
    session: Session, *, account_ids: Collection[UUID], member_id: UUID, most: int
) -> Sequence[ActivityEntry]:
    """Return the newest entries of these accounts and of this member, newest first."""
    found = session.exec(
        select(ActivityEntry)
        .where(or_(col(ActivityEntry.account_id).in_(account_ids), col(ActivityEntry.member_id) == member_id))
        .order_by(col(ActivityEntry.id).desc())
        .limit(most)
    )
    return tuple(found)


def activity_on(session: Session, *, account_ids: Collection[UUID], most: int) -> Sequence[ActivityEntry]:
    """Return the newest entries of these accounts, newest first: what everyone who sees them may read."""
    found = session.exec(
        select(ActivityEntry)
        .where(col(ActivityEntry.account_id).in_(account_ids))
        .order_by(col(ActivityEntry.id).desc())
        .limit(most)
    )
    return tuple(found)


def last_activity_at(session: Session, *, member_id: UUID, acts: Collection[str]) -> datetime | None:
    """Return when one of these acts was last done to a member."""
    of_member = (col(ActivityEntry.member_id) == member_id, col(ActivityEntry.act).in_(acts))
    newest = select(ActivityEntry.happened_at).where(*of_member).order_by(col(ActivityEntry.id).desc()).limit(1)
    return session.exec(newest).first()


def acts_since(session: Session, *, act: str, actor_id: UUID, since: datetime) -> int:
    """Count how often somebody did something after an instant."""
    return session.exec(
        select(func.count())
        .select_from(ActivityEntry)
        .where(
            col(ActivityEntry.actor_id) == actor_id,
            col(ActivityEntry.act) == act,
            col(ActivityEntry.happened_at) > since,
        )
    ).one()


def broken_link(session: Session) -> BrokenChain | None:
    """Return the first row at which the chain is broken; None if it is whole."""
    return chain_proof(session).broken


def chain_proof(session: Session, *, kept_hash: str = "") -> ChainProof:
    """Follow the chain to its end, or to the first row at which it is broken."""
    previous, count, has_kept_hash = FIRST_HASH, 0, kept_hash in ("", FIRST_HASH)
    for entry in _in_order(session):
        if (reason := _fault(entry, previous)) is not None:
            return ChainProof(count, previous, BrokenChain(entry.id or 0, reason), has_kept_hash)
        previous, count = entry.hash, count + 1
        has_kept_hash = has_kept_hash or previous == kept_hash
    return ChainProof(count, previous, None, has_kept_hash)


def hash_of_entry(entry: ActivityEntry) -> str:
    """Return the hash over an entry's content and the hash before it."""
    content = [
        entry.happened_at.astimezone(UTC).isoformat(timespec="microseconds"),
        *(str(each) if each else None for each in (entry.actor_id, entry.member_id, entry.account_id)),
        entry.act,
        entry.words,
        entry.previous_hash,
    ]
    return hashlib.sha256(json.dumps(content, separators=(",", ":")).encode()).hexdigest()


def _fault(entry: ActivityEntry, previous: str) -> str | None:
    if entry.previous_hash != previous:
        return "a row before it is missing or was put in later"
    return None if entry.hash == hash_of_entry(entry) else "its content is not what was written"


def _in_order(session: Session) -> Iterator[ActivityEntry]:
    yield from session.exec(select(ActivityEntry).order_by(col(ActivityEntry.id)).execution_options(yield_per=1_000))
