"""The accounts elsewhere that sign a member in: read them, and unlink one."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from smarthub_dash.domain.members.operations.open_identities import unlink_identity
from smarthub_dash.domain.members.queries.open_identities import identities_of
from smarthub_dash.domain.members.records import Member, OpenIdentity
from smarthub_dash.journeys.credential_changes import tell_of_change
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.errors import Refused


class NotLinkedAnymore(Refused):
    """There is no such account to unlink; another tab may have done it."""


@dataclass(frozen=True, slots=True)
class LinkedIdentity:
    """An account elsewhere that signs a member in; the handle names it to the member, and to nobody else."""

    handle: str
    email: str
    linked_at: datetime
    used_at: datetime | None


def linked_identities(database: Database, *, member_id: UUID, issuer: str) -> Sequence[LinkedIdentity]:
    """Return a member's accounts at one provider."""
    with database.reading() as session:
        found = [each for each in identities_of(session, member_id=member_id) if each.issuer == issuer]
    return tuple(LinkedIdentity(_handle(each), each.email, each.linked_at, each.used_at) for each in found)


def unlink(
    database: Database, *, member_id: UUID, handle: str, provider_name: str, zone: ZoneInfo, now: datetime
) -> None:
    """
    Let one of the member's accounts sign in no more, and tell the member.

    :raises NotLinkedAnymore: if the member has no such account
    """
    with database.unit_of_work() as session:
        named = next((each for each in identities_of(session, member_id=member_id) if _handle(each) == handle), None)
        if named is None or not unlink_identity(
            session, issuer=named.issuer, subject=named.subject, member_id=member_id
        ):
            raise NotLinkedAnymore("That account is not linked anymore.")
        tell_of_change(
            session,
            member=session.get_one(Member, member_id),
            act="identity_unlinked",
            what=f"your {provider_name} account was unlinked from your sign-in",
            now=now,
            zone=zone,
        )


def _handle(identity: OpenIdentity) -> str:
    return hashlib.sha256(f"{identity.issuer}\0{identity.subject}".encode()).hexdigest()[:16]
