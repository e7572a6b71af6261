"""Writes of signed-in devices: end one, end the others, and give one a new token."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, update

from smarthub_dash.domain.members.records import SignInSession
from smarthub_dash.kit.secrets import hash_of, new_token


def end_device(session: Session, *, member_id: UUID, device_id: UUID, now: datetime) -> str | None:
    """End one device of a member; return the hash of its session, None if it is not theirs or had ended before."""
    ended = session.execute(
        update(SignInSession)
        .where(
            col(SignInSession.device_id) == device_id,
            col(SignInSession.member_id) == member_id,
            col(SignInSession.ended_at).is_(None),
        )
        .values(ended_at=now)
        .returning(col(SignInSession.token_hash))
    )
    return ended.scalar_one_or_none()


def end_other_devices(session: Session, *, member_id: UUID, kept_hash: str, now: datetime) -> Sequence[str]:
    """End every session of a member but one; return their hashes."""
    ended = session.execute(
        update(SignInSession)
        .where(
            col(SignInSession.member_id) == member_id,
            col(SignInSession.token_hash) != kept_hash,
            col(SignInSession.ended_at).is_(None),
        )
        .values(ended_at=now)
        .returning(col(SignInSession.token_hash))
    )
    return sorted(ended.scalars())


def rotate_token(session: Session, *, token_hash: str) -> str | None:
    """Give a living session a new token and return it; the old one opens nothing any more."""
    token = new_token()
    rotated = session.exec(
        update(SignInSession)
        .where(col(SignInSession.token_hash) == token_hash, col(SignInSession.ended_at).is_(None))
        .values(token_hash=hash_of(token))
    )
    return token if rotated.rowcount == 1 else None


def end_every_session(session: Session, *, member_id: UUID, now: datetime) -> Sequence[str]:
    """End every session of a member; return the hashes of those that were open, to be announced."""
    return end_other_devices(session, member_id=member_id, kept_hash="", now=now)
