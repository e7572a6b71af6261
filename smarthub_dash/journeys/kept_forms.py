"""
What was typed before a member was asked once more who they are: kept for a while, and given back to the same form.

It lies sealed, is given to nobody but the member, and holds no secret: those are typed again.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from smarthub_dash.domain.members.operations.secrets import issue_secret, use_secret
from smarthub_dash.domain.members.queries import open_secret
from smarthub_dash.domain.members.records import OneTimeSecret
from smarthub_dash.domain.members.rules import LONGEST_BODY, SecretPurpose
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.sealing import SealBroken, Sealer

KEPT = "kept"
"""The word in the address of a page that asks for what was typed there."""
KEPT_LIFE = timedelta(minutes=30)
SECRET_WORDS = ("password", "secret", "token", "credential")
SECRET_FIELDS = frozenset(("present", "new", "again", "code", "bill_code", "fact"))
"""What a field's name must not hold, or be, for it to be kept."""
MOST_FIELDS = 24


def keep_form(
    database: Database, *, member_id: UUID, page: str, typed: Mapping[str, str], sealer: Sealer, now: datetime
) -> str:
    """Keep what was typed into a page's form; return the token that gives it back, empty if nothing is kept."""
    harmless = {name: text for name, text in typed.items() if text and not _is_secret(name)}
    if not harmless or len(harmless) > MOST_FIELDS:
        return ""
    body = {"page": page[:100], "sealed": sealer.seal(json.dumps(harmless))}
    if len(json.dumps(body)) > LONGEST_BODY:
        return ""
    with database.unit_of_work() as session:
        return issue_secret(
            session,
            purpose=SecretPurpose.KEPT_FORM,
            member_id=member_id,
            email="",
            body=body,
            life=KEPT_LIFE,
            now=now,
        )


def kept_form(
    database: Database, *, member_id: UUID, page: str, token: str, sealer: Sealer, now: datetime
) -> Mapping[str, str]:
    """Return what a member typed into a page's form; nothing if it is too old, or was another's or of another page."""
    with database.reading() as session:
        kept = open_secret(session, purpose=SecretPurpose.KEPT_FORM, token=token[:128], now=now)
    return _opened(kept, member_id=member_id, page=page, sealer=sealer)


def take_form(
    database: Database, *, member_id: UUID, page: str, token: str, sealer: Sealer, now: datetime
) -> Mapping[str, str]:
    """Return the same once: a page that stays open must not begin again with what was sent long ago."""
    found = kept_form(database, member_id=member_id, page=page, token=token, sealer=sealer, now=now)
    if not found:
        return {}
    with database.unit_of_work() as session:
        used = use_secret(session, purpose=SecretPurpose.KEPT_FORM, token=token[:128], now=now)
    return found if used else {}


def _is_secret(name: str) -> bool:
    return name in SECRET_FIELDS or any(word in name for word in SECRET_WORDS)


def _opened(kept: OneTimeSecret | None, *, member_id: UUID, page: str, sealer: Sealer) -> Mapping[str, str]:
    if kept is None or kept.member_id != member_id or kept.brought["page"] != page:
        return {}
    try:
        return json.loads(sealer.opened(kept.brought["sealed"]))
    except SealBroken:
        return {}
