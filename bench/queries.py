"""Read pages on a small and a large database in turn: a year costs what a week costs, whoever else was read."""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import UUID

from bench.ballast import Ballasted, ballasted
from bench.report import Row
from bench.servers import SCRATCH
from smarthub_dash.journeys.open_dashboard import open_dashboard, scope_for
from smarthub_dash.journeys.view_usage import request_of, view_usage
from smarthub_dash.kit.database import Database
from smarthub_dash.settings import settings
from tests.support.sql import counted

SMALL = 100_000
Read = Callable[[], object]


@contextmanager
def sqlite_addresses() -> Iterator[tuple[str, str]]:
    """Yield the addresses of two database files that do not exist yet; they are removed afterwards."""
    _remove_files()
    small, large = (f"sqlite:///{SCRATCH / f'reads-{name}.db'}" for name in ("small", "large"))
    try:
        yield small, large
    finally:
        _remove_files()


def measure(kind: str, addresses: tuple[str, str], *, large_reads: int, calls: int) -> list[Row]:
    """Fill two databases, read both in turn, and return the rows of the table."""
    now = datetime.now(UTC)
    small, large = (
        ballasted(address, reads=reads, now=now) for address, reads in zip(addresses, (SMALL, large_reads), strict=True)
    )
    print(f"  queries: {kind}: {small.reads:,} and {large.reads:,} reads", flush=True)
    rows = [
        _row(f"{kind}: Usage, year view", small, large, usage_of("year", now), calls=calls, most=3),
        _row(f"{kind}: Usage, day view", small, large, usage_of("day", now), calls=calls, most=None),
        _row(f"{kind}: Home", small, large, home_of(now), calls=calls, most=6),
        _same_count(f"{kind}: Home, statements for 1 and for 20 accounts", small, home_of(now)),
    ]
    for each in (small, large):
        each.database.close()
    return rows


def home_of(now: datetime) -> Callable[[Database, UUID], Read]:
    """Return what reads Home, given a database and a member; the scope is the guard's and is made before."""

    def prepared(database: Database, member_id: UUID) -> Read:
        scope = scope_for(database, member_id=member_id, now=now, zone=settings().zone)
        return lambda: open_dashboard(database, scope=scope, now=now, zone=settings().zone)

    return prepared


def usage_of(span: str, now: datetime) -> Callable[[Database, UUID], Read]:
    """Return what reads a range of Usage, given a database and a member."""
    request = request_of({"range": span}, usual_unit="quantity")

    def prepared(database: Database, member_id: UUID) -> Read:
        scope = scope_for(database, member_id=member_id, now=now, zone=settings().zone)
        return lambda: view_usage(database, scope=scope, request=request, now=now, zone=settings().zone)

    return prepared


def _row(
    measure: str,
    small: Ballasted,
    large: Ballasted,
    prepare: Callable[[Database, UUID], Read],
    *,
    calls: int,
    most: int | None,
) -> Row:
    with counted(large.database.engine) as before:
        reads = [prepare(each.database, each.one_account) for each in (small, large)]
    times: tuple[list[float], list[float]] = ([], [])
    for number in range(calls + 10):
        for read, taken in zip(reads, times, strict=True):
            started = time.perf_counter()
            read()
            if number >= 10:
                taken.append((time.perf_counter() - started) * 1_000)
    with counted(large.database.engine) as statements:
        reads[1]()
    ratio = statistics.median(times[1]) / statistics.median(times[0])
    print(f"  queries: {measure}: {ratio:.2f}", flush=True)
    said = f"{statistics.median(times[1]):.2f} ms, {len(statements)} statements (and {len(before)} for the scope)"
    return Row(
        f"{measure}, {large.reads:,} reads beside {small.reads:,}",
        said,
        f"{statistics.median(times[0]):.2f} ms (the small one)",
        f"{ratio:.2f}",
        "≤ 1.2" + (f", ≤ {most} statements" if most else ""),
        ratio <= 1.2 and (most is None or len(statements) <= most),
    )


def _same_count(measure: str, small: Ballasted, prepare: Callable[[Database, UUID], Read]) -> Row:
    counts = []
    for member_id in (small.one_account, small.many_accounts):
        read = prepare(small.database, member_id)
        with counted(small.database.engine) as statements:
            read()
        counts.append(len(statements))
    one, twenty = counts
    return Row(measure, f"{one} and {twenty}", target="≤ 6, the same", is_met=one == twenty <= 6)


def _remove_files() -> None:
    for path in SCRATCH.glob("reads-*.db*"):
        path.unlink()
