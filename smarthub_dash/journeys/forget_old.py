"""Let go of what nobody needs any more: ended sessions, links and codes that no longer open, jobs that are done."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete

from smarthub_dash.domain.members.records import OneTimeSecret, SignInAttempt, SignInSession
from smarthub_dash.domain.members.rules import GUESS_MEMORY
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.leases import forget_finished

SESSIONS_KEPT = timedelta(days=90)
"""Members can look back on their sign-ins for this long."""

SECRETS_KEPT = timedelta(days=1)
"""Long enough that a link of yesterday is still told to be too old."""

JOBS_KEPT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many rows were let go."""

    sessions: int
    secrets: int
    guesses: int
    jobs: int


def forget_old(database: Database, *, now: datetime) -> Forgotten:
    """Delete what is past its time."""
    with database.unit_of_work() as session:
        return Forgotten(
            sessions=_forget_sessions(session, before=now - SESSIONS_KEPT),
            secrets=_forget_secrets(session, before=now - SECRETS_KEPT),
            guesses=_forget_guesses(session, before=now - GUESS_MEMORY),
            jobs=forget_finished(session, before=now - JOBS_KEPT),
        )


def _forget_sessions(session: Session, *, before: datetime) -> int:
    return session.exec(delete(SignInSession).where(col(SignInSession.expires_at) < before)).rowcount


def _forget_secrets(session: Session, *, before: datetime) -> int:
    return session.exec(delete(OneTimeSecret).where(col(OneTimeSecret.expires_at) < before)).rowcount


def _forget_guesses(session: Session, *, before: datetime) -> int:
    return session.exec(delete(SignInAttempt).where(col(SignInAttempt.failed_at) < before)).rowcount
