"""
How many payments a second are posted: through the real journey, the processor over HTTP in a process of its own.

One worker on SQLite and two on PostgreSQL, as the portal is served; the books are proven after, against the processor's
journal too. The clock of a busy machine says little, so what each process spent of a processor is said beside it.
"""

import json
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.children import Child, running
from bench.payers import fill
from bench.report import Row, percentile
from bench.servers import SCRATCH
from smarthub_dash.domain.payments.queries.proof import prove_payments
from smarthub_dash.gateways.processor import InstrumentKind
from smarthub_dash.kit.database import Database, open_database
from smarthub_dash.migrations import migrate
from tests.support.postgres import postgres_server
from tests.support.simulators import ProcessorAtHand, running_simulator

ACCOUNTS_OF_A_MEMBER = 5
WARM_UP = 40
"""Payments of each worker that are not counted: statements are put together and connections opened."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """How one kind of database is served, and what is asked of it."""

    name: str
    workers: int
    payments: int
    a_second: int


def measure(is_quick: bool, *, note: Callable[[str], None]) -> list[Row]:
    """Pay on both databases, cards and bank drafts by turns; return the rows of the table."""
    SCRATCH.mkdir(exist_ok=True)
    count = 300 if is_quick else 3_000
    rows = []
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        rows += _measured(f"sqlite:///{folder}/payments.db", Wanted("SQLite", 1, count, 50))
    with postgres_server() as address:
        rows += _measured(address, Wanted("PostgreSQL", 2, count, 200))
    note("Payments: the processor's simulator and PostgreSQL run on the same cores as the portal's workers.")
    return rows


def _measured(address: str, wanted: Wanted) -> list[Row]:
    with tempfile.TemporaryDirectory(dir="/tmp") as folder, running_simulator(Path(folder)) as simulator:
        database = open_database(address)
        migrate(database)
        try:
            accounts = wanted.payments + wanted.workers * WARM_UP
            kinds = (InstrumentKind.CARD, InstrumentKind.BANK)
            fill(database, simulator, accounts=accounts, of_each=ACCOUNTS_OF_A_MEMBER, kinds=kinds)
            with _workers(address, simulator, wanted.workers) as workers:
                return _paid(database, simulator, workers, wanted)
        finally:
            database.close()


@contextmanager
def _workers(address: str, simulator: ProcessorAtHand, count: int) -> Iterator[list[Child]]:
    with ExitStack() as stack:
        yield [stack.enter_context(running("bench.payer", address, str(simulator.port))) for _ in range(count)]


def _paid(database: Database, simulator: ProcessorAtHand, workers: list[Child], wanted: Wanted) -> list[Row]:
    for number, each in enumerate(workers):
        each.ask(f"{number * WARM_UP} {WARM_UP}")
    share, first = wanted.payments // len(workers), len(workers) * WARM_UP
    theirs, servers = _spent("world.processor"), _spent("postgres")
    began = time.perf_counter()
    for number, each in enumerate(workers):
        each.tell(f"{first + number * share} {share}")
    told = [json.loads(each.answer()) for each in workers]
    seconds, count = time.perf_counter() - began, share * len(workers)
    theirs, servers = _spent("world.processor") - theirs, _spent("postgres") - servers
    ours = sum(each["processor_seconds"] for each in told)
    took = [seconds for each in told for seconds in each["took"]]
    posted = sum(each["posted"] for each in told)
    fault = _fault(database, simulator, paid=count + len(workers) * WARM_UP) or f"{count - posted} not posted"
    is_right = posted == count and fault == "0 not posted"
    said = "the books and the processor agree" if is_right else fault
    return [
        Row(
            f"Payments, {wanted.name}: posted a second ({count:,}, {len(workers)} × {_threads()} at once)",
            f"{count / seconds:.0f}, {said}",
            target=f"≥ {wanted.a_second}",
            is_met=is_right and count / seconds >= wanted.a_second,
        ),
        Row(
            f"Payments, {wanted.name}: processor time of each: ours; database server; processor's simulator",
            f"{ours / count * 1e3:.1f} ms; {servers / count * 1e3:.1f} ms; {theirs / count * 1e3:.1f} ms",
        ),
        Row(
            f"Payments, {wanted.name}: one payment, median and p95 under that load",
            f"{percentile(took, 0.5) * 1e3:.0f} ms, {percentile(took, 0.95) * 1e3:.0f} ms",
        ),
    ]


def _fault(database: Database, simulator: ProcessorAtHand, *, paid: int) -> str:
    """Return what is wrong with the books after all; empty if nothing is."""
    with database.reading() as session:
        # The payments' part of the books: what was billed here has no lines.
        faults = [fault for each in prove_payments(session) for fault in each.faults]
    charges = simulator.journal()
    if faults or len(charges) != paid or len({each["key"] for each in charges}) != paid:
        return f"{len(faults)} faults, {len(charges)} charges for {paid} payments"
    return ""


def _spent(name: str) -> float:
    """Return what the processes of a name that we started have used of a processor, ended ones of theirs too."""
    spent = 0.0
    for each in psutil.Process().children(recursive=True):
        if any(name in part for part in each.cmdline()[:4]):
            times = each.cpu_times()
            spent += times.user + times.system
    return spent


def _threads() -> int:
    from bench.payer import THREADS

    return THREADS
