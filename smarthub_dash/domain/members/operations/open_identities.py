"""Writes of what members are at OpenID providers."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select, update

from smarthub_dash.domain.members.records import OpenIdentity
from smarthub_dash.domain.members.rules import IdentityTaken


def link_identity(session: Session, *, issuer: str, subject: str, email: str, member_id: UUID, now: datetime) -> bool:
    """
    Let an identity sign in as a member; return False if it already could.

    :raises IdentityTaken: if it signs in as somebody else
    """
    # An insert that gives way: of two members who link the same identity at once, the second finds it taken.
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(OpenIdentity).values(
        issuer=issuer, subject=subject, member_id=member_id, email=email, linked_at=now
    )
    linked = session.execute(statement.on_conflict_do_nothing().returning(col(OpenIdentity.member_id)))
    if linked.first() is not None:
        return True
    owner = session.exec(select(OpenIdentity.member_id).where(*_is(issuer, subject))).one()
    if owner != member_id:
        raise IdentityTaken("That account is linked to another SmartHub sign-in. Unlink it there first.")
    return False


def unlink_identity(session: Session, *, issuer: str, subject: str, member_id: UUID) -> bool:
    """Let a member's identity sign in no more; return False if it did not."""
    gone = session.exec(delete(OpenIdentity).where(*_is(issuer, subject), col(OpenIdentity.member_id) == member_id))
    return gone.rowcount == 1


def note_identity_use(session: Session, *, issuer: str, subject: str, email: str, now: datetime) -> None:
    """Note when an identity signed in last, and what its provider calls its e-mail address by now."""
    session.exec(update(OpenIdentity).where(*_is(issuer, subject)).values(used_at=now, email=email))


def _is(issuer: str, subject: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return col(OpenIdentity.issuer) == issuer, col(OpenIdentity.subject) == subject
