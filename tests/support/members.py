"""Members of a served portal that a test makes for itself, so that no other test meets them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from sqlmodel import col, update

from smarthub_dash.domain.members.operations import add_member
from smarthub_dash.domain.members.operations.second_step import choose_app_codes
from smarthub_dash.domain.members.records import SignInSession
from smarthub_dash.domain.members.rules import PROOF_LIFE, MemberRole
from smarthub_dash.journeys.sign_in import sign_out
from smarthub_dash.kit.database import Database, open_database
from smarthub_dash.kit.sealing import Sealer
from tests.support.portal import Portal

PASSWORD = "long enough for a test"


@dataclass(frozen=True, slots=True)
class OwnMember:
    """A member without accounts."""

    member_id: UUID
    email: str


def own_member(portal: Portal, *, totp_key: str = "") -> OwnMember:
    """Make a member, with codes of an app as the second step if a key is given."""
    email, now = f"{uuid4().hex[:12]}@cec.example", datetime.now(UTC)
    with _opened(portal) as database, database.unit_of_work() as session:
        member = add_member(
            session, email=email, full_name="Tess Teller", role=MemberRole.MEMBER, password=PASSWORD, now=now
        )
        if totp_key:
            sealed = Sealer([(portal.folder / "secret.key").read_text()]).seal(totp_key)
            choose_app_codes(session, member_id=member.id, sealed_key=sealed, step=0)
        return OwnMember(member.id, email)


def end_session_of(portal: Portal, token: str) -> None:
    """End a session as another process would."""
    with _opened(portal) as database:
        sign_out(database, token=token, now=datetime.now(UTC))


def let_proof_age(portal: Portal, member: OwnMember) -> None:
    """Let it be a while since a member last proved who they are."""
    with _opened(portal) as database, database.unit_of_work() as session:
        session.exec(
            update(SignInSession)
            .where(col(SignInSession.member_id) == member.member_id)
            .values(proved_at=datetime.now(UTC) - PROOF_LIFE - timedelta(minutes=1))
        )


@contextmanager
def _opened(portal: Portal) -> Iterator[Database]:
    database = open_database(portal.database_address)
    try:
        yield database
    finally:
        database.close()
