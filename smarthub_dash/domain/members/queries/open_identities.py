"""Reads of what members are at OpenID providers."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session, col, select

from smarthub_dash.domain.members.records import Member, OpenIdentity


def member_of_identity(session: Session, *, issuer: str, subject: str) -> Member | None:
    """Return whom an identity signs in as; never looked for by its e-mail address, which proves nothing here."""
    return session.exec(
        select(Member)
        .join(OpenIdentity, col(OpenIdentity.member_id) == col(Member.id))
        .where(col(OpenIdentity.issuer) == issuer, col(OpenIdentity.subject) == subject)
    ).first()


def identities_of(session: Session, *, member_id: UUID) -> Sequence[OpenIdentity]:
    """Return the identities that sign in as a member, the first linked first."""
    return session.exec(
        select(OpenIdentity)
        .where(col(OpenIdentity.member_id) == member_id)
        .order_by(col(OpenIdentity.linked_at), col(OpenIdentity.subject))
    ).all()
