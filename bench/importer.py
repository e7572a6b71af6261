"""
A head end in a process of its own: each line on its input commits reads, and its answer is when that was done.

`python -m bench.importer ADDRESS MODE`. The first line names the accounts. Mode `revise` counts the newest read of each
account up; mode `add` delivers the next interval of each. The answer is the epoch in seconds, taken after the commit.
"""

import sqlite3
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import Session, col, func, select

from bench.crowd import say_nothing
from bench.yardstick import store
from smarthub_dash.domain.accounts.records import Account
from smarthub_dash.domain.usage.records import IntervalRead, UsagePoint
from smarthub_dash.gateways.headend import ReadDelivery
from smarthub_dash.gateways.headend.delivered import DeliveredReads, one_read
from smarthub_dash.journeys.import_reads import import_reads
from smarthub_dash.kit.database import Database, open_database
from smarthub_dash.settings import settings

STEP = 2_345
"""How much a tick adds, in Wh or MB: enough to change a sentence that is rounded to whole kWh or GB."""
CHUNK = 400
"""How many accounts one statement names; SQLite takes no endless list."""


@dataclass(slots=True)
class Meter:
    """
    The newest interval of one meter.

    Units: epoch seconds; Wh or MB.
    """

    meter_number: str
    unit: str
    seconds: int
    start_epoch: int
    quantity: int

    def revised(self, line: int) -> ReadDelivery:
        """Return the same interval with more in it."""
        self.quantity += STEP
        return self._delivery(line)

    def added(self, line: int) -> ReadDelivery:
        """Return the interval that follows."""
        self.start_epoch += self.seconds
        self.quantity = STEP
        return self._delivery(line)

    def _delivery(self, line: int) -> ReadDelivery:
        return one_read(
            self.meter_number,
            start_epoch=self.start_epoch,
            seconds=self.seconds,
            quantity=self.quantity,
            unit="mb" if self.unit == "mb" else "wh",
            line=line,
        )


def main() -> None:
    address, mode = sys.argv[1:]
    account_numbers = sys.stdin.readline().split()
    commit = _yardstick(address) if address.startswith("yardstick:") else _portal(address, mode, account_numbers)
    print("ready", flush=True)
    for _line in sys.stdin:
        commit()
        print(time.time(), flush=True)


def _yardstick(address: str) -> Callable[[], None]:
    connection: sqlite3.Connection = store.connect(Path(address.removeprefix("yardstick:")))
    return lambda: store.add_to_newest_day(connection, STEP)


def _portal(address: str, mode: str, account_numbers: Sequence[str]) -> Callable[[], None]:
    database = open_database(address)
    meters = newest_of(database, account_numbers)
    if not meters:
        raise SystemExit(f"no meter was ever read of: {', '.join(account_numbers)}")

    def commit() -> None:
        taken = tuple(
            meter.revised(line) if mode == "revise" else meter.added(line) for line, meter in enumerate(meters, start=1)
        )
        file = DeliveredReads("bench", taken)
        import_reads(database, file=file, now=datetime.now(UTC), zone=settings().zone, report=say_nothing)

    return commit


def newest_of(database: Database, account_numbers: Sequence[str]) -> list[Meter]:
    """Return the meters of accounts at their newest read; of a meter that counts both ways what it delivered."""
    with database.reading() as session:
        found: list[Meter] = []
        for first in range(0, len(account_numbers), CHUNK):
            found += _newest(session, account_numbers[first : first + CHUNK])
        return found


def _newest(session: Session, account_numbers: Sequence[str]) -> list[Meter]:
    newest = (
        select(col(IntervalRead.usage_point_id).label("point"), func.max(col(IntervalRead.start_epoch)).label("start"))
        .join(UsagePoint, col(UsagePoint.id) == col(IntervalRead.usage_point_id))
        .join(Account, col(Account.id) == col(UsagePoint.account_id))
        .where(col(Account.account_number).in_(account_numbers), col(IntervalRead.flow) == 1)
        .group_by(col(IntervalRead.usage_point_id))
        .subquery()
    )
    rows = session.exec(
        select(UsagePoint, IntervalRead)
        .join(newest, newest.c.point == col(UsagePoint.id))
        .join(
            IntervalRead,
            (col(IntervalRead.usage_point_id) == newest.c.point)
            & (col(IntervalRead.start_epoch) == newest.c.start)
            & (col(IntervalRead.flow) == 1),
        )
    )
    return [
        Meter(point.meter_number, point.unit, read.seconds, read.start_epoch, read.quantity) for point, read in rows
    ]


if __name__ == "__main__":
    main()
