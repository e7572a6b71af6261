"""Change the password of whoever is signed in: the others must sign in again, this one goes on under a new token."""

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from smarthub_dash.domain.members.operations import rehash_password
from smarthub_dash.domain.members.operations.devices import end_other_devices, rotate_token
from smarthub_dash.domain.members.operations.guesses import forgive_guesses
from smarthub_dash.domain.members.operations.secrets import end_secrets
from smarthub_dash.domain.members.queries import SignedIn
from smarthub_dash.domain.members.queries.credentials import member_of
from smarthub_dash.domain.members.records import Member
from smarthub_dash.domain.members.rules import LONGEST_PASSWORD, GuessPurpose, SecretPurpose
from smarthub_dash.domain.members.rules.passwords import refuse_weak_password
from smarthub_dash.journal.news import announce_session
from smarthub_dash.journeys.credential_changes import tell_of_change
from smarthub_dash.journeys.sign_in import count_password
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.secrets import hash_of, hash_password, verify_password

_PURPOSE = GuessPurpose.SIGN_IN


class PresentPasswordWrong(Refused):
    """Whoever asks does not know the password of now."""


class SamePassword(Refused):
    """The new password is the one of now."""


class SessionOver(Refused):
    """The session that asks was ended meanwhile."""


@dataclass(frozen=True, slots=True)
class PasswordChange:
    """The password of now and the one to be, and from where they came."""

    present: str = field(repr=False)
    new: str = field(repr=False)
    address: str


def change_password(database: Database, *, who: SignedIn, change: PasswordChange, now: datetime, zone: ZoneInfo) -> str:
    """
    Change the password and end every other session; return the new token of this one.

    :raises PresentPasswordWrong: if the password of now is another one
    :raises TooManyAttempts: if it was guessed at too often
    :raises Refused: if the new one is too weak, or the same
    :raises SessionOver: if the session ended meanwhile
    """
    with database.unit_of_work() as session:
        count_password(session, email=who.email, address=change.address, zone=zone, now=now)
        member = member_of(session, member_id=who.member_id)
    if len(change.present) > LONGEST_PASSWORD or not verify_password(change.present, member.password_hash)[0]:
        raise PresentPasswordWrong("Your present password is not right. Nothing was changed.")
    _forgive(database, who=who, address=change.address)
    if change.new == change.present:
        raise SamePassword("That is your present password. Choose another one.")
    refuse_weak_password(change.new, about=(member.full_name, member.email))
    # Hashed before the transaction: it takes 20 ms, and SQLite has one writer.
    new_hash = hash_password(change.new)
    with database.unit_of_work() as session:
        return _changed(session, who=who, member=member, new_hash=new_hash, now=now, zone=zone)


def _forgive(database: Database, *, who: SignedIn, address: str) -> None:
    # At once: the present password was right, even if the new one will not do.
    with database.unit_of_work() as session:
        forgive_guesses(session, purpose=_PURPOSE, subject=who.email, address=address)


def _changed(session: Session, *, who: SignedIn, member: Member, new_hash: str, now: datetime, zone: ZoneInfo) -> str:
    token = rotate_token(session, token_hash=who.session_hash)
    if token is None:
        raise SessionOver("You were signed out meanwhile. Nothing was changed.")
    rehash_password(session, member_id=member.id, password_hash=new_hash)
    end_secrets(session, purpose=SecretPurpose.RESET, member_id=member.id, email=member.email, now=now)
    ended = end_other_devices(session, member_id=member.id, kept_hash=hash_of(token), now=now)
    tell_of_change(session, member=member, act="password_changed", what="your password was changed", now=now, zone=zone)
    for session_hash in (who.session_hash, *ended):
        announce_session(session, topic="signed_out", session_hash=session_hash, now=now)
    return token
