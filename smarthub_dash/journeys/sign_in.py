"""Sign in with a password, sign out, and say who a session belongs to."""

import threading
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from smarthub_dash.domain.members.operations import (
    end_session,
    forgive_guesses,
    note_guess,
    refuse_a_guesser,
    rehash_password,
    start_session,
    touch_session,
)
from smarthub_dash.domain.members.queries import (
    SignedIn,
    living_session_hashes,
    member_of_email,
    signed_in,
    tries_today,
)
from smarthub_dash.domain.members.records import Member
from smarthub_dash.domain.members.rules import (
    LONGEST_PASSWORD,
    SEEN_STEP,
    GuessPurpose,
    SignInRefused,
    email_of,
    is_alive,
)
from smarthub_dash.domain.notices.operations import post_notice
from smarthub_dash.domain.notices.rules import Address, Channel
from smarthub_dash.journal.news import announce_session
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.secrets import decoy_hash, hash_of, verify_password

WRONG = "That e-mail address and password do not match. Check both and try again."
TELL_AFTER = 10
"""After how many wrong passwords in a day the member is told of them, once a day."""
_SIGN_IN = GuessPurpose.SIGN_IN
# Each hash takes 19 MiB and a core for 20 ms: a flood of sign-ins must not fill the memory.
_HASHING = threading.BoundedSemaphore(2)


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a browser sent to sign in, and from where."""

    email: str
    password: str
    address: str
    user_agent: str


def sign_in(database: Database, *, credentials: Credentials, now: datetime) -> str:
    """
    Check an e-mail address and password and start a session; return its token.

    :raises SignInRefused: if they do not match
    :raises TooManyAttempts: if that e-mail, or that address, must wait
    """
    email = email_of(credentials.email)
    with database.reading() as session:
        refuse_a_guesser(session, purpose=_SIGN_IN, subject=email, address=credentials.address, now=now)
        member = member_of_email(session, email=email)
    fits, stronger = _check(member, credentials.password)
    if member is None or not fits:
        with database.unit_of_work() as session:
            note_guess(session, purpose=_SIGN_IN, subject=email, address=credentials.address, now=now)
            if member:
                tell_of_guesses(session, member=member, now=now)
        raise SignInRefused(WRONG)
    with database.unit_of_work() as session:
        forgive_guesses(session, purpose=_SIGN_IN, subject=email, address=credentials.address)
        if stronger:
            rehash_password(session, member_id=member.id, password_hash=stronger)
        return _start(session, member=member, credentials=credentials, now=now)


def tell_of_guesses(session: Session, *, member: Member, now: datetime) -> None:
    """Write to a member whose password was guessed at many times today; one letter a day."""
    if tries_today(session, purpose=_SIGN_IN, subject=member.email, now=now) < TELL_AFTER:
        return
    post_notice(
        session,
        key=f"failed_guesses:{member.id}:{now.date()}",
        template="failed_guesses",
        facts={"name": member.full_name},
        to=[Address(Channel.EMAIL, member.email)],
        member_id=member.id,
        now=now,
    )


def _check(member: Member | None, password: str) -> tuple[bool, str | None]:
    if len(password) > LONGEST_PASSWORD:
        return False, None
    with _HASHING:
        return verify_password(password, member.password_hash if member else decoy_hash())


def _start(session: Session, *, member: Member, credentials: Credentials, now: datetime) -> str:
    return start_session(
        session, member_id=member.id, address=credentials.address, user_agent=credentials.user_agent, now=now
    )


def sign_out(database: Database, *, token: str, now: datetime) -> None:
    """End a session and tell every tab that it holds."""
    with database.unit_of_work() as session:
        if end_session(session, token_hash=hash_of(token), now=now):
            announce_session(session, topic="signed_out", session_hash=hash_of(token), now=now)


def living_sessions(database: Database, *, token_hashes: Collection[str], now: datetime) -> frozenset[str]:
    """Return which of these sessions are still alive."""
    if not token_hashes:
        return frozenset()
    with database.reading() as session:
        return living_session_hashes(session, token_hashes=token_hashes, now=now)


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
        if who and not is_alive(ended_at=None, seen_at=who.seen_at, expires_at=who.expires_at, now=now):
            return True, None
        return True, who

    def who(self, token_hash: str, *, now: datetime) -> SignedIn | None:
        """Return who holds a session, from the database; note at most every few minutes that it was used."""
        with self._database.reading() as session:
            found = signed_in(session, token_hash=token_hash, now=now)
        if found and now - found.seen_at > SEEN_STEP:
            with self._database.unit_of_work() as session:
                touch_session(session, token_hash=token_hash, now=now)
        if len(self._known) >= self.MOST:
            self._known.clear()
        self._known[token_hash] = (now, found)
        return found

    def forget(self, token_hash: str) -> None:
        """Ask the database again next time."""
        self._known.pop(token_hash, None)
