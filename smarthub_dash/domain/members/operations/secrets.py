"""Writes of one-time secrets: links, codes and challenges that work once and not for long."""

import hmac
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select, update

from smarthub_dash.domain.members.records import OneTimeSecret
from smarthub_dash.domain.members.rules import (
    LONGEST_BODY,
    MOST_CODE_TRIES,
    SecretPurpose,
)
from smarthub_dash.kit.secrets import hash_of, new_code, new_token


def issue_secret(
    session: Session,
    *,
    purpose: SecretPurpose,
    member_id: UUID | None,
    email: str,
    body: Mapping[str, Any],
    life: timedelta,
    now: datetime,
) -> str:
    """
    Make a link or challenge that works once; return its token, which exists nowhere else: only its hash is kept.

    :raises ValueError: if the body is longer than LONGEST_BODY characters of JSON
    """
    token = new_token()
    session.add(
        OneTimeSecret(
            purpose=purpose,
            secret_hash=hash_of(token),
            member_id=member_id,
            email=email,
            body=_written(body),
            created_at=now,
            expires_at=now + life,
        )
    )
    session.flush()
    return token


def keep_under(
    session: Session,
    *,
    purpose: SecretPurpose,
    token: str,
    member_id: UUID,
    body: Mapping[str, Any],
    life: timedelta,
    now: datetime,
) -> None:
    """Keep a note for a while, to be found by a token that its reader has already."""
    kept = OneTimeSecret(
        purpose=purpose,
        secret_hash=hash_of(token),
        member_id=member_id,
        body=_written(body),
        created_at=now,
        expires_at=now + life,
    )
    session.add(kept)
    session.flush()


def use_secret(session: Session, *, purpose: SecretPurpose, token: str, now: datetime) -> OneTimeSecret | None:
    """Use up what a token stands for and return it; None if it was used, is too old, or is for something else."""
    is_this = (col(OneTimeSecret.secret_hash) == hash_of(token), col(OneTimeSecret.purpose) == purpose)
    # The WHERE is the lock: of two who show the same token at once, one changes a row.
    used = session.exec(
        update(OneTimeSecret)
        .where(*is_this, col(OneTimeSecret.used_at).is_(None), col(OneTimeSecret.expires_at) > now)
        .values(used_at=now)
    )
    if used.rowcount != 1:
        return None
    return session.exec(select(OneTimeSecret).where(*is_this).execution_options(populate_existing=True)).one()


def count_try(session: Session, *, secret_id: UUID) -> int:
    """Count one try at what a secret asks for, before it is compared; return how many there were."""
    is_this = col(OneTimeSecret.id) == secret_id
    session.exec(update(OneTimeSecret).where(is_this).values(tries=col(OneTimeSecret.tries) + 1))
    return session.exec(select(OneTimeSecret.tries).where(is_this)).one()


def issue_code(
    session: Session, *, purpose: SecretPurpose, member_id: UUID | None, email: str, life: timedelta, now: datetime
) -> str:
    """Make a code of six digits and return it; the older ones of that purpose and member end."""
    end_secrets(session, purpose=purpose, member_id=member_id, email=email, now=now)
    code, row_id = new_code(), uuid4()
    session.add(
        OneTimeSecret(
            id=row_id,
            purpose=purpose,
            secret_hash=_code_hash(row_id, code),
            member_id=member_id,
            email=email,
            created_at=now,
            expires_at=now + life,
        )
    )
    session.flush()
    return code


def use_code(
    session: Session, *, purpose: SecretPurpose, member_id: UUID | None, email: str, code: str, now: datetime
) -> bool:
    """
    Use up the newest code of that purpose and member if this is it.

    Each try is counted in the row, so whoever refuses the member does so after the transaction, not by leaving it.
    """
    newest = session.exec(
        select(OneTimeSecret)
        .where(*_owned(purpose, member_id, email), col(OneTimeSecret.email) == email)
        .order_by(col(OneTimeSecret.created_at).desc(), col(OneTimeSecret.id))
        .limit(1)
    ).first()
    if newest is None:
        return False
    is_open = (
        col(OneTimeSecret.id) == newest.id,
        col(OneTimeSecret.used_at).is_(None),
        col(OneTimeSecret.expires_at) > now,
    )
    # Counted before it is compared: guesses sent at the same moment wait for each other at this row.
    tried = session.exec(
        update(OneTimeSecret)
        .where(*is_open, col(OneTimeSecret.tries) < MOST_CODE_TRIES)
        .values(tries=col(OneTimeSecret.tries) + 1)
    )
    if tried.rowcount != 1 or not hmac.compare_digest(newest.secret_hash, _code_hash(newest.id, code)):
        return False
    return session.exec(update(OneTimeSecret).where(*is_open).values(used_at=now)).rowcount == 1


def hold_secrets(session: Session, *, purpose: SecretPurpose, member_id: UUID | None, email: str) -> None:
    """
    Wait for whoever uses or ends secrets of that purpose and member, and keep others waiting until the commit.

    Call it before a secret is used if its fellows are ended in the same transaction: two links used at the same
    moment would otherwise each wait for the other's row.
    """
    held = select(OneTimeSecret.id).where(*_owned(purpose, member_id, email)).order_by(col(OneTimeSecret.id))
    session.exec(held.with_for_update()).all()


def end_secrets(session: Session, *, purpose: SecretPurpose, member_id: UUID | None, email: str, now: datetime) -> None:
    """End every open secret of that purpose and member; of that e-mail address where there is no member yet."""
    session.exec(
        update(OneTimeSecret)
        .where(*_owned(purpose, member_id, email), col(OneTimeSecret.used_at).is_(None))
        .values(used_at=now)
    )


def _owned(purpose: SecretPurpose, member_id: UUID | None, email: str) -> tuple[ColumnElement[bool], ...]:
    if member_id is not None:
        return col(OneTimeSecret.purpose) == purpose, col(OneTimeSecret.member_id) == member_id
    is_nobody = col(OneTimeSecret.member_id).is_(None)
    return col(OneTimeSecret.purpose) == purpose, is_nobody, col(OneTimeSecret.email) == email


def _written(body: Mapping[str, Any]) -> str:
    written = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    if len(written) > LONGEST_BODY:
        raise ValueError("a one-time secret brings back a short note, not a document")
    return written


def _code_hash(row_id: UUID, code: str) -> str:
    # Never the look of a token's hash: a code cannot be shown as a token.
    return f"code:{hash_of(f'{row_id}:{code}')}"
