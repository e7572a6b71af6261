"""
Measure the import of a CMEP file into a fresh SQLite database: reads a second, all told.

`python -m bench.import_reads` prints a row a shape: parse, compare, store, rollups and the commit together.
"""

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlmodel import Session

from smarthub_dash.domain.accounts.records import Account, ServiceAgreement, ServiceLocation
from smarthub_dash.domain.accounts.rules import Provider, ServiceKind
from smarthub_dash.domain.usage.records import UsagePoint
from smarthub_dash.domain.usage.rules import QuantityUnit
from smarthub_dash.gateways.headend.meter_files import read_meter_file
from smarthub_dash.journeys.import_reads import ImportSummary, import_reads
from smarthub_dash.kit.database import Database, open_database
from smarthub_dash.migrations import migrate

FOLDER = Path(".bench")
ZONE = ZoneInfo("America/Chicago")
FIRST_DAY = datetime(2026, 6, 1, tzinfo=UTC)
NOW = datetime(2026, 11, 17, 15, 30, tzinfo=UTC)
OPENED_ON = date(2020, 1, 1)


@dataclass(frozen=True, slots=True)
class Shape:
    """How a file holds its reads: lines of `reads_per_line`, meter after meter, then the next stretch of time."""

    name: str
    meters: int
    lines_per_meter: int
    reads_per_line: int
    minutes: int

    @property
    def reads(self) -> int:
        return self.meters * self.lines_per_meter * self.reads_per_line


SHAPES = (
    Shape("1,000 meters, a line of 1,000 hours each", 1_000, 1, 1_000, 60),
    Shape("100 meters, a line of 96 quarter hours a day", 100, 104, 96, 15),
    Shape("4,000 meters, a line of 24 hours a day", 4_000, 10, 24, 60),
)


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    chosen = [shape for shape in SHAPES if len(sys.argv) < 2 or sys.argv[1] in shape.name]
    print(
        "| file | reads | new: s | reads/s | of processor time | again, all the same: s | reads/s | of processor time |"
    )
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    for shape in chosen:
        print(row_of(shape))


def row_of(shape: Shape) -> str:
    """Import a file of that shape twice and return what it took as a row of a table."""
    path = FOLDER / "import.dat"
    path.write_text("".join(lines_of(shape)), encoding="ascii", newline="\r\n")
    database = fresh_database(FOLDER / "import.db", shape)
    cells: list[str] = []
    for counted in ("new", "same"):
        busy = time.process_time()
        summary, took = timed(lambda: _imported(database, path))
        # On a machine that others use too, the rate by processor time is the steadier one.
        busy = time.process_time() - busy
        assert getattr(summary, counted) == shape.reads, summary
        cells.append(f"{took:.2f} | {shape.reads / took:,.0f} | {shape.reads / busy:,.0f}")
    database.close()
    return f"| {shape.name} | {shape.reads:,} | {' | '.join(cells)} |"


def lines_of(shape: Shape) -> Iterator[str]:
    """Return the lines of a CMEP file; every reading says its time, as head ends write it."""
    interval = f"{shape.minutes // 1440:04d}{shape.minutes // 60 % 24:02d}{shape.minutes % 60:02d}"
    head = f"OK,E,KWH,1.0,{interval},{shape.reads_per_line}"
    for line in range(shape.lines_per_meter):
        stretch = range(line * shape.reads_per_line + 1, (line + 1) * shape.reads_per_line + 1)
        ends = [FIRST_DAY + timedelta(minutes=shape.minutes * step) for step in stretch]
        stamps = [f"{end.astimezone(ZONE):%Y%m%d%H%M}" for end in ends]
        for meter in range(shape.meters):
            readings = ",".join(
                f"{stamp},R0,{(meter * 37 + step * 11) % 4_000 / 1000}"
                for step, stamp in zip(stretch, stamps, strict=True)
            )
            yield f"MEPMD01,20080519,CEC,,CEC,,202611170300,{_meter_number(meter)},{head},{readings}\n"


def fresh_database(path: Path, shape: Shape) -> Database:
    """Return a new database that knows the meters of a shape."""
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    database = open_database(f"sqlite:///{path}")
    migrate(database)
    with database.unit_of_work() as session:
        for meter in range(shape.meters):
            _add_meter(session, _meter_number(meter), shape.minutes * 60)
    return database


def timed(act: Callable[[], ImportSummary]) -> tuple[ImportSummary, float]:
    """Return what an act returns, and how many seconds it took."""
    began = time.perf_counter()
    result = act()
    return result, time.perf_counter() - began


def _imported(database: Database, path: Path) -> ImportSummary:
    return import_reads(
        database, file=read_meter_file(path, zone=ZONE), now=NOW, zone=ZONE, report=lambda _progress: None
    )


def _meter_number(meter: int) -> str:
    return f"B{meter:06d}"


def _add_meter(session: Session, meter_number: str, interval_seconds: int) -> None:
    account = Account(
        account_number=meter_number, provider=Provider.CEC, name_on_account="BENCH", opened_on=OPENED_ON, read_day=20
    )
    location = ServiceLocation(
        location_number=meter_number, street="1 Meter Road", city="Fulton", state="MO", zip_code="65251"
    )
    session.add_all([account, location])
    session.flush()
    agreement = ServiceAgreement(
        account_id=account.id,
        service_location_id=location.id,
        kind=ServiceKind.ELECTRIC,
        rate_code="BENCH",
        started_on=OPENED_ON,
    )
    session.add(agreement)
    session.flush()
    point = UsagePoint(
        service_agreement_id=agreement.id,
        account_id=account.id,
        meter_number=meter_number,
        unit=QuantityUnit.WH,
        interval_seconds=interval_seconds,
        installed_on=OPENED_ON,
    )
    session.add(point)


if __name__ == "__main__":
    main()
