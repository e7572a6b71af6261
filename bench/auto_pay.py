"""
How long Auto Pay takes with 10,000 accounts: planned, told of, drawn through the adapter over HTTP, the books proven.

The processor is its simulator, a process of its own. Run it alone: `python -m bench.auto_pay [accounts] [database]`.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from bench.payers import BILLED, DUE, ZONE, fill, moment
from bench.report import Row
from smarthub_dash.domain.payments.queries.proof import prove_payments
from smarthub_dash.journeys.plan_drafts import plan_drafts, tell_of_drafts
from smarthub_dash.journeys.run_auto_pay import run_auto_pay
from smarthub_dash.journeys.till import Till
from smarthub_dash.kit.database import Database, open_database
from smarthub_dash.kit.sealing import Sealer
from smarthub_dash.migrations import migrate
from tests.support.simulators import ProcessorAtHand, running_simulator

ACCOUNTS, NOTICE_DAYS = 10_000, 10
SECONDS = 300


def measure(is_quick: bool) -> list[Row]:
    """Plan, tell of and draw the bills of a cooperative on Auto Pay; return the rows of the table."""
    return run(500 if is_quick else ACCOUNTS, "")


def run(accounts: int, address: str) -> list[Row]:
    """Do it in a fresh database; SQLite if no address is given."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder, running_simulator(Path(folder)) as simulator:
        database = open_database(address or f"sqlite:///{folder}/auto-pay.db")
        migrate(database)
        try:
            fill(database, simulator, accounts=accounts)
            return _timed(database, simulator, accounts, "PostgreSQL" if address else "SQLite")
        finally:
            database.close()


def _timed(database: Database, simulator: ProcessorAtHand, accounts: int, name: str) -> list[Row]:
    till = Till(database, simulator.adapter(patience=60.0), Sealer(["x" * 48]), "https://portal.example", ZONE)
    noticed, drawn = moment(date(2026, 10, 11)), moment(DUE)
    planned = _seconds(lambda: plan_drafts(database, notice_days=NOTICE_DAYS, moment=moment(BILLED)))
    told = _seconds(lambda: tell_of_drafts(database, notice_days=NOTICE_DAYS, moment=noticed))
    spent = time.process_time()
    taken = _seconds(lambda: run_auto_pay(till, moment=drawn, report=lambda _: None))
    spent = time.process_time() - spent
    again = _seconds(lambda: run_auto_pay(till, moment=drawn, report=lambda _: None))
    with database.reading() as session:
        # The payments' part of the books: what was billed here has no lines.
        faults = [fault for each in prove_payments(session) for fault in each.faults]
    charges = simulator.journal()
    is_right = not faults and len(charges) == accounts == len({each["key"] for each in charges})
    said = "the books and the processor agree" if is_right else f"{len(faults)} faults, {len(charges)} charges"
    return [
        Row(f"Auto Pay, {name}: {accounts:,} drafts planned", f"{planned:.1f} s"),
        Row(f"Auto Pay, {name}: {accounts:,} letters of drafts", f"{told:.1f} s"),
        Row(
            f"Auto Pay, {name}: {accounts:,} drafts made",
            f"{taken:.1f} s ({accounts / taken:.0f} a second), {said}",
            target=f"≤ {SECONDS} s",
            is_met=taken <= SECONDS and is_right,
        ),
        Row(f"Auto Pay, {name}: processor time of ours for each draft", f"{spent / accounts * 1e3:.1f} ms"),
        Row(f"Auto Pay, {name}: run once more", f"{again:.2f} s, nothing drawn"),
    ]


def _seconds(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


if __name__ == "__main__":
    for row in run(int(sys.argv[1]) if len(sys.argv) > 1 else ACCOUNTS, sys.argv[2] if len(sys.argv) > 2 else ""):
        print(" | ".join(row.cells))
