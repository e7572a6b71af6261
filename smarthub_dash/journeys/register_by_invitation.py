"""Make a sign-in out of an invitation: its link has proved the address, so a name and a password are enough."""

from dataclasses import dataclass

from smarthub_dash.domain.members.operations import add_member, start_session
from smarthub_dash.domain.members.rules import MemberRole
from smarthub_dash.domain.members.rules.passwords import refuse_weak_password
from smarthub_dash.journal.activity import note_activity
from smarthub_dash.journeys.answer_invitation import accept_within, held_offer
from smarthub_dash.journeys.entering import Visit
from smarthub_dash.journeys.household_news import Moment
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.errors import Refused

LONGEST_NAME = 120


class NameMissing(Refused):
    """Nobody can be called by that."""


class HasSignIn(Refused):
    """The invited address signs in already."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What somebody without a sign-in gives, and from where."""

    full_name: str
    password: str
    visit: Visit


def register_by_invitation(database: Database, *, token: str, newcomer: Newcomer, moment: Moment) -> str:
    """
    Make a sign-in for the invited address, accept with it, and start its first session; return its token.

    :raises InvitationOver: if there is no such invitation, or it is over
    :raises HasSignIn: if the address signs in already
    :raises NameMissing: if there is no name, or a very long one
    :raises WeakPassword: with what to do about it
    """
    full_name = " ".join(newcomer.full_name.split())
    with database.unit_of_work() as session:
        # The invitation is held first: of two tabs the second waits here, and finds it used.
        offer = held_offer(session, token=token, moment=moment)
        if offer.has_sign_in:
            raise HasSignIn("This address has a sign-in already. Sign in to accept.")
        if not full_name.isprintable() or not 1 <= len(full_name) <= LONGEST_NAME:
            raise NameMissing("Write your name, as the household should read it.")
        refuse_weak_password(newcomer.password, about=[full_name, offer.email])
        member = add_member(
            session,
            email=offer.email,
            full_name=full_name,
            role=MemberRole.MEMBER,
            password=newcomer.password,
            now=moment.now,
        )
        member.email_verified_at = moment.now
        session_token = start_session(
            session,
            member_id=member.id,
            address=newcomer.visit.address,
            user_agent=newcomer.visit.user_agent,
            now=moment.now,
        )
        words = f"{full_name} made a sign-in by an invitation"
        note_activity(session, act="registered", words=words, actor_id=member.id, member_id=member.id, now=moment.now)
        accept_within(session, token=token, member_id=member.id, moment=moment)
        return session_token
