"""When what repeats is due, clock changes included."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from smarthub_dash.jobs.schedule import Repeating, occurrences_around, plan
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.records import Job

ZONE = ZoneInfo("America/Chicago")


def _at(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=UTC)


def test_a_time_that_spring_skips_is_run_right_after_it() -> None:
    # On 8 March 2026 half past two does not exist: the clock goes from 2 to 3 AM, at 08:00 UTC.
    assert occurrences_around("30 2 * * *", now=_at(2026, 3, 8, 7), zone=ZONE) == (
        _at(2026, 3, 7, 8, 30),
        _at(2026, 3, 8, 8),
    )


def test_a_time_that_autumn_repeats_is_run_once() -> None:
    first = _at(2026, 11, 1, 6, 30)

    for now in (first, first + timedelta(hours=1), first + timedelta(hours=2)):
        assert occurrences_around("30 1 * * *", now=now, zone=ZONE) == (first, _at(2026, 11, 2, 7, 30))


def test_quarters_of_an_hour_go_on_through_the_repeated_hour() -> None:
    now, seen = _at(2026, 11, 1, 5), []
    while now < _at(2026, 11, 1, 8):
        _, now = occurrences_around("*/15 * * * *", now=now, zone=ZONE)
        seen.append(now)

    assert seen == [_at(2026, 11, 1, 5) + timedelta(minutes=15 * count) for count in range(1, 13)]


def test_an_occurrence_of_this_very_second_has_come() -> None:
    quarter = _at(2026, 11, 17, 15, 45)

    assert occurrences_around("*/15 * * * *", now=quarter, zone=ZONE)[0] == quarter
    assert occurrences_around("*/15 * * * *", now=quarter - timedelta(milliseconds=1), zone=ZONE)[1] == quarter


def test_processes_that_plan_side_by_side_put_each_occurrence_down_once(database: Database, now: datetime) -> None:
    repeating = (Repeating("bill run", "10 3 * * *"), Repeating("head-end delivery", "*/15 * * * *"))

    for _ in range(3):
        with database.unit_of_work() as session:
            to_come = plan(session, repeating=repeating, now=now, zone=ZONE)

    with database.reading() as session:
        keys = session.exec(select(Job.key).order_by(col(Job.run_at))).all()
    assert to_come == _at(2026, 11, 17, 15, 45)
    assert keys == [
        "cron:bill run:2026-11-17T09:10:00Z",
        "cron:head-end delivery:2026-11-17T15:30:00Z",
        "cron:head-end delivery:2026-11-17T15:45:00Z",
        "cron:bill run:2026-11-18T09:10:00Z",
    ]
