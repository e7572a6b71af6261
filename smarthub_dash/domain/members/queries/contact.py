"""Reads of what is known of one member."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, func, select

from smarthub_dash.domain.members.records import Member, OneTimeSecret, OpenIdentity, Passkey, SignInSession
from smarthub_dash.domain.members.rules import SecretPurpose


def member_of_id(session: Session, *, member_id: UUID) -> Member:
    """
    Return a member.

    :raises NoResultFound: if there is none of that id
    """
    return session.exec(select(Member).where(col(Member.id) == member_id)).one()


def sessions_of(session: Session, *, member_id: UUID) -> Sequence[SignInSession]:
    """Return the sign-ins of a member that are still remembered, newest first."""
    found = session.exec(
        select(SignInSession)
        .where(col(SignInSession.member_id) == member_id)
        .order_by(col(SignInSession.created_at).desc())
    )
    return tuple(found)


def passkeys_of_member(session: Session, *, member_id: UUID) -> Sequence[Passkey]:
    """Return the passkeys of a member, oldest first."""
    found = session.exec(select(Passkey).where(col(Passkey.member_id) == member_id).order_by(col(Passkey.created_at)))
    return tuple(found)


def identities_of_member(session: Session, *, member_id: UUID) -> Sequence[OpenIdentity]:
    """Return what other providers' sign-ins are linked to a member, oldest first."""
    found = session.exec(
        select(OpenIdentity).where(col(OpenIdentity.member_id) == member_id).order_by(col(OpenIdentity.linked_at))
    )
    return tuple(found)


def waiting_email_of(session: Session, *, member_id: UUID, now: datetime) -> str:
    """Return the new e-mail address that a member asked for and has not confirmed yet; empty if there is none."""
    found = session.exec(
        select(OneTimeSecret.email)
        .where(
            col(OneTimeSecret.purpose) == SecretPurpose.NEW_EMAIL,
            col(OneTimeSecret.member_id) == member_id,
            col(OneTimeSecret.used_at).is_(None),
            col(OneTimeSecret.expires_at) > now,
        )
        .order_by(col(OneTimeSecret.created_at).desc())
    ).first()
    return found or ""


def new_emails_asked(session: Session, *, member_id: UUID, within: timedelta, now: datetime) -> int:
    """Count how often a member asked for another e-mail address of late."""
    return session.exec(
        select(func.count())
        .select_from(OneTimeSecret)
        .where(
            col(OneTimeSecret.purpose) == SecretPurpose.NEW_EMAIL,
            col(OneTimeSecret.member_id) == member_id,
            col(OneTimeSecret.created_at) > now - within,
        )
    ).one()
