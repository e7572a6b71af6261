"""Answer an invitation: see what it offers, accept it with a sign-in, or decline it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from smarthub_dash.domain.accounts.operations import close_invitation, grant_account, take_invitation
from smarthub_dash.domain.accounts.queries import Invitation, invitation_of, next_position
from smarthub_dash.domain.accounts.records import HouseholdInvitation
from smarthub_dash.domain.accounts.rules import HouseholdRole, Power, invited_role
from smarthub_dash.domain.members.queries import member_of_email
from smarthub_dash.domain.members.records import Member
from smarthub_dash.journeys.household_news import Moment, account_name, actor_of, wake, write_down, write_to
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.secrets import hash_of

OVER = "This invitation is not open any more. Ask whoever sent it for a new one."


class OwnInvitation(Refused):
    """Who sent an invitation cannot accept it."""


class InvitationOver(Refused):
    """It was used, declined, taken back or has run out, or there never was one; the same words for all."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What an invitation offers, as whoever holds its link may read it."""

    invitation_id: UUID
    inviter_id: UUID
    inviter_name: str
    email: str
    role: HouseholdRole
    ends_on: date | None
    accounts: Mapping[UUID, str]
    """The accounts that the inviter can still share, by name."""
    has_sign_in: bool
    """Whether the invited address signs in already; only its holder can have the link."""


def offer_of(database: Database, *, token: str, moment: Moment) -> Offer:
    """
    Return what an invitation offers to whoever holds its link.

    :raises InvitationOver: if there is none, or it is over
    """
    with database.reading() as session:
        return _offer(session, token=token, moment=moment)


def accept_invitation(database: Database, *, token: str, member_id: UUID, moment: Moment) -> str:
    """
    Give a signed-in member what an invitation offers; return the names of the accounts.

    Whoever holds the link accepts it with the sign-in they choose; the inviter is told with which.
    :raises InvitationOver: if there is none, or it is over
    """
    with database.unit_of_work() as session:
        return accept_within(session, token=token, member_id=member_id, moment=moment)


def accept_within(session: Session, *, token: str, member_id: UUID, moment: Moment) -> str:
    """
    Do what `accept_invitation` does in the caller's transaction, for one who has just registered.

    :raises InvitationOver: if there is none, or it is over
    """
    # no scope: whoever was invited has none of these accounts yet; the token is the key
    offer = _offer(session, token=token, moment=moment)
    if offer.inviter_id == member_id:
        raise OwnInvitation("You sent this invitation yourself. It waits for whoever you sent it to.")
    if not take_invitation(session, invitation_id=offer.invitation_id, now=moment.now):
        raise InvitationOver(OVER)
    before = actor_of(session, member_id=member_id, moment=moment)
    position = next_position(session, member_id=member_id)
    for account_id in offer.accounts:
        held = before.scope.roles.get(account_id)
        role = invited_role(held, offered=offer.role)
        grant_account(
            session,
            member_id=member_id,
            account_id=account_id,
            role=role,
            nickname="",
            position=position,
            now=moment.now,
            ends_on=offer.ends_on if role is offer.role else None,
        )
        position += 1
    _tell_accepted(session, offer=offer, member_id=member_id, moment=moment)
    return ", ".join(offer.accounts.values())


def held_offer(session: Session, *, token: str, moment: Moment) -> Offer:
    """
    Return what an invitation offers, and keep others from answering it until the transaction ends.

    :raises InvitationOver: if there is none, or it is over
    """
    # no scope: whoever was invited has none of these accounts yet; the token is the key
    offer = _offer(session, token=token, moment=moment)
    session.get_one(HouseholdInvitation, offer.invitation_id, with_for_update=True, populate_existing=True)
    return _offer(session, token=token, moment=moment)


def decline_invitation(database: Database, *, token: str, moment: Moment) -> None:
    """
    Decline an invitation; whoever holds the link may.

    :raises InvitationOver: if there is none, or it is over
    """
    with database.unit_of_work() as session:
        offer = _offer(session, token=token, moment=moment)
        if not close_invitation(session, invitation_id=offer.invitation_id, now=moment.now):
            raise InvitationOver(OVER)
        words = f"{offer.email} declined the invitation to"
        inviter = actor_of(session, member_id=offer.inviter_id, moment=moment)
        sentences = {each: f"{words} {account_name(inviter.accounts[each])}" for each in offer.accounts}
        write_down(session, act="declined", words=sentences, actor_id=None, member_id=None, moment=moment)
        wake(session, account_ids=offer.accounts, member_ids=[offer.inviter_id], moment=moment)


def _offer(session: Session, *, token: str, moment: Moment) -> Offer:
    found = invitation_of(session, token_hash=hash_of(token), now=moment.now)
    if found is None or (found.ends_on is not None and found.ends_on <= moment.today):
        raise InvitationOver(OVER)
    # What the inviter could not share today is not shared by an older letter.
    inviter = actor_of(session, member_id=found.inviter_id, moment=moment)
    accounts = {
        each: account_name(inviter.accounts[each])
        for each in found.account_ids
        if inviter.scope.may(Power.SHARE, each) and each in inviter.accounts
    }
    if not accounts:
        raise InvitationOver(OVER)
    return _as_offer(found, accounts, has_sign_in=member_of_email(session, email=found.email) is not None)


def _as_offer(found: Invitation, accounts: Mapping[UUID, str], *, has_sign_in: bool) -> Offer:
    return Offer(
        found.invitation_id,
        found.inviter_id,
        found.inviter_name,
        found.email,
        found.role,
        found.ends_on,
        accounts,
        has_sign_in,
    )


def _tell_accepted(session: Session, *, offer: Offer, member_id: UUID, moment: Moment) -> None:
    member, inviter = session.get_one(Member, member_id), session.get_one(Member, offer.inviter_id)
    who = member.email if member.email == offer.email else f"{member.email} (invited as {offer.email})"
    write_to(
        session,
        member_id=inviter.id,
        email=inviter.email,
        template="invitation_accepted",
        key=str(offer.invitation_id),
        facts={
            "name": inviter.full_name.split()[0],
            "who": f"{member.full_name}, {who},",
            "accounts": ", ".join(offer.accounts.values()),
        },
        moment=moment,
    )
    words = {each: f"{who} accepted to be {offer.role.value} of {name}" for each, name in offer.accounts.items()}
    write_down(session, act="accepted", words=words, actor_id=member_id, member_id=member_id, moment=moment)
    wake(session, account_ids=offer.accounts, member_ids=[member_id, inviter.id], moment=moment)
