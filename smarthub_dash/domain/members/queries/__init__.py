"""Reads of members and their sessions."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ScalarSelect, and_, literal, or_
from sqlmodel import Session, col, func, select

from smarthub_dash.domain.members.records import Member, OneTimeSecret, SignInAttempt, SignInSession
from smarthub_dash.domain.members.rules import (
    FREE_FROM_SOURCE,
    GUESS_MEMORY,
    GUESS_WINDOW,
    KEPT_REST,
    SESSION_REST,
    Guesses,
    GuessPurpose,
    MemberRole,
    SecretPurpose,
    is_alive,
    source_of,
)
from smarthub_dash.kit.secrets import hash_of

NONE_UNREAD: ScalarSelect[int] = select(literal(0)).scalar_subquery()


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is behind a request or a socket."""

    member_id: UUID
    session_hash: str
    full_name: str
    email: str
    role: MemberRole
    seen_at: datetime
    proved_at: datetime
    """When they last proved who they are; see `rules.PROOF_LIFE`."""
    expires_at: datetime
    is_kept: bool
    """The member chose to stay signed in on this device."""
    usage_unit: str
    """What the Usage page shows unless its address says otherwise: `quantity` or `money`."""

    has_first_steps: bool
    """Whether the first steps on Home were not put away yet."""
    unread_count: int = 0
    """What the bell shows."""

    @property
    def first_name(self) -> str:
        return self.full_name.split()[0]


def signed_in(
    session: Session, *, token_hash: str, now: datetime, unread: ScalarSelect[int] = NONE_UNREAD
) -> SignedIn | None:
    """
    Return who holds a living session; None if there is none.

    `unread` counts what waits for the member: a room above knows it, and a page must not cost a statement more.
    """
    row = session.exec(
        select(SignInSession, Member, unread)
        .join(Member, col(Member.id) == col(SignInSession.member_id))
        .where(col(SignInSession.token_hash) == token_hash)
    ).first()
    if row is None:
        return None
    held, member, unread_count = row
    if member.closed_at or not is_alive(
        ended_at=held.ended_at, seen_at=held.seen_at, expires_at=held.expires_at, is_kept=held.is_kept, now=now
    ):
        return None
    return SignedIn(
        member_id=member.id,
        session_hash=held.token_hash,
        full_name=member.full_name,
        email=member.email,
        role=member.role,
        seen_at=held.seen_at,
        proved_at=held.proved_at,
        expires_at=held.expires_at,
        is_kept=held.is_kept,
        usage_unit=member.usage_unit,
        has_first_steps=member.checklist_closed_at is None,
        unread_count=unread_count,
    )


def living_sessions(session: Session, *, token_hashes: Collection[str], now: datetime) -> Mapping[str, datetime]:
    """Return which of these sessions are still alive, each with when it was last used; in one statement."""
    seen_at = col(SignInSession.seen_at)
    rows = session.exec(
        select(SignInSession.token_hash, SignInSession.seen_at).where(
            col(SignInSession.token_hash).in_(token_hashes),
            col(SignInSession.ended_at).is_(None),
            col(SignInSession.expires_at) > now,
            or_(seen_at > now - SESSION_REST, and_(col(SignInSession.is_kept), seen_at > now - KEPT_REST)),
        )
    )
    return dict(rows.all())


def devices_of(session: Session, *, member_id: UUID) -> Sequence[tuple[str, str]]:
    """Return every address and user agent that a member has signed in by."""
    held = (SignInSession.address, SignInSession.user_agent)
    return session.exec(select(*held).where(col(SignInSession.member_id) == member_id).distinct()).all()


def member_of_email(session: Session, *, email: str) -> Member | None:
    """Return the member whose sign-in has that name."""
    return session.exec(select(Member).where(col(Member.email) == email)).first()


def open_secret(session: Session, *, purpose: SecretPurpose, token: str, now: datetime) -> OneTimeSecret | None:
    """Return what a token stands for without using it up; None if it was used, is too old, or is for something else."""
    return session.exec(
        select(OneTimeSecret).where(
            col(OneTimeSecret.secret_hash) == hash_of(token),
            col(OneTimeSecret.purpose) == purpose,
            col(OneTimeSecret.used_at).is_(None),
            col(OneTimeSecret.expires_at) > now,
        )
    ).first()


def newest_secret_at(session: Session, *, purpose: SecretPurpose, member_id: UUID) -> datetime | None:
    """Return when the newest link or code of a purpose was made for a member."""
    return session.exec(
        select(func.max(col(OneTimeSecret.created_at))).where(
            col(OneTimeSecret.purpose) == purpose, col(OneTimeSecret.member_id) == member_id
        )
    ).one()


def guesses_of(session: Session, *, purpose: GuessPurpose, subject: str, address: str, now: datetime) -> Guesses:
    """Count the wrong tries that weigh on the next one at a subject from an address."""
    source = source_of(address)
    tries = _tries_at(session, purpose=purpose, subject=subject, since=now - GUESS_MEMORY)
    from_source, newest_from_source_at = _tries_from(session, purpose=purpose, source=source, since=now - GUESS_WINDOW)
    sign_ins = _sign_ins_of(session, email=subject) if tries or from_source >= FREE_FROM_SOURCE else {}
    is_own = source in sign_ins
    last_sign_in_at = sign_ins[source] if is_own else max(sign_ins.values(), default=None)
    in_a_row = [
        at
        for source_tried, at in tries
        if (source_tried == source or not is_own) and (last_sign_in_at is None or at >= last_sign_in_at)
    ]
    here = [at for source_tried, at in tries if source_tried == source and at > now - GUESS_WINDOW]
    return Guesses(
        here=len(here),
        newest_here_at=max(here, default=None),
        from_source=from_source,
        newest_from_source_at=newest_from_source_at,
        in_a_row=len(in_a_row),
        is_own_source=is_own,
        today=len([at for _, at in tries if at > now - GUESS_WINDOW]),
    )


def tries_today(session: Session, *, purpose: GuessPurpose, subject: str, now: datetime) -> int:
    """Count the wrong tries at a subject, from everywhere, within the window."""
    return len(_tries_at(session, purpose=purpose, subject=subject, since=now - GUESS_WINDOW))


def _tries_at(
    session: Session, *, purpose: GuessPurpose, subject: str, since: datetime
) -> Sequence[tuple[str, datetime]]:
    return session.exec(
        select(SignInAttempt.address, SignInAttempt.failed_at).where(
            col(SignInAttempt.purpose) == purpose,
            col(SignInAttempt.email) == subject[:254],
            col(SignInAttempt.failed_at) > since,
        )
    ).all()


def _tries_from(
    session: Session, *, purpose: GuessPurpose, source: str, since: datetime
) -> tuple[int, datetime | None]:
    return session.exec(
        select(func.count(), func.max(col(SignInAttempt.failed_at))).where(
            col(SignInAttempt.purpose) == purpose,
            col(SignInAttempt.address) == source,
            col(SignInAttempt.failed_at) > since,
        )
    ).one()


def _sign_ins_of(session: Session, *, email: str) -> dict[str, datetime]:
    """Return when a member last signed in from each source."""
    rows = session.exec(
        select(SignInSession.address, func.max(col(SignInSession.created_at)))
        .join(Member, col(Member.id) == col(SignInSession.member_id))
        .where(col(Member.email) == email)
        .group_by(col(SignInSession.address))
    )
    latest: dict[str, datetime] = {}
    for address, at in rows:
        source = source_of(address)
        latest[source] = max(at, latest.get(source, at))
    return latest
