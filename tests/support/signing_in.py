"""Ada, and her way in by the journey itself."""

import json
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from smarthub_dash.domain.members.operations import add_member
from smarthub_dash.domain.members.records import SignInAttempt
from smarthub_dash.domain.members.rules import GuessPurpose, MemberRole
from smarthub_dash.domain.notices.records import Notice
from smarthub_dash.journeys.ask_second_step import StepAsked
from smarthub_dash.journeys.entering import Entered, Visit
from smarthub_dash.journeys.sign_in import Credentials, sign_in
from smarthub_dash.kit.database import Database
from tests.support.doors import SEALER

ADA = "ada@cec.example"
PASSWORD = "correct horse battery"
ZONE = ZoneInfo("America/Chicago")
HOME = "192.0.2.1"


def add_ada(database: Database, now: datetime, *, email: str = ADA) -> UUID:
    """Make Ada a member; return her id."""
    with database.unit_of_work() as session:
        member = add_member(
            session, email=email, full_name="Ada Adams", role=MemberRole.MEMBER, password=PASSWORD, now=now
        )
        return member.id


def asked(
    database: Database,
    now: datetime,
    *,
    email: str = ADA,
    password: str = PASSWORD,
    address: str = HOME,
    user_agent: str = "a browser",
    is_kept: bool = False,
) -> Entered | StepAsked:
    """Sign in; return what became of it."""
    credentials = Credentials(email, password, Visit(address, user_agent, is_kept))
    return sign_in(database, credentials=credentials, sealer=SEALER, zone=ZONE, now=now)


def tried(database: Database, now: datetime, *, email: str = ADA, password: str = PASSWORD, address: str = HOME) -> str:
    """Sign in without a second step; return the session's token."""
    outcome = asked(database, now, email=email, password=password, address=address)
    assert isinstance(outcome, Entered)
    return outcome.token


def changes_told(database: Database) -> list[str]:
    """Return what letters said was changed of how one signs in, oldest first."""
    with database.reading() as session:
        letters = select(Notice.facts).where(col(Notice.template) == "credential_changed")
        found = session.exec(letters.order_by(col(Notice.created_at))).all()
    return [json.loads(each)["what"] for each in found]


def note_tries(
    database: Database, now: datetime, times: int, *, purpose: GuessPurpose, subject: str = ADA, address: str = HOME
) -> None:
    """Let there have been wrong tries."""
    with database.unit_of_work() as session:
        session.add_all(
            SignInAttempt(purpose=purpose, email=subject, address=address, failed_at=now) for _ in range(times)
        )
