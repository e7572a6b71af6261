"""Jobs as leased rows."""

import threading
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from smarthub_dash.kit.database import Database
from smarthub_dash.kit.leases import (
    LEASE,
    MAX_ATTEMPTS,
    Lease,
    claim,
    complete,
    delay_after,
    enqueue,
    forget_finished,
    is_any_due,
    put_back,
    release,
    renew,
)
from smarthub_dash.kit.records import Job, JobState

NOON = datetime(2026, 11, 20, 18, tzinfo=UTC)


def _put_down(database: Database, *keys: str, run_at: datetime = NOON) -> None:
    with database.unit_of_work() as session:
        for key in keys:
            enqueue(session, key=key, kind="bill-run", body="{}", run_at=run_at)


def _claim(database: Database, owner: str, now: datetime) -> Lease:
    with database.unit_of_work() as session:
        lease = claim(session, owner=owner, now=now)
    assert lease is not None
    return lease


def _state(database: Database, key: str) -> JobState:
    with database.reading() as session:
        return session.exec(select(Job).where(Job.key == key)).one().state


def test_a_key_is_put_down_once(database: Database) -> None:
    with database.unit_of_work() as session:
        first = enqueue(session, key="autopay:1", kind="pay", body="{}", run_at=NOON)
        second = enqueue(session, key="autopay:1", kind="pay", body="{}", run_at=NOON)

    assert (first, second) == (True, False)


def test_a_job_exists_only_if_its_transaction_was_kept(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.unit_of_work() as session:
        enqueue(session, key="lost", kind="pay", body="{}", run_at=NOON)
        raise ZeroDivisionError

    with database.reading() as session:
        assert not is_any_due(session, now=NOON)


def test_a_job_is_not_due_before_its_time(database: Database) -> None:
    _put_down(database, "a", run_at=NOON)

    with database.unit_of_work() as session:
        assert claim(session, owner="one", now=NOON - timedelta(seconds=1)) is None
        assert claim(session, owner="one", now=NOON) is not None


def test_a_leased_job_is_nobody_elses_until_the_lease_runs_out(database: Database) -> None:
    _put_down(database, "a")
    _claim(database, "one", NOON)

    with database.unit_of_work() as session:
        assert claim(session, owner="two", now=NOON + LEASE - timedelta(seconds=1)) is None
    assert _claim(database, "two", NOON + LEASE).attempts == 2


def test_a_worker_that_overslept_can_neither_complete_nor_renew_nor_put_back(database: Database) -> None:
    _put_down(database, "a")
    late = _claim(database, "one", NOON)
    current = _claim(database, "two", NOON + LEASE)

    with database.unit_of_work() as session:
        assert not complete(session, lease=late, now=NOON + LEASE)
        assert not renew(session, lease=late, now=NOON + LEASE)
        put_back(session, lease=late, now=NOON + LEASE, error="late")
        assert complete(session, lease=current, now=NOON + LEASE)
    assert _state(database, "a") is JobState.DONE


def test_the_same_worker_is_fenced_from_its_own_older_lease(database: Database) -> None:
    _put_down(database, "a")
    late = _claim(database, "one", NOON)
    _claim(database, "one", NOON + LEASE)

    with database.unit_of_work() as session:
        assert not complete(session, lease=late, now=NOON + LEASE)


def test_a_job_that_was_not_begun_is_free_at_once_and_loses_no_attempt(database: Database) -> None:
    _put_down(database, "a")
    lease = _claim(database, "one", NOON)

    with database.unit_of_work() as session:
        release(session, lease=lease)

    assert _claim(database, "two", NOON).attempts == 1


def test_a_renewed_lease_holds_for_longer(database: Database) -> None:
    _put_down(database, "a")
    lease = _claim(database, "one", NOON)

    with database.unit_of_work() as session:
        assert renew(session, lease=lease, now=NOON + LEASE / 2)
        assert claim(session, owner="two", now=NOON + LEASE) is None


def test_a_failed_job_waits_longer_each_time_and_is_buried_at_last(database: Database) -> None:
    _put_down(database, "a")
    now = NOON

    for attempt in range(1, MAX_ATTEMPTS + 1):
        lease = _claim(database, "one", now)
        with database.unit_of_work() as session:
            became = put_back(session, lease=lease, now=now, error="the printer is out of paper")
        assert became is (JobState.DEAD if attempt == MAX_ATTEMPTS else JobState.WAITING)
        now += delay_after(attempt)

    with database.reading() as session:
        assert not is_any_due(session, now=now + timedelta(days=9))


def test_delays_double_up_to_an_hour() -> None:
    assert [delay_after(attempts).total_seconds() for attempts in (1, 2, 3, 50)] == [5, 10, 20, 3600]


def test_only_what_was_done_is_forgotten(database: Database) -> None:
    _put_down(database, "done", "waiting")
    lease = _claim(database, "one", NOON)
    with database.unit_of_work() as session:
        complete(session, lease=lease, now=NOON)
        assert forget_finished(session, before=NOON) == 0
        assert forget_finished(session, before=NOON + timedelta(seconds=1)) == 1

    with database.reading() as session:
        assert session.exec(select(Job.key)).all() == ["waiting"]


def test_many_workers_do_every_job_once(database: Database) -> None:
    keys = [f"job {number}" for number in range(60)]
    _put_down(database, *keys)
    done: Counter[str] = Counter()

    def work(owner: str) -> None:
        while True:
            with database.unit_of_work() as session:
                lease = claim(session, owner=owner, now=NOON)
            if lease is None:
                return
            done[lease.key] += 1
            with database.unit_of_work() as session:
                assert complete(session, lease=lease, now=NOON)

    workers = [threading.Thread(target=work, args=(f"worker {number}",)) for number in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=60)

    assert done == Counter(keys)
