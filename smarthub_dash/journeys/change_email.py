"""Another e-mail address for a sign-in: asked for from the profile, and true once a link sent to it was used."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from smarthub_dash.domain.members.operations.contact import change_member
from smarthub_dash.domain.members.operations.secrets import end_secrets, issue_secret, use_secret
from smarthub_dash.domain.members.queries import member_of_email
from smarthub_dash.domain.members.queries.contact import member_of_id, new_emails_asked
from smarthub_dash.domain.members.records import Member
from smarthub_dash.domain.members.rules import SecretPurpose
from smarthub_dash.domain.members.rules.contact import FieldRefused, new_email_of
from smarthub_dash.domain.notices.operations import post_notice
from smarthub_dash.domain.notices.rules import Address, Channel
from smarthub_dash.journal.activity import note_activity
from smarthub_dash.journal.news import announce_member
from smarthub_dash.journeys.profile import TOPIC, tell_of_change
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.sealing import Sealer

CONFIRM_PATH = "/profile/confirm-email"
LINK_LIFE = timedelta(hours=24)
MOST_ASKED, ASKED_WITHIN = 5, timedelta(hours=1)
"""Each asks a letter of us to an address that may be anyone's."""

LINK_ENDED = "This link was used before, or is older than 24 hours. Ask for a new one on My Profile."


class LinkEnded(Refused):
    """The link was used, is too old, or can not be followed any more."""


@dataclass(frozen=True, slots=True)
class Sending:
    """What a letter with a link needs: where the portal is, and who seals."""

    public_url: str
    sealer: Sealer


def ask_new_email(database: Database, *, member_id: UUID, typed: str, sending: Sending, now: datetime) -> str:
    """
    Send a link to a new address and return the address; the sign-in keeps its own until the link is used.

    Nothing tells whether the address has a sign-in already: then its owner is told, and no link is sent.
    :raises FieldRefused: if no mail could go there, if it is the present one, or if this was asked too often
    """
    email = new_email_of(typed)
    with database.unit_of_work() as session:
        member = member_of_id(session, member_id=member_id)
        # An address that was never verified may be asked for again: the link to it is what verifies it.
        is_own = member.email == email
        if is_own and member.email_verified_at is not None:
            raise FieldRefused("email", "This is the address you sign in with already.")
        if new_emails_asked(session, member_id=member_id, within=ASKED_WITHIN, now=now) >= MOST_ASKED:
            raise FieldRefused("email", "You asked for this several times. Wait an hour, then try again.")
        end_secrets(session, purpose=SecretPurpose.NEW_EMAIL, member_id=member_id, email=email, now=now)
        is_free = is_own or member_of_email(session, email=email) is None
        _send_link(session, member=member, email=email, is_free=is_free, sending=sending, now=now)
        words = f"{member.full_name} asked to change their e-mail address"
        note_activity(session, act="email asked", words=words, actor_id=member_id, member_id=member_id, now=now)
        announce_member(session, topic=TOPIC, member_id=member_id, now=now)
    return email


def drop_new_email(database: Database, *, member_id: UUID, now: datetime) -> None:
    """Let go of a new address that was not confirmed yet: its link ends."""
    with database.unit_of_work() as session:
        end_secrets(session, purpose=SecretPurpose.NEW_EMAIL, member_id=member_id, email="", now=now)
        announce_member(session, topic=TOPIC, member_id=member_id, now=now)


def confirm_new_email(database: Database, *, token: str, now: datetime, zone: ZoneInfo) -> str:
    """
    Let the sign-in have the address that the link was sent to; tell the old one, and return the new one.

    :raises LinkEnded: if the link does not work, or the address was taken since
    """
    with database.unit_of_work() as session:
        secret = use_secret(session, purpose=SecretPurpose.NEW_EMAIL, token=token, now=now)
        if secret is None or secret.member_id is None:
            raise LinkEnded(LINK_ENDED)
        member = member_of_id(session, member_id=secret.member_id)
        old, holder = member.email, member_of_email(session, email=secret.email)
        is_free = holder is None or holder.id == member.id
        values = {"email": secret.email, "email_verified_at": now}
        if not is_free or not change_member(session, member_id=member.id, shown={"email": old}, values=values):
            raise LinkEnded(LINK_ENDED)
        what = f"your e-mail address is now {secret.email}"
        tell_of_change(session, member_id=member.id, name=member.full_name, email=old, what=what, now=now, zone=zone)
        words = f"{member.full_name} changed their e-mail address"
        note_activity(session, act="email changed", words=words, actor_id=member.id, member_id=member.id, now=now)
        announce_member(session, topic=TOPIC, member_id=member.id, now=now)
    return secret.email


def _send_link(session: Session, *, member: Member, email: str, is_free: bool, sending: Sending, now: datetime) -> None:
    # The secret is made in both cases, so that what follows shows no difference; one that is sent to nobody opens
    # nothing, and the address is looked at once more when a link is used.
    token = issue_secret(
        session,
        purpose=SecretPurpose.NEW_EMAIL,
        member_id=member.id,
        email=email,
        body={},
        life=LINK_LIFE,
        now=now,
    )
    link = sending.sealer.seal(f"{sending.public_url}{CONFIRM_PATH}?token={quote(token)}")
    post_notice(
        session,
        key=f"new-email:{member.id}:{now.isoformat()}",
        template="email_change_confirm" if is_free else "already_registered",
        facts={"name": member.full_name.split()[0]},
        to=[Address(Channel.EMAIL, email)],
        member_id=member.id if is_free else None,
        now=now,
        sealed_link=link if is_free else "",
    )
