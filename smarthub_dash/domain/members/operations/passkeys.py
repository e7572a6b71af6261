"""Writes of passkeys."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, delete, select, update

from smarthub_dash.domain.members.records import Member, Passkey


def add_passkey(
    session: Session,
    *,
    member_id: UUID,
    credential_id: bytes,
    public_key: bytes,
    sign_count: int,
    name: str,
    transports: Sequence[str],
    is_synced: bool,
    now: datetime,
) -> bool:
    """Keep the public half of a key; return False if that key is kept already, whoever's it is."""
    # The member's row is the lock, so that a press that is sent twice does not fail on the second key.
    session.exec(select(Member.id).where(col(Member.id) == member_id).with_for_update())
    if session.exec(select(Passkey.id).where(col(Passkey.credential_id) == credential_id)).first() is not None:
        return False
    session.add(
        Passkey(
            member_id=member_id,
            credential_id=credential_id,
            public_key=public_key,
            sign_count=sign_count,
            name=name,
            transports=",".join(transports)[:60],
            is_synced=is_synced,
            created_at=now,
        )
    )
    session.flush()
    return True


def note_passkey_use(
    session: Session, *, passkey_id: UUID, old_count: int, new_count: int, is_synced: bool, now: datetime
) -> bool:
    """Note that a key opened; return False if it is gone, or its counter moved meanwhile: another one was faster."""
    used = session.exec(
        update(Passkey)
        .where(col(Passkey.id) == passkey_id, col(Passkey.sign_count) == old_count)
        .values(sign_count=new_count, is_synced=is_synced, used_at=now)
    )
    return used.rowcount == 1


def rename_passkey(session: Session, *, member_id: UUID, passkey_id: UUID, name: str) -> bool:
    """Call a key of a member otherwise; return False if it is not theirs."""
    renamed = session.exec(
        update(Passkey).where(col(Passkey.id) == passkey_id, col(Passkey.member_id) == member_id).values(name=name)
    )
    return renamed.rowcount == 1


def remove_passkey(session: Session, *, member_id: UUID, passkey_id: UUID) -> str | None:
    """Forget a key of a member; return what it was called, None if it is not theirs."""
    removed = session.execute(
        delete(Passkey)
        .where(col(Passkey.id) == passkey_id, col(Passkey.member_id) == member_id)
        .returning(col(Passkey.name))
    )
    return removed.scalar_one_or_none()
