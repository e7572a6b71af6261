"""Published rates: found by code and period, and never changed."""

from datetime import date, datetime

import pytest

from smarthub_dash.demo.rates import demo_schedules
from smarthub_dash.domain.rates.operations import publish_schedules
from smarthub_dash.domain.rates.queries import schedules_in_force
from smarthub_dash.domain.rates.rules.fields import RefusedSchedule
from smarthub_dash.domain.rates.rules.schedule import versions_over
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.periods import Period
from tests.support.rates import FLAT, HEAD
from tests.support.sql import counted

OCTOBER = Period(date(2026, 10, 15), date(2026, 11, 15))


def test_rates_of_many_codes_are_one_statement(database: Database, now: datetime) -> None:
    with database.unit_of_work() as session:
        publish_schedules(session, schedules=demo_schedules(), now=now)

    with database.reading() as session, counted(database.engine) as statements:
        found = schedules_in_force(session, rate_codes=["CEC-RES", "CEC-WELL", "NONE"], period=OCTOBER)

    assert len(statements) == 1
    assert (len(found["CEC-WELL"]), found["NONE"]) == (1, ())
    assert [span.version.valid_from for span in versions_over(found["CEC-RES"], period=OCTOBER)] == [date(2026, 4, 1)]


def test_publishing_again_changes_nothing(database: Database, now: datetime) -> None:
    with database.unit_of_work() as session:
        first = publish_schedules(session, schedules=demo_schedules(), now=now)
        second = publish_schedules(session, schedules=demo_schedules(), now=now)

    assert first.new == second.same
    assert (first.same, second.new) == ((), ())


def test_a_published_version_cannot_be_changed(database: Database, now: datetime) -> None:
    body = HEAD.format(valid_from="2026-01-01") + FLAT
    with database.unit_of_work() as session:
        publish_schedules(session, schedules={"test.toml": body}, now=now)

        with pytest.raises(RefusedSchedule, match="TEST of 2026-01-01 was published before"):
            publish_schedules(session, schedules={"test.toml": body.replace("0.1000", "0.2000")}, now=now)


def test_a_version_that_ended_is_not_found_later(database: Database, now: datetime) -> None:
    body = "valid_to = 2026-10-15\n" + HEAD.format(valid_from="2026-01-01") + FLAT
    with database.unit_of_work() as session:
        publish_schedules(session, schedules={"test.toml": body}, now=now)

        assert schedules_in_force(session, rate_codes=["TEST"], period=OCTOBER)["TEST"] == ()
