"""Reads of members and their sessions."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, func, select

from smarthub_dash.domain.members.records import Member, OneTimeSecret, SignInAttempt, SignInSession
from smarthub_dash.domain.members.rules import ATTEMPT_WINDOW, SESSION_REST, MemberRole, SecretPurpose, is_alive
from smarthub_dash.kit.secrets import hash_of


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
    usage_unit: str
    """What the Usage page shows unless its address says otherwise: `quantity` or `money`."""

    has_first_steps: bool
    """Whether the first steps on Home were not put away yet."""

    @property
    def first_name(self) -> str:
        return self.full_name.split()[0]


def signed_in(session: Session, *, token_hash: str, now: datetime) -> SignedIn | None:
    """Return who holds a living session; None if there is none."""
    row = session.exec(
        select(SignInSession, Member)
        .join(Member, col(Member.id) == col(SignInSession.member_id))
        .where(col(SignInSession.token_hash) == token_hash)
    ).first()
    if row is None:
        return None
    held, member = row
    if not is_alive(ended_at=held.ended_at, seen_at=held.seen_at, expires_at=held.expires_at, now=now):
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
        usage_unit=member.usage_unit,
        has_first_steps=member.checklist_closed_at is None,
    )


def living_session_hashes(session: Session, *, token_hashes: Collection[str], now: datetime) -> frozenset[str]:
    """Return which of these sessions are still alive, in one statement."""
    rows = session.exec(
        select(SignInSession.token_hash).where(
            col(SignInSession.token_hash).in_(token_hashes),
            col(SignInSession.ended_at).is_(None),
            col(SignInSession.expires_at) > now,
            col(SignInSession.seen_at) > now - SESSION_REST,
        )
    )
    return frozenset(rows)


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


@dataclass(frozen=True, slots=True)
class RecentFailures:
    """Wrong passwords within the window: for this e-mail from this address, and for this e-mail from anywhere."""

    here: int
    anywhere: int
    newest_here_at: datetime | None


def recent_failures(session: Session, *, email: str, address: str, now: datetime) -> RecentFailures:
    """Count the wrong passwords that still weigh on the next attempt."""
    within = (col(SignInAttempt.email) == email, col(SignInAttempt.failed_at) > now - ATTEMPT_WINDOW)
    anywhere = session.exec(select(func.count()).select_from(SignInAttempt).where(*within)).one()
    here = session.exec(
        select(SignInAttempt.failed_at)
        .where(*within, col(SignInAttempt.address) == address)
        .order_by(col(SignInAttempt.failed_at))
    ).all()
    return RecentFailures(len(here), anywhere, here[-1] if here else None)
