"""Writes of members and their sessions."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, update

from smarthub_dash.domain.members.records import Member, SignInSession
from smarthub_dash.domain.members.rules import MemberRole, SignInMethod, email_of, session_life
from smarthub_dash.kit.secrets import hash_of, hash_password, new_token


def add_member(
    session: Session, *, email: str, full_name: str, role: MemberRole, password: str, now: datetime
) -> Member:
    """Add a member who signs in with an e-mail address and a password."""
    member = Member(
        email=email_of(email), full_name=full_name, role=role, password_hash=hash_password(password), created_at=now
    )
    session.add(member)
    session.flush()
    return member


def start_session(
    session: Session,
    *,
    member_id: UUID,
    address: str,
    user_agent: str,
    now: datetime,
    method: SignInMethod = SignInMethod.PASSWORD,
    is_kept: bool = False,
) -> str:
    """Start a session and return its token, which exists nowhere else: only its hash is kept."""
    token = new_token()
    session.add(
        SignInSession(
            token_hash=hash_of(token),
            member_id=member_id,
            created_at=now,
            seen_at=now,
            proved_at=now,
            expires_at=now + session_life(is_kept=is_kept),
            method=method,
            is_kept=is_kept,
            address=address[:64],
            user_agent=user_agent[:255],
        )
    )
    return token


def touch_sessions(session: Session, *, token_hashes: Collection[str], now: datetime) -> None:
    """Note that sessions were used."""
    session.exec(update(SignInSession).where(col(SignInSession.token_hash).in_(token_hashes)).values(seen_at=now))


def prove_session(session: Session, *, token_hash: str, now: datetime) -> str | None:
    """
    Note that whoever holds a session proved again who they are; return its new token, or None if it has ended.

    The token of before opens nothing any more: whoever got hold of it gains nothing by the member's proof.
    """
    token = new_token()
    proved = session.exec(
        update(SignInSession)
        .where(col(SignInSession.token_hash) == token_hash, col(SignInSession.ended_at).is_(None))
        .values(token_hash=hash_of(token), proved_at=now, seen_at=now)
    )
    return token if proved.rowcount == 1 else None


def end_session(session: Session, *, token_hash: str, now: datetime) -> bool:
    """End a session; return False if it had ended before."""
    ended = session.exec(
        update(SignInSession)
        .where(col(SignInSession.token_hash) == token_hash, col(SignInSession.ended_at).is_(None))
        .values(ended_at=now)
    )
    return ended.rowcount == 1


def rehash_password(session: Session, *, member_id: UUID, password_hash: str) -> None:
    """Store a stronger hash of the same password."""
    session.exec(update(Member).where(col(Member.id) == member_id).values(password_hash=password_hash))


def close_checklist(session: Session, *, member_id: UUID, now: datetime) -> None:
    """Note when a member put the first steps away; the first time counts."""
    session.exec(
        update(Member)
        .where(col(Member.id) == member_id, col(Member.checklist_closed_at).is_(None))
        .values(checklist_closed_at=now)
    )


def choose_usage_unit(session: Session, *, member_id: UUID, usage_unit: str) -> None:
    """Remember whether a member reads usage in quantities or in money."""
    session.exec(update(Member).where(col(Member.id) == member_id).values(usage_unit=usage_unit))
