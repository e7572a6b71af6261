"""One job, from its lease to its end: what a worker does in a thread, and a test in a line."""

import logging
from collections.abc import Callable, Mapping
from typing import TypeAlias

from smarthub_dash.kit.errors import Unavailable
from smarthub_dash.kit.leases import MAX_ATTEMPTS, Lease, claim, complete, is_any_due, put_back, release, renew
from smarthub_dash.kit.records import JobState
from smarthub_dash.wiring import Wiring

log = logging.getLogger(__name__)

Work: TypeAlias = Callable[[Wiring, Lease], None]
"""
What a kind of job does. It opens transactions of its own, and is safe to repeat: a worker may die after the work and
before the job is marked done.
"""


def take(parts: Wiring, *, owner: str) -> Lease | None:
    """Lease the job that is due longest, if any is."""
    now = parts.clock.now()
    with parts.database.reading() as session:
        if not is_any_due(session, now=now):
            return None
    with parts.database.unit_of_work() as session:
        return claim(session, owner=owner, now=now)


def perform(parts: Wiring, lease: Lease, *, kinds: Mapping[str, Work]) -> JobState | None:
    """Do a leased job and settle it; return what became of it, or None if it was another worker's by then."""
    if lease.attempts > MAX_ATTEMPTS:
        return _give_back(parts, lease, error="its workers died")
    try:
        kinds[lease.kind](parts, lease)
    except Unavailable as error:
        log.warning("job %s waits after attempt %d: %s", lease.key, lease.attempts, error)
        return _give_back(parts, lease, error=str(error))
    except Exception as error:
        # The roof of every job: whatever went wrong in one must not stop the others.
        log.exception("job %s failed at attempt %d", lease.key, lease.attempts)
        return _give_back(parts, lease, error=f"{type(error).__name__}: {error}")
    with parts.database.unit_of_work() as session:
        is_mine = complete(session, lease=lease, now=parts.clock.now())
    return JobState.DONE if is_mine else None


def hold(parts: Wiring, lease: Lease) -> bool:
    """Keep a job that takes long; return False if it was lost to another worker."""
    with parts.database.unit_of_work() as session:
        return renew(session, lease=lease, now=parts.clock.now())


def let_go(parts: Wiring, lease: Lease) -> None:
    """Give back a job that was taken and not begun."""
    with parts.database.unit_of_work() as session:
        release(session, lease=lease)


def _give_back(parts: Wiring, lease: Lease, *, error: str) -> JobState:
    with parts.database.unit_of_work() as session:
        return put_back(session, lease=lease, now=parts.clock.now(), error=error)
