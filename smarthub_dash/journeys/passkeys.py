"""
Passkeys: the challenges a browser answers with a key that never leaves its device, and what is made of its answers.

A challenge is a one-time secret: the answer names it, and showing it uses it up, whether or not the rest fits.
Source: W3C Web Authentication, levels 2 and 3, sections 7.1 and 7.2.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session
from webauthn import generate_authentication_options, generate_registration_options, options_to_json
from webauthn.helpers import base64url_to_bytes, parse_client_data_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from smarthub_dash.domain.members.operations.secrets import issue_secret, use_secret
from smarthub_dash.domain.members.queries import SignedIn
from smarthub_dash.domain.members.queries.credentials import member_of, open_secret_count, passkeys_of
from smarthub_dash.domain.members.records import Passkey
from smarthub_dash.domain.members.rules import SecretPurpose, TooManyAttempts, source_of
from smarthub_dash.kit.database import Database, hold_names
from smarthub_dash.kit.errors import Refused

CHALLENGE_LIFE = timedelta(minutes=5)
LONGEST_ANSWER = 8_192
MOST_CHALLENGES = 30
"""How many challenges one address may have open: anyone may ask for one."""
NOT_TAKEN = "That passkey was not accepted. Try again, or use your password."
MALFORMED = (WebAuthnException, ValueError, KeyError, TypeError, IndexError, AttributeError, OverflowError)
"""What the library raises over bytes that are no answer of a browser."""


class PasskeyRefused(Refused):
    """An answer that opens nothing; the same words whatever is wrong with it."""


@dataclass(frozen=True, slots=True)
class Site:
    """For which site keys are made: what browsers bind them to."""

    host: str
    origin: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a browser answered to a challenge, as far as it can be read without believing it."""

    fields: dict[str, Any]
    challenge: bytes
    credential_id: bytes


def offer_new_passkey(database: Database, *, who: SignedIn, site: Site, now: datetime) -> str:
    """Return the options, as JSON, by which the member's browser makes a key for us."""
    with database.unit_of_work() as session:
        member = member_of(session, member_id=who.member_id)
        challenge = _challenge(session, bound_to=f"add:{who.session_hash}", member_id=member.id, now=now)
        kept = passkeys_of(session, member_id=member.id)
    options = generate_registration_options(
        rp_id=site.host,
        rp_name="SmartHub",
        user_id=member.id.bytes,
        user_name=member.email,
        user_display_name=member.full_name,
        challenge=challenge.encode(),
        timeout=int(CHALLENGE_LIFE.total_seconds() * 1000),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[described(each) for each in kept],
    )
    return options_to_json(options)


def offer_sign_in(database: Database, *, browser: str, address: str, site: Site, now: datetime) -> str:
    """
    Return the options, as JSON, by which any browser may show a key of ours; the challenge is bound to that one.

    :raises TooManyAttempts: if there are many challenges out already to that address
    """
    source = source_of(address)
    with database.unit_of_work() as session:
        hold_names(session, names=[f"{SecretPurpose.PASSKEY} from {source}"])
        if open_secret_count(session, purpose=SecretPurpose.PASSKEY, email=source, now=now) >= MOST_CHALLENGES:
            raise TooManyAttempts("Too many tries. Wait a few minutes, or use your password.")
        challenge = _challenge(session, bound_to=f"sign-in:{browser}", member_id=None, email=source, now=now)
    return _asking(site, challenge, [])


def offer_proof(database: Database, *, who: SignedIn, site: Site, now: datetime) -> str:
    """Return the options, as JSON, by which a signed-in member shows one of their own keys."""
    with database.unit_of_work() as session:
        challenge = _challenge(session, bound_to=f"prove:{who.session_hash}", member_id=who.member_id, now=now)
        kept = passkeys_of(session, member_id=who.member_id)
    return _asking(site, challenge, kept)


def answer_of(sent: str) -> Answer:
    """
    Read what a browser sent.

    :raises PasskeyRefused: if it is no answer at all
    """
    if len(sent) > LONGEST_ANSWER:
        raise PasskeyRefused(NOT_TAKEN)
    try:
        fields = json.loads(sent)
        client = parse_client_data_json(base64url_to_bytes(fields["response"]["clientDataJSON"]))
        return Answer(fields, bytes(client.challenge), base64url_to_bytes(fields["rawId"]))
    except (*MALFORMED, RecursionError) as error:
        raise PasskeyRefused(NOT_TAKEN) from error


def use_challenge(session: Session, *, answer: Answer, bound_to: str, member_id: UUID | None, now: datetime) -> bool:
    """Use up the challenge that an answer names; return False if it is none of now, for this, of whoever shows it."""
    token = answer.challenge.decode("ascii", errors="replace")
    used = use_secret(session, purpose=SecretPurpose.PASSKEY, token=token, now=now)
    return used is not None and used.member_id == member_id and used.brought["bound_to"] == bound_to


def described(passkey: Passkey) -> PublicKeyCredentialDescriptor:
    """Return a key as browsers look for it."""
    known = {each.value for each in AuthenticatorTransport}
    transports = [AuthenticatorTransport(each) for each in passkey.transports.split(",") if each in known]
    return PublicKeyCredentialDescriptor(id=passkey.credential_id, transports=transports or None)


def _challenge(session: Session, *, bound_to: str, member_id: UUID | None, now: datetime, email: str = "") -> str:
    return issue_secret(
        session,
        purpose=SecretPurpose.PASSKEY,
        member_id=member_id,
        email=email,
        body={"bound_to": bound_to},
        life=CHALLENGE_LIFE,
        now=now,
    )


def _asking(site: Site, challenge: str, kept: Any) -> str:
    options = generate_authentication_options(
        rp_id=site.host,
        challenge=challenge.encode(),
        timeout=int(CHALLENGE_LIFE.total_seconds() * 1000),
        allow_credentials=[described(each) for each in kept],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options)
