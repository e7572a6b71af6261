"""How fast a file of meter data comes in, as a row of the table; `bench.import_reads` tells more."""

import time

from bench.import_reads import FOLDER, NOW, SHAPES, ZONE, Shape, fresh_database, lines_of, timed
from bench.report import Row
from smarthub_dash.gateways.headend.meter_files import read_meter_file
from smarthub_dash.journeys.import_reads import import_reads

READS_A_SECOND = 200_000


def measure(is_quick: bool) -> list[Row]:
    """Import a CMEP file of each shape into a fresh SQLite database and return the rows of the table."""
    return [_row(shape) for shape in (SHAPES[:1] if is_quick else SHAPES)]


def _row(shape: Shape) -> Row:
    path = FOLDER / "import.dat"
    path.write_text("".join(lines_of(shape)), encoding="ascii", newline="\r\n")
    database = fresh_database(FOLDER / "import.db", shape)
    file = read_meter_file(path, zone=ZONE)
    # Where others use the machine too, the rate by processor time is the steadier one; the target is by the clock.
    before = time.process_time()
    _summary, seconds = timed(
        lambda: import_reads(database, file=file, now=NOW, zone=ZONE, report=lambda _progress: None)
    )
    busy = time.process_time() - before
    database.close()
    rate = shape.reads / seconds
    print(f"  import: {shape.name}: {rate:,.0f} reads/s", flush=True)
    return Row(
        f"Import, SQLite, CMEP: {shape.name} ({shape.reads:,} reads)",
        f"{rate:,.0f} reads/s ({shape.reads / busy:,.0f} by processor time)",
        target=f"≥ {READS_A_SECOND:,} reads/s",
        is_met=rate >= READS_A_SECOND,
    )
