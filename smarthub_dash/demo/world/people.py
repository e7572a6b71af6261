"""Whom the demo's provider knows: the cast, by subjects of its own."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, update

from smarthub_dash.demo.cast import ADA, CAST
from smarthub_dash.demo.parts import CastMember
from smarthub_dash.domain.members.operations.open_identities import link_identity
from smarthub_dash.domain.members.queries import member_of_email
from smarthub_dash.domain.members.records import OpenIdentity
from smarthub_dash.kit.database import Database, open_database

NO_WORLD_YET = "http://127.0.0.1"
"""The issuer until a world was started: the provider's address has a port that only its start decides."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody the provider knows."""

    subject: str
    name: str
    email: str
    about: str


def _person(member: CastMember) -> Person:
    return Person(f"prairie-{member.first_name.lower()}", member.full_name, member.email, member.blurb)


PEOPLE = tuple(_person(member) for member in CAST)


def link_ada(session: Session, *, now: datetime) -> None:
    """Let Ada sign in by the provider from the first day; the others can be linked under Security."""
    ada, member = _person(ADA), member_of_email(session, email=ADA.email)
    if member is not None:
        link_identity(session, issuer=NO_WORLD_YET, subject=ada.subject, email=ada.email, member_id=member.id, now=now)


def follow_provider(database_address: str, *, issuer: str) -> None:
    """Let those who were linked to the demo's provider be known at the address that it has this time."""
    if not issuer.startswith(NO_WORLD_YET):
        return
    database: Database = open_database(database_address)
    with database.unit_of_work() as session:
        elsewhere = (col(OpenIdentity.issuer).startswith(NO_WORLD_YET), col(OpenIdentity.issuer) != issuer)
        session.exec(update(OpenIdentity).where(*elsewhere).values(issuer=issuer))
    database.close()
