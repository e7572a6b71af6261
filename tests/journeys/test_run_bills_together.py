"""Bill runs that meet or die: still one bill for each period."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from smarthub_dash.domain.billing.queries import statements_of
from smarthub_dash.domain.billing.queries.proof import prove_books
from smarthub_dash.journeys.receive_payment import receive_payment
from smarthub_dash.journeys.run_bills import run_bills
from smarthub_dash.kit.database import Database, open_database
from tests.support.billing import a_household

OPENED = date(2025, 1, 1)
TODAY = date(2025, 7, 1)
NOON = datetime(2025, 7, 1, 17, tzinfo=UTC)
MONTHS = 6

KILLED_RUN = """
import sys
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo
from smarthub_dash.journeys import run_bills
from smarthub_dash.kit.database import open_database

run_bills.BATCH = 2
run_bills.run_bills(
    open_database(sys.argv[1]),
    on=date(2025, 7, 1),
    now=datetime(2025, 7, 1, 17, tzinfo=UTC),
    zone=ZoneInfo("America/Chicago"),
    report=lambda progress: print(progress, flush=True),
)
"""


def test_two_runs_at_once_make_one_bill_each(
    database: Database, zone: ZoneInfo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("smarthub_dash.journeys.run_bills.BATCH", 2)
    household = a_household(database, rate_codes=("CALLABYTE-100",) * 5, opened_on=OPENED, read_day=1)

    def run(_number: int) -> int:
        return run_bills(database, on=TODAY, now=NOON, zone=zone, report=lambda _: None).statement_count

    with ThreadPoolExecutor(3) as pool:
        counts = list(pool.map(run, range(3)))

    with database.reading() as session:
        bills = statements_of(session, scope=household.scope(session, today=TODAY), since=OPENED)
        assert prove_books(session).faults == ()
    assert sum(counts) == len(bills) == 5 * MONTHS


def test_a_run_that_was_killed_is_finished_by_the_next(
    database: Database, database_address: str, zone: ZoneInfo
) -> None:
    a_household(database, rate_codes=("CALLABYTE-100",) * 8, opened_on=OPENED, read_day=1)
    root = Path(__file__).parents[2]
    child = subprocess.Popen(
        [sys.executable, "-c", KILLED_RUN, database_address],
        stdout=subprocess.PIPE,
        text=True,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    assert child.stdout is not None
    first = child.stdout.readline()
    child.send_signal(signal.SIGKILL)
    child.wait(timeout=30)
    child.stdout.close()

    rest = run_bills(database, on=TODAY, now=NOON, zone=zone, report=lambda _: None)

    with database.reading() as session:
        proof = prove_books(session)
    assert first.startswith("2 bills")
    assert 0 < rest.statement_count < 8 * MONTHS
    assert (proof.statement_count, proof.faults) == (8 * MONTHS, ())


KILLED_IN_A_TRANSACTION = """
import sys
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo
from smarthub_dash.journeys import run_bills
from smarthub_dash.kit.database import open_database

batches = []

def stop_before_the_second_commit(session, **news):
    batches.append(news)
    if len(batches) == 2:
        print("bills are written, not committed", flush=True)
        sys.stdin.readline()

run_bills.BATCH = 3
run_bills.announce = stop_before_the_second_commit
run_bills.run_bills(
    open_database(sys.argv[1]),
    on=date(2025, 7, 1),
    now=datetime(2025, 7, 1, 17, tzinfo=UTC),
    zone=ZoneInfo("America/Chicago"),
    report=lambda progress: None,
)
"""


def test_a_run_that_was_killed_inside_a_transaction_leaves_nothing_of_it(
    database: Database, database_address: str, zone: ZoneInfo
) -> None:
    household = a_household(database, rate_codes=("CALLABYTE-100", "CEC-RES") * 4, opened_on=OPENED, read_day=1)
    root = Path(__file__).parents[2]
    child = subprocess.Popen(
        [sys.executable, "-c", KILLED_IN_A_TRANSACTION, database_address],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    assert child.stdout is not None
    assert child.stdin is not None
    said = child.stdout.readline()
    child.send_signal(signal.SIGKILL)
    child.wait(timeout=30)
    child.stdout.close()
    child.stdin.close()
    with database.reading() as session:
        left = prove_books(session)

    rest = run_bills(database, on=TODAY, now=NOON, zone=zone, report=lambda _: None)

    with database.reading() as session:
        proof = prove_books(session)
        bills = statements_of(session, scope=household.scope(session, today=TODAY), since=OPENED)
    assert said.startswith("bills are written")
    assert (left.statement_count, left.faults) == (3, ())
    assert rest.statement_count == 8 * MONTHS - 3
    assert (proof.statement_count, proof.faults) == (8 * MONTHS, ())
    assert len({(bill.account_id, bill.start_on) for bill in bills}) == 8 * MONTHS


def test_a_receipt_posted_by_two_at_once_is_posted_once(database_address: str, database: Database) -> None:
    household = a_household(database, rate_codes=("CALLABYTE-100",), opened_on=OPENED, read_day=1)

    def post(_number: int) -> bool:
        own = open_database(database_address)
        try:
            return receive_payment(
                own,
                account_id=household.account_ids[0],
                cents=7230,
                receipt_number="MAIL-7",
                received_on=TODAY,
                now=NOON,
            )
        finally:
            own.close()

    with ThreadPoolExecutor(4) as pool:
        posted = list(pool.map(post, range(8)))

    with database.reading() as session:
        assert prove_books(session).transaction_count == 1
    assert sorted(posted) == [False] * 7 + [True]
