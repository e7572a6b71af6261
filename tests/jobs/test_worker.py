"""One job from its lease to its end, and the task that does them inside the server."""

import asyncio
import threading
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from smarthub_dash.jobs.kinds import KINDS, repeating_of
from smarthub_dash.jobs.runner import run
from smarthub_dash.jobs.schedule import Repeating
from smarthub_dash.jobs.worker import Work, perform, take
from smarthub_dash.journal.records import JournalEvent
from smarthub_dash.journeys.sign_in import SessionRegister
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.leases import LEASE, MAX_ATTEMPTS, Lease, enqueue
from smarthub_dash.kit.records import Job, JobState
from smarthub_dash.settings import Settings
from smarthub_dash.wiring import Wiring
from tests.support.doors import SEALER


class SetClock:
    """A clock that a test sets."""

    def __init__(self, now: datetime) -> None:
        self.moment = now

    def now(self) -> datetime:
        return self.moment


@pytest.fixture
def clock(now: datetime) -> SetClock:
    return SetClock(now)


@pytest.fixture
def parts(database: Database, clock: SetClock) -> Wiring:
    """The parts of a process over a fresh database and a clock that is set."""
    return Wiring(Settings(), database, clock, SessionRegister(database), SEALER)


def _put_down(parts: Wiring, *keys: str, kind: str = "count") -> None:
    with parts.database.unit_of_work() as session:
        for key in keys:
            enqueue(session, key=key, kind=kind, body="{}", run_at=parts.clock.now())


def _take(parts: Wiring, owner: str) -> Lease:
    lease = take(parts, owner=owner)
    assert lease is not None
    return lease


def _jobs(parts: Wiring) -> Mapping[str, Job]:
    with parts.database.reading() as session:
        found = {job.key: job for job in session.exec(select(Job))}
        session.expunge_all()
    return found


def _nothing(_parts: Wiring, _lease: Lease) -> None:
    pass


def _fail(_parts: Wiring, _lease: Lease) -> None:
    raise ConnectionError("the line is dead")


def test_a_job_that_is_done_is_done(parts: Wiring) -> None:
    _put_down(parts, "a")

    became = perform(parts, _take(parts, "one"), kinds={"count": _nothing})

    assert became is JobState.DONE
    assert take(parts, owner="one") is None


def test_a_failure_is_kept_and_tried_again_later(parts: Wiring, clock: SetClock) -> None:
    _put_down(parts, "a")

    became = perform(parts, _take(parts, "one"), kinds={"count": _fail})

    assert became is JobState.WAITING
    assert _jobs(parts)["a"].last_error == "ConnectionError: the line is dead"
    assert take(parts, owner="one") is None
    clock.moment += timedelta(seconds=5)
    assert perform(parts, _take(parts, "one"), kinds={"count": _nothing}) is JobState.DONE


def test_a_job_of_an_unknown_kind_is_buried_in_the_end_and_stops_nobody(parts: Wiring, clock: SetClock) -> None:
    _put_down(parts, "a", kind="unheard of")

    for _ in range(MAX_ATTEMPTS):
        perform(parts, _take(parts, "one"), kinds={})
        clock.moment += timedelta(hours=2)

    assert _jobs(parts)["a"].state is JobState.DEAD
    assert take(parts, owner="one") is None


def test_the_job_of_a_killed_worker_is_taken_over(parts: Wiring, clock: SetClock) -> None:
    _put_down(parts, "a")
    _take(parts, "killed")

    assert take(parts, owner="heir") is None
    clock.moment += LEASE
    assert perform(parts, _take(parts, "heir"), kinds={"count": _nothing}) is JobState.DONE


def test_a_job_that_kills_every_worker_is_buried(parts: Wiring, clock: SetClock) -> None:
    _put_down(parts, "a")
    for _ in range(MAX_ATTEMPTS):
        _take(parts, "killed")
        clock.moment += LEASE

    became = perform(parts, _take(parts, "heir"), kinds={"count": _nothing})

    assert became is JobState.DEAD


def test_a_worker_that_overslept_does_not_mark_the_job_of_another(parts: Wiring, clock: SetClock) -> None:
    _put_down(parts, "a")
    late = _take(parts, "late")

    def oversleep(_parts: Wiring, _lease: Lease) -> None:
        clock.moment += LEASE
        _take(parts, "heir")

    assert perform(parts, late, kinds={"count": oversleep}) is None
    assert _jobs(parts)["a"].lease_owner == "heir"


def test_two_servers_side_by_side_do_each_job_once_and_stop_cleanly(parts: Wiring) -> None:
    keys = [f"job {number}" for number in range(30)]
    _put_down(parts, *keys)
    done: Counter[str] = Counter()
    all_done = threading.Event()

    def count(_parts: Wiring, lease: Lease) -> None:
        done[lease.key] += 1
        if len(done) == len(keys):
            all_done.set()

    _serve_until(all_done, parts, kinds={"count": count}, servers=2)

    assert done == Counter(keys)
    assert {job.state for job in _jobs(parts).values()} == {JobState.DONE}


def test_a_server_does_what_repeats_from_its_start(parts: Wiring) -> None:
    came = threading.Event()

    def ring(_parts: Wiring, _lease: Lease) -> None:
        came.set()

    _serve_until(came, parts, kinds={"bell": ring}, repeating=(Repeating("bell", "*/15 * * * *"),))

    assert came.is_set()


def test_a_job_under_way_is_finished_before_the_server_stops(parts: Wiring) -> None:
    _put_down(parts, "a")
    begun, may_end = threading.Event(), threading.Event()

    def work(_parts: Wiring, _lease: Lease) -> None:
        begun.set()
        may_end.wait(timeout=30)

    _serve_until(begun, parts, kinds={"count": work}, at_stop=may_end)

    assert _jobs(parts)["a"].state is JobState.DONE


def test_every_kind_that_repeats_is_known() -> None:
    assert {each.kind for each in repeating_of(Settings())} <= set(KINDS)


@pytest.mark.parametrize("kind", sorted(each.kind for each in repeating_of(Settings())))
def test_every_kind_that_repeats_is_safe_to_repeat_on_an_empty_co_op(parts: Wiring, kind: str) -> None:
    for key in ("first", "second"):
        _put_down(parts, key, kind=kind)
        assert perform(parts, _take(parts, "one"), kinds=KINDS) is JobState.DONE


def test_the_journal_is_never_let_go(parts: Wiring, now: datetime) -> None:
    _announce_at(parts, now - timedelta(days=3000))
    _put_down(parts, "tonight", kind="forget old")

    perform(parts, _take(parts, "one"), kinds=KINDS)

    with parts.database.reading() as session:
        assert session.exec(select(JournalEvent.happened_at)).all() == [now - timedelta(days=3000)]


def _announce_at(parts: Wiring, *instants: datetime) -> None:
    with parts.database.unit_of_work() as session:
        session.add_all(JournalEvent(happened_at=instant, topic="usage") for instant in instants)


def _serve_until(
    event: threading.Event,
    parts: Wiring,
    *,
    kinds: Mapping[str, Work],
    repeating: tuple[Repeating, ...] = (),
    servers: int = 1,
    at_stop: threading.Event | None = None,
) -> None:
    async def serve() -> None:
        tasks = [asyncio.create_task(run(parts, kinds=kinds, repeating=repeating)) for _ in range(servers)]
        assert await asyncio.to_thread(event.wait, 60)
        for task in tasks:
            task.cancel()
        if at_stop is not None:
            at_stop.set()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
        assert all(isinstance(each, asyncio.CancelledError) for each in ended)

    asyncio.run(serve())
