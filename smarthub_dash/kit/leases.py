"""
Jobs as leased rows.

A job is put down in the caller's own transaction, so it exists exactly if what asked for it happened. A worker claims
it for a while; when the worker dies the lease runs out and another takes over. So a job may be done twice, never
lost: what it does must be safe to repeat, and its key is there to make it so.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Executable, delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from smarthub_dash.kit.records import Job, JobState

LEASE = timedelta(seconds=90)
MAX_ATTEMPTS = 8
FIRST_DELAY = timedelta(seconds=5)
LONGEST_DELAY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Lease:
    """A job as its worker holds it."""

    job_id: int
    key: str
    kind: str
    body: str
    run_at: datetime
    attempts: int
    owner: str


def enqueue(session: Session, *, key: str, kind: str, body: str, run_at: datetime) -> bool:
    """Put a job down in the caller's transaction; return False if its key was there already."""
    row = {"key": key, "kind": kind, "body": body, "run_at": run_at}
    anew = {"state": JobState.WAITING, "attempts": 0, "last_error": ""}
    inserting = _inserting(session.get_bind().dialect.name == "postgresql")
    return session.connection().execute(inserting, row | anew).first() is not None


@lru_cache(maxsize=2)
def _inserting(is_postgresql: bool) -> Executable:
    # Both dialects have the same clause, but SQLAlchemy has no common word for it. The row count of an insert that
    # met a conflict is unusable on psycopg, so the id that comes back is the answer.
    table = SQLModel.metadata.tables[str(Job.__tablename__)]
    insert = postgresql.insert(table) if is_postgresql else sqlite.insert(table)
    return insert.on_conflict_do_nothing(index_elements=["key"]).returning(table.c.id)


def is_any_due(session: Session, *, now: datetime) -> bool:
    """Return whether a job could be claimed; a read, so that idle workers do not queue for the writer's lock."""
    return session.exec(_free(now).limit(1)).first() is not None


def claim(session: Session, *, owner: str, now: datetime) -> Lease | None:
    """Lease the job that is due longest; return None if none is due."""
    # One statement, so two workers cannot read the same row as free. `FOR UPDATE SKIP LOCKED` lets PostgreSQL's
    # workers pass each other; SQLAlchemy drops it on SQLite, where a writer is alone anyway. `=` and not IN: a
    # subquery with LIMIT under IN may be run once per row by PostgreSQL and lease more rows than its limit.
    due = _free(now).order_by(col(Job.run_at), col(Job.id)).limit(1).with_for_update(skip_locked=True)
    row = session.exec(
        update(Job)
        .where(col(Job.id) == due.scalar_subquery())
        .values(lease_owner=owner, lease_until=now + LEASE, attempts=col(Job.attempts) + 1)
        .returning(*map(col, (Job.id, Job.key, Job.kind, Job.body, Job.run_at, Job.attempts)))
        .execution_options(synchronize_session=False)
    ).first()
    return Lease(*row, owner) if row else None


def renew(session: Session, *, lease: Lease, now: datetime) -> bool:
    """Hold the job for longer; return False if it is another's by now."""
    return _change(session, lease, {"lease_until": now + LEASE})


def complete(session: Session, *, lease: Lease, now: datetime) -> bool:
    """Mark the job done; return False if it is another's by now."""
    return _finish(session, lease, state=JobState.DONE, now=now, error="")


def put_back(session: Session, *, lease: Lease, now: datetime, error: str) -> JobState:
    """Let the job wait for its next attempt, or bury it after the last; return what became of it."""
    # Counted at the claim, so a job that kills its worker is buried too, when it comes up once more.
    if lease.attempts >= MAX_ATTEMPTS:
        _finish(session, lease, state=JobState.DEAD, now=now, error=error)
        return JobState.DEAD
    again = {"run_at": now + delay_after(lease.attempts), "lease_owner": None, "lease_until": None}
    _change(session, lease, again | {"last_error": error[:500]})
    return JobState.WAITING


def release(session: Session, *, lease: Lease) -> None:
    """Give a job back that was not begun: it is free at once, and the attempt does not count."""
    _change(session, lease, {"lease_owner": None, "lease_until": None, "attempts": lease.attempts - 1})


def reopen(session: Session, *, key: str, now: datetime) -> bool:
    """Let a job that was done or buried be done again, with all its attempts; return False if it waits anyway."""
    anew = {"state": JobState.WAITING, "run_at": now, "attempts": 0, "finished_at": None}
    settled = update(Job).where(col(Job.key) == key, col(Job.state) != JobState.WAITING)
    return session.exec(settled.values(anew | {"lease_owner": None, "lease_until": None})).rowcount == 1


def delay_after(attempts: int) -> timedelta:
    """Return how long to wait after so many failed attempts: doubling, up to an hour."""
    return min(LONGEST_DELAY, FIRST_DELAY * 2 ** min(attempts - 1, 20))


def forget_finished(session: Session, *, before: datetime) -> int:
    """Delete the jobs that were done before an instant, and say how many; dead ones stay until someone looks."""
    finished = delete(Job).where(col(Job.state) == JobState.DONE, col(Job.finished_at) < before)
    return session.exec(finished).rowcount


def _free(now: datetime) -> SelectOfScalar[Any]:
    is_free = or_(col(Job.lease_until).is_(None), col(Job.lease_until) <= now)
    return select(Job.id).where(col(Job.state) == JobState.WAITING, col(Job.run_at) <= now, is_free)


def _finish(session: Session, lease: Lease, *, state: JobState, now: datetime, error: str) -> bool:
    values = {"state": state, "finished_at": now, "last_error": error[:500], "lease_until": None}
    return _change(session, lease, values)


def _change(session: Session, lease: Lease, values: dict[str, object]) -> bool:
    # Owner and attempt are the fence: a worker that overslept its lease changes nothing.
    held = (
        col(Job.id) == lease.job_id,
        col(Job.lease_owner) == lease.owner,
        col(Job.attempts) == lease.attempts,
        col(Job.state) == JobState.WAITING,
    )
    changed = session.exec(update(Job).where(*held).values(values).execution_options(synchronize_session=False))
    return changed.rowcount == 1
