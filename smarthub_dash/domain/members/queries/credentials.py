"""Reads of what a member proves themselves by, and of where they did."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, func, select

from smarthub_dash.domain.members.queries import living_sessions
from smarthub_dash.domain.members.records import Member, OneTimeSecret, Passkey, RecoveryCode, SignInSession
from smarthub_dash.domain.members.rules import SecretPurpose


def member_of(session: Session, *, member_id: UUID) -> Member:
    """
    Return a member whose sign-in is not closed.

    :raises LookupError: if there is none
    """
    member = session.get(Member, member_id)
    if member is None or member.closed_at is not None:
        raise LookupError("no such member")
    return member


def living_devices(session: Session, *, member_id: UUID, now: datetime) -> Sequence[SignInSession]:
    """Return the sessions of a member that may still be used, the last used first."""
    held = session.exec(
        select(SignInSession)
        .where(
            col(SignInSession.member_id) == member_id,
            col(SignInSession.ended_at).is_(None),
            col(SignInSession.expires_at) > now,
        )
        .order_by(col(SignInSession.seen_at).desc(), col(SignInSession.created_at).desc())
    ).all()
    living = living_sessions(session, token_hashes=[each.token_hash for each in held], now=now)
    return [each for each in held if each.token_hash in living]


def recent_sign_ins(session: Session, *, member_id: UUID, most: int) -> Sequence[SignInSession]:
    """Return a member's newest sessions, ended ones among them."""
    return session.exec(
        select(SignInSession)
        .where(col(SignInSession.member_id) == member_id)
        .order_by(col(SignInSession.created_at).desc(), col(SignInSession.device_id))
        .limit(most)
    ).all()


def passkeys_of(session: Session, *, member_id: UUID) -> Sequence[Passkey]:
    """Return a member's passkeys, the oldest first."""
    return session.exec(
        select(Passkey)
        .where(col(Passkey.member_id) == member_id)
        .order_by(col(Passkey.created_at), col(Passkey.name), col(Passkey.id))
    ).all()


def passkey_of_credential(session: Session, *, credential_id: bytes) -> tuple[Passkey, Member] | None:
    """Return the passkey that a device names, and whose it is; None if it is of nobody, or of a closed sign-in."""
    return session.exec(
        select(Passkey, Member)
        .join(Member, col(Member.id) == col(Passkey.member_id))
        .where(col(Passkey.credential_id) == credential_id, col(Member.closed_at).is_(None))
    ).first()


def unused_recovery_codes(session: Session, *, member_id: UUID) -> int:
    """Count the recovery codes that still open."""
    return session.exec(
        select(func.count())
        .select_from(RecoveryCode)
        .where(col(RecoveryCode.member_id) == member_id, col(RecoveryCode.used_at).is_(None))
    ).one()


def open_links_to(session: Session, *, purpose: SecretPurpose, email: str, now: datetime) -> Sequence[OneTimeSecret]:
    """Return the links of a purpose that lie in one mailbox and still open something."""
    return session.exec(
        select(OneTimeSecret).where(
            col(OneTimeSecret.purpose) == purpose,
            col(OneTimeSecret.email) == email,
            col(OneTimeSecret.used_at).is_(None),
            col(OneTimeSecret.expires_at) > now,
        )
    ).all()


def open_secret_count(session: Session, *, purpose: SecretPurpose, email: str, now: datetime) -> int:
    """Count the one-time secrets for one name that may still be shown."""
    return session.exec(
        select(func.count())
        .select_from(OneTimeSecret)
        .where(
            col(OneTimeSecret.purpose) == purpose,
            col(OneTimeSecret.email) == email,
            col(OneTimeSecret.used_at).is_(None),
            col(OneTimeSecret.expires_at) > now,
        )
    ).one()
