"""
Choose a new password by a link in a letter.

Whoever asks learns nothing: the address is sealed and looked up by a worker afterwards, as in `journeys/register`.
"""

import json
from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlmodel import Session

from smarthub_dash.domain.members.operations.devices import end_every_session
from smarthub_dash.domain.members.operations.guesses import count_guess, forgive_everywhere
from smarthub_dash.domain.members.operations.registering import replace_password
from smarthub_dash.domain.members.operations.secrets import end_secrets, hold_secrets, issue_secret, use_secret
from smarthub_dash.domain.members.queries import member_of_email, open_secret
from smarthub_dash.domain.members.queries.credentials import open_links_to
from smarthub_dash.domain.members.records import Member
from smarthub_dash.domain.members.rules import MOST_OPEN_LINKS, GuessPurpose, SecretPurpose
from smarthub_dash.domain.members.rules.contact import new_email_of
from smarthub_dash.domain.members.rules.passwords import refuse_weak_password
from smarthub_dash.domain.notices.operations import post_notice
from smarthub_dash.domain.notices.rules import Address, Channel
from smarthub_dash.journal.activity import note_activity
from smarthub_dash.journal.news import announce_session
from smarthub_dash.journeys.finish_registration import LinkEnded
from smarthub_dash.journeys.words import moment_text
from smarthub_dash.kit.database import Database, hold_names
from smarthub_dash.kit.leases import enqueue
from smarthub_dash.kit.sealing import Sealer
from smarthub_dash.kit.secrets import hash_password

ANSWER = "answer reset"
"""The kind of job that looks for the member; its body is sealed."""
LINK_LIFE = timedelta(minutes=30)
LINK_PATH = "/forgot-password/new"
_RESET = SecretPurpose.RESET


def ask_for_reset(database: Database, *, typed_email: str, address: str, sealer: Sealer, now: datetime) -> str:
    """
    Put the wish for a new password down to be answered by letter; return the address as it will be used.

    :raises FieldRefused: if no mail could go to that address
    :raises TooManyAttempts: if that address, or that source, must wait
    """
    email = new_email_of(typed_email)
    with database.unit_of_work() as session:
        # No ceiling: nothing is guessed at here, and whoever asks a hundred times must not keep the member from asking.
        count_guess(session, purpose=GuessPurpose.RESET, subject=email, address=address, most=None, now=now)
        body = json.dumps(sealer.seal(email))
        enqueue(session, key=f"reset:{uuid4()}", kind=ANSWER, body=body, run_at=now)
    return email


def answer_reset(
    database: Database, *, sealed: str, job_key: str, sealer: Sealer, public_url: str, now: datetime
) -> None:
    """Write to the member of that address, if there is one."""
    email = sealer.opened(sealed)
    with database.unit_of_work() as session:
        member = member_of_email(session, email=email)
        if member is None or member.closed_at is not None:
            return
        hold_names(session, names=[f"letters to {email}"])
        open_links = open_links_to(session, purpose=_RESET, email=member.email, now=now)
        if len(open_links) >= MOST_OPEN_LINKS:
            return  # one of those that lie in the mailbox works as well
        token = issue_secret(
            session, purpose=_RESET, member_id=member.id, email=member.email, body={}, life=LINK_LIFE, now=now
        )
        post_notice(
            session,
            key=job_key,
            template="reset_password",
            facts={"name": member.full_name, "minutes": str(LINK_LIFE // timedelta(minutes=1))},
            # The address that is stored, never the one that was typed.
            to=[Address(Channel.EMAIL, member.email)],
            member_id=member.id,
            sealed_link=sealer.seal(f"{public_url}{LINK_PATH}?token={token}"),
            now=now,
        )


def reset_email(database: Database, *, token: str, now: datetime) -> str:
    """
    Return whose password a link can change, without using it up.

    :raises LinkEnded: if it opens nothing any more
    """
    with database.reading() as session:
        secret = open_secret(session, purpose=_RESET, token=token, now=now)
    if secret is None:
        raise LinkEnded("This link does not work any more.")
    return secret.email


def reset_password(database: Database, *, token: str, password: str, zone: ZoneInfo, now: datetime) -> None:
    """
    Store the new password; every session of the member ends, a second step stays on. The link works once.

    :raises LinkEnded: if the link opens nothing any more
    :raises WeakPassword: if the password would not do
    """
    email = reset_email(database, token=token, now=now)
    with database.reading() as session:
        member = member_of_email(session, email=email)
    refuse_weak_password(password, about=(email, member.full_name if member else ""))
    password_hash = hash_password(password)
    with database.unit_of_work() as session:
        if member is not None:
            hold_secrets(session, purpose=_RESET, member_id=member.id, email=email)
        secret = use_secret(session, purpose=_RESET, token=token, now=now)
        member = member_of_email(session, email=email)
        if secret is None or member is None or member.id != secret.member_id:
            raise LinkEnded("This link does not work any more.")
        _store(session, member=member, password_hash=password_hash, now=now)
        _tell(session, member=member, key=f"reset done:{secret.id}", zone=zone, now=now)
        for session_hash in end_every_session(session, member_id=member.id, now=now):
            announce_session(session, topic="signed_out", session_hash=session_hash, now=now)


def _store(session: Session, *, member: Member, password_hash: str, now: datetime) -> None:
    replace_password(session, member_id=member.id, password_hash=password_hash, now=now)
    for purpose in (_RESET, SecretPurpose.SECOND_STEP):
        end_secrets(session, purpose=purpose, member_id=member.id, email=member.email, now=now)
    forgive_everywhere(session, subject=member.email)


def _tell(session: Session, *, member: Member, key: str, zone: ZoneInfo, now: datetime) -> None:
    post_notice(
        session,
        key=key,
        template="credential_changed",
        facts={"name": member.full_name, "what": "your password was changed", "when": moment_text(now, zone)},
        to=[Address(Channel.EMAIL, member.email)],
        member_id=member.id,
        now=now,
    )
    note_activity(
        session,
        act="password",
        words=f"{member.full_name} chose a new password by a link sent by e-mail; every device was signed out",
        actor_id=member.id,
        member_id=member.id,
        now=now,
    )
