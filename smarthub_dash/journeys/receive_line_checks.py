"""Receive what a monitor of internet lines tells: speed tests, and when a line did not answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from smarthub_dash.domain.insights.operations import keep_line_checks
from smarthub_dash.domain.insights.rules.line_quality import MeasuredSpeed, Stretch
from smarthub_dash.domain.usage.operations.imports import find_points
from smarthub_dash.domain.usage.rules import QuantityUnit
from smarthub_dash.domain.usage.rules.deliveries import MeteredPoint
from smarthub_dash.journal.news import announce
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.errors import Refused

TOPIC = "line"
CLOCK_TOLERANCE = timedelta(hours=1)
FASTEST_KBPS = 400_000_000
SLOWEST_ANSWER_MS = 60_000


@dataclass(frozen=True, slots=True)
class LineChecks:
    """What a monitor tells of one line, by the number of its terminal."""

    terminal_number: str
    tests: Sequence[MeasuredSpeed]
    downs: Sequence[Stretch]


class UnfitLineChecks(Refused):
    """What was told of a line cannot be; nothing of the delivery was kept."""


def receive_line_checks(database: Database, *, checks: Sequence[LineChecks], now: datetime) -> int:
    """
    Keep what is told of lines, all of it or nothing; return of how many.

    What is told twice is kept once, and a failure that is told again may have grown.
    :raises UnfitLineChecks: if a terminal is not known, or a time or a speed cannot be
    """
    with database.unit_of_work() as session:
        # no scope: a monitor tells of every line
        points = find_points(session, meter_numbers={each.terminal_number for each in checks})
        told: set[UUID] = set()
        for each in checks:
            point = _line(points.get(each.terminal_number, ()), each)
            _refuse_odd(each, latest=int((now + CLOCK_TOLERANCE).timestamp()))
            keep_line_checks(session, usage_point_id=point.usage_point_id, tests=each.tests, downs=each.downs)
            if each.tests or each.downs:
                told.add(point.account_id)
        announce(session, topic=TOPIC, account_ids=told, now=now)
    return len(told)


def _line(points: Sequence[MeteredPoint], told: LineChecks) -> MeteredPoint:
    # Of a terminal that was moved, the place where it is now.
    if not points or points[-1].unit is not QuantityUnit.MB:
        raise UnfitLineChecks(f"{told.terminal_number} is no terminal of an internet line that we know.")
    return points[-1]


def _refuse_odd(told: LineChecks, *, latest: int) -> None:
    for test in told.tests:
        is_fit = 0 <= test.down_kbps <= FASTEST_KBPS and 0 <= test.up_kbps <= FASTEST_KBPS
        if not (is_fit and 0 <= test.latency_ms <= SLOWEST_ANSWER_MS and 0 < test.tested_epoch <= latest):
            raise UnfitLineChecks(f"{told.terminal_number}: a speed test at {test.tested_epoch} cannot be.")
    for down in told.downs:
        if not 0 < down.start_epoch < down.end_epoch <= latest:
            raise UnfitLineChecks(f"{told.terminal_number}: the failure at {down.start_epoch} cannot be.")
