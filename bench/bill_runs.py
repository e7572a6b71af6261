"""How long a bill run of 1,000 and of 10,000 accounts on hourly reads takes, and how steeply that grows."""

import math
import time
from dataclasses import dataclass
from datetime import UTC, datetime

import psutil

from bench.bill_ballast import PERIOD, fill
from bench.report import Row
from bench.servers import SCRATCH
from smarthub_dash.journeys.run_bills import run_bills
from smarthub_dash.kit.database import Database, open_database
from smarthub_dash.migrations import migrate
from smarthub_dash.settings import settings

NOW = datetime(2026, 10, 20, 12, tzinfo=UTC)
SECONDS = 60
STEEPEST = 1.1
"""Time grows as accounts to this power: 1 is a straight line."""
RATE_CODES = ("CEC-TOU-NM", "CEC-RES")
"""Priced by the hour, and by the period."""


@dataclass(frozen=True, slots=True)
class Took:
    """What a run took. Units: seconds by the clock, seconds of a processor; processes that wanted one."""

    seconds: float
    busy: float
    load: float

    @property
    def words(self) -> str:
        return f"{self.seconds:.1f} s, {self.busy:.1f} s of a processor (load {self.load:.0f})"


def measure(is_quick: bool) -> list[Row]:
    """Bill a small and a ten times larger cooperative, of each rate, and return the rows of the table."""
    small = 100 if is_quick else 1_000
    return [row for rate_code in RATE_CODES for row in _rows(rate_code, small, 10 * small)]


def _rows(rate_code: str, small: int, large: int) -> list[Row]:
    few, many = _run(rate_code, small), _run(rate_code, large)
    # By the processor's time: on a machine that others use, the clock's slope is that of their work.
    slope = math.log(many.busy / few.busy) / math.log(large / small)
    name = f"Bill run, SQLite, {rate_code}, hourly reads"
    return [
        Row(f"{name}: {small:,} accounts", few.words),
        Row(f"{name}: {large:,} accounts", many.words, target=f"≤ {SECONDS} s", is_met=many.seconds <= SECONDS),
        Row(f"{name}: slope, of processor time", f"{slope:.2f}", target=f"≤ {STEEPEST}", is_met=slope <= STEEPEST),
    ]


def _run(rate_code: str, accounts: int) -> Took:
    path = SCRATCH / "bill-run.db"
    _remove()
    database = open_database(f"sqlite:///{path}")
    migrate(database)
    reads = fill(database, accounts=accounts, rate_code=rate_code, now=NOW, zone=settings().zone)
    try:
        return _timed(database, rate_code, accounts, reads)
    finally:
        database.close()
        _remove()


def _timed(database: Database, rate_code: str, accounts: int, reads: int) -> Took:
    started, busy = time.perf_counter(), time.process_time()
    summary = run_bills(database, on=PERIOD.end_on, now=NOW, zone=settings().zone, report=lambda _progress: None)
    took = Took(time.perf_counter() - started, time.process_time() - busy, psutil.getloadavg()[0])
    assert summary.statement_count == accounts, summary
    print(f"  bill run: {rate_code}: {accounts:,} accounts, {reads:,} reads: {took.words}", flush=True)
    return took


def _remove() -> None:
    for path in SCRATCH.glob("bill-run.db*"):
        path.unlink()
