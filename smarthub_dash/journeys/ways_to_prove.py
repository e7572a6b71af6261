"""By what a signed-in member can prove again who they are."""

from dataclasses import dataclass
from uuid import UUID

from smarthub_dash.domain.members.queries.credentials import member_of, passkeys_of
from smarthub_dash.domain.members.queries.open_identities import identities_of
from smarthub_dash.domain.members.rules import TwoStep
from smarthub_dash.kit.database import Database


@dataclass(frozen=True, slots=True)
class WaysToProve:
    """The password always; with it the second step, if one is chosen; or one of these instead of both."""

    two_step: TwoStep
    has_passkey: bool
    has_identity: bool


def ways_to_prove(database: Database, *, member_id: UUID, issuer: str) -> WaysToProve:
    """Return a member's ways; the issuer is of the provider that may be asked, empty if there is none."""
    with database.reading() as session:
        member = member_of(session, member_id=member_id)
        linked = identities_of(session, member_id=member_id)
        has_identity = bool(issuer) and any(each.issuer == issuer for each in linked)
        return WaysToProve(member.two_step, bool(passkeys_of(session, member_id=member_id)), has_identity)
