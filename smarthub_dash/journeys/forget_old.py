"""Let go of what nobody needs any more: ended sessions, links and codes that no longer open, jobs that are done."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, func, select

from smarthub_dash.domain.members.records import OneTimeSecret, RecoveryCode, SignInAttempt, SignInSession
from smarthub_dash.domain.members.rules import GUESS_MEMORY
from smarthub_dash.domain.notices.operations import forget_notices
from smarthub_dash.domain.payments.operations.visits import forget_visits
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.leases import forget_finished
from smarthub_dash.kit.put_away import throw_away

SESSIONS_KEPT = timedelta(days=90)
"""Members can look back on their sign-ins for this long."""

SECRETS_KEPT = timedelta(days=1)
"""Long enough that a link of yesterday is still told to be too old."""

JOBS_KEPT = timedelta(days=7)

VISITS_KEPT = timedelta(days=30)
"""The processor's pages live a day, and what was entered there is asked for a day longer; the rest is for questions."""

KEYS_KEPT = timedelta(days=120)
"""A printed bill's code is taken from the two newest bills only: by then both were made by a newer key."""


NOTICES_KEPT = timedelta(days=760)
"""Two years and a month. Source: Regulation E, 12 CFR 1005.13(b): what members were told is kept for two years."""
SHORT_NOTICES_KEPT = timedelta(days=90)
SHORT_NOTICES = (
    "already_registered",
    "contact_code",
    "digest",
    "email_change_confirm",
    "invited",
    "reset_password",
    "sign_in_code",
    "test_notice",
    "verify_email",
)
"""Letters that only opened something for a while: what became of it is in the activity log, which stays."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many rows were let go."""

    sessions: int
    secrets: int
    guesses: int
    jobs: int
    keys: int
    notices: int
    visits: int


def forget_old(database: Database, *, now: datetime) -> Forgotten:
    """Delete what is past its time."""
    with database.unit_of_work() as session:
        return Forgotten(
            sessions=_forget_sessions(session, before=now - SESSIONS_KEPT),
            secrets=_forget_secrets(session, before=now - SECRETS_KEPT),
            guesses=_forget_guesses(session, before=now - GUESS_MEMORY),
            jobs=forget_finished(session, before=now - JOBS_KEPT),
            keys=_forget_keys(session, before=now - KEYS_KEPT),
            notices=forget_notices(
                session,
                before=now - NOTICES_KEPT,
                short_before=now - SHORT_NOTICES_KEPT,
                short=SHORT_NOTICES,
            ),
            visits=forget_visits(session, before=now - VISITS_KEPT),
        )


def _forget_sessions(session: Session, *, before: datetime) -> int:
    return session.exec(delete(SignInSession).where(col(SignInSession.expires_at) < before)).rowcount


def _forget_secrets(session: Session, *, before: datetime) -> int:
    return session.exec(delete(OneTimeSecret).where(col(OneTimeSecret.expires_at) < before)).rowcount


def _forget_guesses(session: Session, *, before: datetime) -> int:
    return session.exec(delete(SignInAttempt).where(col(SignInAttempt.failed_at) < before)).rowcount


def _forget_keys(session: Session, *, before: datetime) -> int:
    # A recovery code that was never used may be from before the key was put away, however long ago that was.
    unused = select(func.min(RecoveryCode.created_at)).where(col(RecoveryCode.used_at).is_(None))
    oldest = session.exec(unused).one()
    return throw_away(session, put_away_before=min(before, oldest or before))
