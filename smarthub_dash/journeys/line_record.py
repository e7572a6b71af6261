"""How an internet line did: its speed tests beside its plan, and when it did not answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from sqlmodel import Session

from smarthub_dash.domain.accounts.queries import AccountView
from smarthub_dash.domain.accounts.rules import AccountScope
from smarthub_dash.domain.insights.queries import downs_in, speed_tests_in
from smarthub_dash.domain.insights.rules.line_quality import (
    MeasuredSpeed,
    SpeedRecord,
    Stretch,
    joined,
    seconds_down,
    speed_record,
)
from smarthub_dash.domain.rates.queries import schedules_in_force
from smarthub_dash.domain.rates.rules.terms import LineSpeed
from smarthub_dash.domain.usage.queries import days_in
from smarthub_dash.domain.usage.rules import Flow
from smarthub_dash.kit.clock import local_day
from smarthub_dash.kit.periods import Period, epoch_of_day

TESTED = timedelta(days=30)
MOST_TESTS = 30
"""No more fit on a phone."""
WATCHED = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class SpeedTests:
    """The last speed tests of a line, oldest first; `plan` and `record` are None where nothing is known."""

    tests: tuple[MeasuredSpeed, ...]
    plan: LineSpeed | None
    record: SpeedRecord | None


@dataclass(frozen=True, slots=True)
class LineDay:
    """One day of a line; `seconds` is None where nothing was heard of it. Units: seconds down."""

    day: date
    seconds: int | None


@dataclass(frozen=True, slots=True)
class LineUptime:
    """
    The last days of a line, and its failures, the newest first.

    Units: seconds down and seconds watched.
    """

    days: tuple[LineDay, ...]
    downs: tuple[Stretch, ...]
    seconds_down: int
    seconds_watched: int


def speed_tests_of(
    session: Session, *, scope: AccountScope, account: AccountView, now: datetime, zone: ZoneInfo
) -> SpeedTests:
    """Return the speed tests of a line of late, beside what its plan promises."""
    tests = speed_tests_in(session, scope=scope, since_epoch=int((now - TESTED).timestamp()))[-MOST_TESTS:]
    today = local_day(now, zone)
    within = Period(today, today + timedelta(days=1))
    versions = schedules_in_force(session, rate_codes=[account.rate_code], period=within)[account.rate_code]
    plan = versions[-1].speed if versions else None
    promised = plan or LineSpeed(0, 0)
    record = speed_record(tests, down_mbps=promised.down_mbps, up_mbps=promised.up_mbps) if tests else None
    return SpeedTests(tuple(tests), plan, record)


def line_uptime(
    session: Session, *, scope: AccountScope, account: AccountView, now: datetime, zone: ZoneInfo
) -> LineUptime:
    """Return how long a line was down each day; of one without traffic or failure nothing is known."""
    today = local_day(now, zone)
    watched = Period(today - WATCHED + timedelta(days=1), today + timedelta(days=1))
    days = [day for day in watched.days() if day >= account.opened_on]
    edges = [epoch_of_day(day, zone) for day in days] + [int(now.timestamp())]
    downs = joined(downs_in(session, scope=scope, since_epoch=edges[0]))
    heard = {each.start_on for each in days_in(session, scope=scope, within=watched) if each.flow is Flow.DELIVERED}
    return _uptime(days, edges, downs, heard)


def _uptime(days: Sequence[date], edges: Sequence[int], downs: Sequence[Stretch], heard: set[date]) -> LineUptime:
    lost = seconds_down(downs, edges)
    known = [day in heard or seconds > 0 for day, seconds in zip(days, lost, strict=True)]
    lengths = [end - start for start, end in pairwise(edges)]
    rows = zip(days, lost, known, strict=True)
    return LineUptime(
        days=tuple(LineDay(day, seconds if is_known else None) for day, seconds, is_known in rows),
        downs=tuple(reversed(downs)),
        seconds_down=sum(lost),
        seconds_watched=sum(length for length, is_known in zip(lengths, known, strict=True) if is_known),
    )
