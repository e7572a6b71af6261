"""Add a passkey to a sign-in, call it otherwise, remove it."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from webauthn import verify_registration_response
from webauthn.helpers.structs import CredentialDeviceType
from webauthn.registration.verify_registration_response import VerifiedRegistration

from smarthub_dash.domain.members.operations.passkeys import add_passkey, remove_passkey, rename_passkey
from smarthub_dash.domain.members.queries import SignedIn
from smarthub_dash.domain.members.queries.credentials import member_of, passkeys_of
from smarthub_dash.journal.activity import note_activity
from smarthub_dash.journal.news import announce_member
from smarthub_dash.journeys.credential_changes import TOPIC, tell_of_change
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

LONGEST_NAME = 60
MOST_PASSKEYS = 20


def keep_passkey(
    database: Database, *, who: SignedIn, site: Site, sent: str, name: str, now: datetime, zone: ZoneInfo
) -> None:
    """
    Keep the key that a browser made.

    :raises PasskeyRefused: if the answer does not fit the challenge, or that key is kept already
    """
    answer = answer_of(sent)
    with database.unit_of_work() as session:
        bound_to = f"add:{who.session_hash}"
        is_ours = use_challenge(session, answer=answer, bound_to=bound_to, member_id=who.member_id, now=now)
    if not is_ours:
        raise PasskeyRefused("That took too long, or was sent twice. Try again.")
    made = _verified(answer, site)
    with database.unit_of_work() as session:
        member = member_of(session, member_id=who.member_id)
        if len(passkeys_of(session, member_id=member.id)) >= MOST_PASSKEYS:
            raise PasskeyRefused("You have as many passkeys as a sign-in can have. Remove one first.")
        is_new = add_passkey(
            session,
            member_id=member.id,
            credential_id=made.credential_id,
            public_key=made.credential_public_key,
            sign_count=made.sign_count,
            name=plain_name(name),
            transports=_transports(answer),
            is_synced=made.credential_device_type == CredentialDeviceType.MULTI_DEVICE and made.credential_backed_up,
            now=now,
        )
        if not is_new:
            raise PasskeyRefused("That passkey is here already.")
        what = f"a passkey was added: {plain_name(name)}"
        tell_of_change(session, member=member, act="passkey_added", what=what, now=now, zone=zone)


def call_passkey(database: Database, *, member_id: UUID, passkey_id: UUID, name: str, now: datetime) -> bool:
    """Call a member's key otherwise; return False if it is not theirs."""
    with database.unit_of_work() as session:
        if not rename_passkey(session, member_id=member_id, passkey_id=passkey_id, name=plain_name(name)):
            return False
        words = f"Named a passkey: {plain_name(name)}"
        note_activity(session, act="passkey_named", words=words, actor_id=member_id, member_id=member_id, now=now)
        announce_member(session, topic=TOPIC, member_id=member_id, now=now)
        return True


def drop_passkey(database: Database, *, member_id: UUID, passkey_id: UUID, now: datetime, zone: ZoneInfo) -> bool:
    """Remove a member's key: it opens nothing any more. Return False if it is not theirs."""
    with database.unit_of_work() as session:
        name = remove_passkey(session, member_id=member_id, passkey_id=passkey_id)
        if name is None:
            return False
        member = member_of(session, member_id=member_id)
        what = f"a passkey was removed: {name}"
        tell_of_change(session, member=member, act="passkey_removed", what=what, now=now, zone=zone)
        return True


def plain_name(typed: str) -> str:
    """Return a name as it is kept: one line, without signs that nobody sees."""
    seen = "".join(each if each.isprintable() else " " for each in typed[: LONGEST_NAME * 4])
    return " ".join(seen.split())[:LONGEST_NAME].strip() or "Passkey"


def _verified(answer: Answer, site: Site) -> VerifiedRegistration:
    try:
        return verify_registration_response(
            credential=answer.fields,
            expected_challenge=answer.challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except MALFORMED as error:
        raise PasskeyRefused(NOT_TAKEN) from error


def _transports(answer: Answer) -> list[str]:
    told = answer.fields["response"].get("transports")
    return [each[:12] for each in told[:4] if isinstance(each, str)] if isinstance(told, list) else []
