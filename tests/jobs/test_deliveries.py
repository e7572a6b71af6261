"""The jobs that deliver notices: with a courier, without one, and with one that was away for long."""

import logging
from datetime import datetime

import pytest
from sqlmodel import select

from smarthub_dash.domain.notices.operations import DELIVER, post_notice
from smarthub_dash.domain.notices.records import Delivery
from smarthub_dash.domain.notices.rules import Address, Channel, DeliveryState
from smarthub_dash.gateways.courier import Courier, CourierAway
from smarthub_dash.gateways.courier.fake import FakeCourier
from smarthub_dash.jobs.kinds import KINDS
from smarthub_dash.jobs.worker import perform, take
from smarthub_dash.journeys.deliver_notices import GIVEN_UP_AFTER, LATE_AFTER, deliver_late
from smarthub_dash.journeys.sign_in import SessionRegister
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.leases import MAX_ATTEMPTS
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


def _parts(database: Database, clock: SetClock, courier: Courier | None) -> Wiring:
    return Wiring(Settings(), database, clock, SessionRegister(database), SEALER, courier=courier)


def _post(database: Database, *, now: datetime) -> None:
    with database.unit_of_work() as session:
        post_notice(
            session,
            key="already",
            template="already_registered",
            facts={"name": "Ada"},
            to=[Address(Channel.EMAIL, "ada@example.com")],
            member_id=None,
            now=now,
        )


def _work(parts: Wiring) -> JobState | None:
    lease = take(parts, owner="a worker")
    assert lease is not None
    assert lease.kind == DELIVER
    return perform(parts, lease, kinds=KINDS)


def _job(database: Database) -> Job:
    with database.reading() as session:
        return session.exec(select(Job).where(Job.kind == DELIVER)).one()


def _state(database: Database) -> DeliveryState:
    with database.reading() as session:
        return session.exec(select(Delivery)).one().state


def test_a_notice_is_delivered_by_its_job(database: Database, clock: SetClock) -> None:
    courier = FakeCourier()
    _post(database, now=clock.now())

    outcome = _work(_parts(database, clock, courier))

    assert outcome is JobState.DONE
    assert _state(database) is DeliveryState.SENT
    assert len(courier.letters) == 1


def test_without_a_courier_notices_wait_and_go_out_with_the_first_one(
    database: Database, clock: SetClock, caplog: pytest.LogCaptureFixture
) -> None:
    _post(database, now=clock.now())
    with caplog.at_level(logging.WARNING):
        without = _work(_parts(database, clock, None))
    waiting = _state(database)
    clock.moment += LATE_AFTER
    courier = FakeCourier()
    parts = _parts(database, clock, courier)

    deliver_late(database, now=clock.now())
    deliver_late(database, now=clock.now())
    outcome = _work(parts)

    assert (without, waiting, outcome) == (JobState.DONE, DeliveryState.WAITING, JobState.DONE)
    assert len(courier.letters) == 1
    assert take(parts, owner="another") is None


def test_a_courier_that_was_away_for_long_is_asked_again(
    database: Database, clock: SetClock, caplog: pytest.LogCaptureFixture
) -> None:
    courier = FakeCourier(fails_with=CourierAway("mail.example:587: SMTPConnectError"))
    parts = _parts(database, clock, courier)
    _post(database, now=clock.now())
    for _ in range(MAX_ATTEMPTS):
        _work(parts)
        clock.moment = max(clock.moment, _job(database).run_at)
    buried = _job(database).state
    courier.fails_with = None

    deliver_late(database, now=clock.now())
    _work(parts)

    assert buried is JobState.DEAD
    assert clock.now() - _job(database).run_at < GIVEN_UP_AFTER
    assert _state(database) is DeliveryState.SENT
    # That a mail server is away is no bug of ours: it is said in a line.
    assert not any(record.exc_info for record in caplog.records)


def test_a_job_that_is_held_is_not_opened_a_second_time(database: Database, clock: SetClock) -> None:
    parts = _parts(database, clock, FakeCourier())
    _post(database, now=clock.now())
    held = take(parts, owner="a worker")
    clock.moment += LATE_AFTER

    deliver_late(database, now=clock.now())

    assert held is not None
    assert (_job(database).attempts, _job(database).lease_owner) == (1, "a worker")
