"""Writes of what is known of a member, each only where what the member saw still holds."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import Session, col, update

from smarthub_dash.domain.members.records import (
    Member,
    OneTimeSecret,
    OpenIdentity,
    Passkey,
    RecoveryCode,
)
from smarthub_dash.domain.members.rules import TwoStep
from smarthub_dash.kit.secrets import hash_password, new_token

CLOSED = "closed:"
"""What stands before the id where a closed sign-in had its e-mail address: no address begins so."""


def change_member(
    session: Session, *, member_id: UUID, shown: Mapping[str, object], values: Mapping[str, object]
) -> bool:
    """Change columns of an open sign-in if they still hold what was shown; return False if they do not."""
    # The WHERE is the lock: of two forms that started from the same page one changes the row.
    same = [getattr(Member, name) == value for name, value in shown.items()]
    changed = session.exec(
        update(Member).where(col(Member.id) == member_id, col(Member.closed_at).is_(None), *same).values(**values)
    )
    return changed.rowcount == 1


def close_member(session: Session, *, member_id: UUID, now: datetime) -> bool:
    """
    Close a sign-in and let go of everything that opened it; return False if it was closed before.

    The row stays, with the name, for the bills and the activity log that speak of it; the e-mail address is free.
    """
    nobodys_password = hash_password(new_token())
    closed = session.exec(
        update(Member)
        .where(col(Member.id) == member_id, col(Member.closed_at).is_(None))
        .values(
            closed_at=now,
            email=f"{CLOSED}{member_id}",
            password_hash=nobodys_password,
            email_verified_at=None,
            phone="",
            mailing_street="",
            mailing_city="",
            mailing_state="",
            mailing_zip="",
            two_step=TwoStep.NONE,
            sealed_totp_key="",
        )
    )
    if closed.rowcount != 1:
        return False
    for table in (Passkey, RecoveryCode, OpenIdentity):
        session.exec(delete(table).where(col(table.member_id) == member_id))
    session.exec(
        update(OneTimeSecret)
        .where(col(OneTimeSecret.member_id) == member_id, col(OneTimeSecret.used_at).is_(None))
        .values(used_at=now)
    )
    return True
