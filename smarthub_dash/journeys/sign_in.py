"""Sign in with a password, sign out, and say who a session belongs to."""

import json
import threading
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col

from smarthub_dash.domain.members.operations import (
    end_session,
    rehash_password,
    touch_sessions,
)
from smarthub_dash.domain.members.operations.guesses import count_guess, forgive_guesses
from smarthub_dash.domain.members.queries import SignedIn, member_of_email, signed_in
from smarthub_dash.domain.members.queries import living_sessions as living_sessions_of
from smarthub_dash.domain.members.records import Member, SignInSession
from smarthub_dash.domain.members.rules import (
    LONGEST_PASSWORD,
    SEEN_STEP,
    GuessPurpose,
    SignInMethod,
    SignInRefused,
    TwoStep,
    email_of,
)
from smarthub_dash.domain.notices.operations import post_notice
from smarthub_dash.domain.notices.queries.inbox import unread_of
from smarthub_dash.domain.notices.rules import Address, Channel
from smarthub_dash.journal.news import announce_member, announce_session
from smarthub_dash.journeys.ask_second_step import StepAsked, ask_second_step
from smarthub_dash.journeys.entering import Entered, Visit, enter
from smarthub_dash.journeys.words import moment_text
from smarthub_dash.kit.clock import local_day
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.leases import enqueue
from smarthub_dash.kit.sealing import Sealer
from smarthub_dash.kit.secrets import decoy_hash, hash_of, verify_password

WRONG = "That e-mail address and password do not match. Check both and try again."
TELL = "tell of guesses"
"""The kind of job that writes to a member whose password is guessed at; its body is the e-mail address."""
TELL_AFTER = 10
"""After how many wrong passwords in a day the next try lets the member be told of them, once a day."""
_SIGN_IN = GuessPurpose.SIGN_IN
# Each hash takes 19 MiB and a core for 20 ms: a flood of sign-ins must not fill the memory.
_HASHING = threading.BoundedSemaphore(2)


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a browser sent to sign in, and from where."""

    email: str
    password: str
    visit: Visit


def sign_in(
    database: Database, *, credentials: Credentials, sealer: Sealer, zone: ZoneInfo, now: datetime
) -> Entered | StepAsked:
    """
    Check an e-mail address and password; start a session, or ask for the second step that the member has chosen.

    :raises SignInRefused: if they do not match, or the sign-in was closed
    :raises TooManyAttempts: if that e-mail, or that address, must wait
    """
    email, visit = email_of(credentials.email), credentials.visit
    with database.unit_of_work() as session:
        count_password(session, email=email, address=visit.address, zone=zone, now=now)
        member = member_of_email(session, email=email)
    fits, stronger = password_fits(member, credentials.password)
    if member is None or not fits:
        raise SignInRefused(WRONG)
    with database.unit_of_work() as session:
        forgive_guesses(session, purpose=_SIGN_IN, subject=email, address=visit.address)
        if stronger:
            rehash_password(session, member_id=member.id, password_hash=stronger)
        if member.two_step is not TwoStep.NONE:
            return ask_second_step(session, member=member, is_kept=visit.is_kept, sealer=sealer, now=now)
        return enter(session, member=member, visit=visit, method=SignInMethod.PASSWORD, zone=zone, now=now)


def password_fits(member: Member | None, password: str) -> tuple[bool, str | None]:
    """
    Tell whether a password is the member's, and return a stronger hash where the stored one has aged.

    It takes as long for nobody, for a closed sign-in and for one without a password.
    """
    if len(password) > LONGEST_PASSWORD:
        return False, None
    stored = member.password_hash if member else ""
    with _HASHING:
        fits, stronger = verify_password(password, stored or decoy_hash())
    return fits and member is not None and member.closed_at is None, stronger


def count_password(session: Session, *, email: str, address: str, zone: ZoneInfo, now: datetime) -> None:
    """
    Count a password before it is looked at, and let the member be told where too many were wrong.

    The statements are the same whether or not anybody signs in by that name: a worker looks who it is.
    :raises TooManyAttempts: if that e-mail, or that address, must wait
    """
    before = count_guess(session, purpose=_SIGN_IN, subject=email, address=address, now=now)
    if before.today >= TELL_AFTER:
        key = f"guesses:{hash_of(email)[:32]}:{local_day(now, zone)}"
        enqueue(session, key=key, kind=TELL, body=json.dumps(email), run_at=now)


def tell_of_guesses(database: Database, *, email: str, job_key: str, zone: ZoneInfo, now: datetime) -> None:
    """Write to the member whose password is guessed at, if there is one."""
    with database.unit_of_work() as session:
        member = member_of_email(session, email=email)
        if member is None or member.closed_at is not None:
            return
        post_notice(
            session,
            key=f"failed_guesses:{job_key}",
            template="failed_guesses",
            facts={"name": member.full_name, "when": moment_text(now, zone)},
            to=[Address(Channel.EMAIL, member.email)],
            member_id=member.id,
            now=now,
        )


def sign_out(database: Database, *, token: str, now: datetime) -> None:
    """End a session and tell every tab that it holds."""
    with database.unit_of_work() as session:
        held = session.get(SignInSession, hash_of(token))
        if held and end_session(session, token_hash=held.token_hash, now=now):
            announce_session(session, topic="signed_out", session_hash=held.token_hash, now=now)
            announce_member(session, topic="security", member_id=held.member_id, now=now)


def living_sessions(database: Database, *, token_hashes: Collection[str], now: datetime) -> frozenset[str]:
    """
    Return which of these sessions of open pages are still alive; to be open counts as being used.

    What was used a moment ago is not written again: a thousand open tabs cost a write every few minutes.
    """
    if not token_hashes:
        return frozenset()
    with database.reading() as session:
        alive = living_sessions_of(session, token_hashes=token_hashes, now=now)
    if stale := [token_hash for token_hash, seen_at in alive.items() if now - seen_at > SEEN_STEP]:
        with database.unit_of_work() as session:
            touch_sessions(session, token_hashes=stale, now=now)
    return frozenset(alive)


class SessionRegister:
    """
    Who holds which session, remembered for a moment so that a guard costs microseconds.

    A session that ends is forgotten when the journal says so; the moment bounds what happens if it could not.
    """

    MOMENT = timedelta(seconds=2)
    MOST = 20_000

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[str, tuple[datetime, SignedIn | None]] = {}

    def remembered(self, token_hash: str, *, now: datetime) -> tuple[bool, SignedIn | None]:
        """Return whether the answer is known without the database, and the answer."""
        looked_at, who = self._known.get(token_hash, (None, None))
        if looked_at is None or now - looked_at >= self.MOMENT:
            return False, None
        if who and now >= who.expires_at:
            return True, None
        return True, who

    def who(self, token_hash: str, *, now: datetime) -> SignedIn | None:
        """Return who holds a session, from the database; note at most every few minutes that it was used."""
        with self._database.reading() as session:
            found = signed_in(session, token_hash=token_hash, now=now, unread=unread_of(col(Member.id)))
        if found and now - found.seen_at > SEEN_STEP:
            with self._database.unit_of_work() as session:
                touch_sessions(session, token_hashes=[token_hash], now=now)
        if len(self._known) >= self.MOST:
            self._known.clear()
        self._known[token_hash] = (now, found)
        return found

    def forget(self, token_hash: str) -> None:
        """Ask the database again next time."""
        self._known.pop(token_hash, None)

    def forget_member(self, member_id: UUID) -> None:
        """Ask the database again next time for every session of a member: a name or an address may have changed."""
        held = [token_hash for token_hash, (_, who) in tuple(self._known.items()) if who and who.member_id == member_id]
        for token_hash in held:
            self.forget(token_hash)
