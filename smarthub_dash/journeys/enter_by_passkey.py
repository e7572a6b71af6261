"""Sign in by a passkey alone, or prove by one again who it is."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session
from webauthn import verify_authentication_response
from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
from webauthn.helpers import base64url_to_bytes

from smarthub_dash.domain.members.operations import prove_session
from smarthub_dash.domain.members.operations.guesses import count_guess, forgive_guesses
from smarthub_dash.domain.members.operations.passkeys import note_passkey_use
from smarthub_dash.domain.members.queries import SignedIn
from smarthub_dash.domain.members.queries.credentials import passkey_of_credential
from smarthub_dash.domain.members.records import Member, Passkey
from smarthub_dash.domain.members.rules import GuessPurpose, SignInMethod, source_of
from smarthub_dash.journeys.entering import Entered, Visit, enter
from smarthub_dash.journeys.passkeys import (
    MALFORMED,
    NOT_TAKEN,
    Answer,
    PasskeyRefused,
    Site,
    answer_of,
    use_challenge,
)
from smarthub_dash.kit.database import Database

_PURPOSE = GuessPurpose.SIGN_IN


def sign_in_by_passkey(
    database: Database, *, site: Site, sent: str, browser: str, visit: Visit, now: datetime, zone: ZoneInfo
) -> Entered:
    """
    Start a session for whoever's key answered; the key has asked for a finger, a face or a PIN, so it is two steps.

    :raises PasskeyRefused: if the answer opens nothing
    :raises TooManyAttempts: if too many answers from there opened nothing
    """
    subject = _subject(visit.address)
    with database.unit_of_work() as session:
        count_guess(session, purpose=_PURPOSE, subject=subject, address=visit.address, now=now)
    shown = _shown(database, site=site, sent=sent, bound_to=f"sign-in:{browser}", member=None, now=now)
    passkey, member, verified = shown
    with database.unit_of_work() as session:
        forgive_guesses(session, purpose=_PURPOSE, subject=subject, address=visit.address)
        if not _noted(session, passkey, verified, now):
            raise PasskeyRefused(NOT_TAKEN)
        return enter(session, member=member, visit=visit, method=SignInMethod.PASSKEY, zone=zone, now=now)


def prove_by_passkey(database: Database, *, who: SignedIn, site: Site, sent: str, now: datetime) -> str:
    """
    Note that whoever holds a session has shown a key of its member just now; return the session's new token.

    :raises PasskeyRefused: if the answer is not one of theirs
    """
    shown = _shown(database, site=site, sent=sent, bound_to=f"prove:{who.session_hash}", member=who, now=now)
    passkey, _, verified = shown
    with database.unit_of_work() as session:
        if not _noted(session, passkey, verified, now):
            raise PasskeyRefused(NOT_TAKEN)
        token = prove_session(session, token_hash=who.session_hash, now=now)
        if token is None:
            raise PasskeyRefused(NOT_TAKEN)
        return token


def _shown(
    database: Database, *, site: Site, sent: str, bound_to: str, member: SignedIn | None, now: datetime
) -> tuple[Passkey, Member, VerifiedAuthentication]:
    """Return the key that answered, whose it is, and what the answer says of it."""
    answer = answer_of(sent)
    member_id = member.member_id if member else None
    with database.unit_of_work() as session:
        is_ours = use_challenge(session, answer=answer, bound_to=bound_to, member_id=member_id, now=now)
        found = passkey_of_credential(session, credential_id=answer.credential_id)
    if not is_ours or found is None:
        raise PasskeyRefused(NOT_TAKEN)
    passkey, owner = found
    is_theirs = member is None or owner.id == member.member_id
    if not is_theirs or not _names(owner, answer):
        raise PasskeyRefused(NOT_TAKEN)
    return passkey, owner, _verified(answer, passkey, site)


def _names(owner: Member, answer: Answer) -> bool:
    handle = answer.fields["response"].get("userHandle")
    if handle is None:
        return True
    try:
        return base64url_to_bytes(handle) == owner.id.bytes
    except MALFORMED:
        return False


def _verified(answer: Answer, passkey: Passkey, site: Site) -> VerifiedAuthentication:
    try:
        return verify_authentication_response(
            credential=answer.fields,
            expected_challenge=answer.challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except MALFORMED as error:
        raise PasskeyRefused(NOT_TAKEN) from error


def _noted(session: Session, passkey: Passkey, verified: VerifiedAuthentication, now: datetime) -> bool:
    return note_passkey_use(
        session,
        passkey_id=passkey.id,
        old_count=passkey.sign_count,
        new_count=verified.new_sign_count,
        is_synced=verified.credential_backed_up,
        now=now,
    )


def _subject(address: str) -> str:
    # A key cannot be guessed at, and no member may be slowed by what others send: whoever sends it is counted.
    return f"passkey {source_of(address)}"
