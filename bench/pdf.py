"""How long a bill takes as PDF: the first one of a process, and one after the other, as the route makes them."""

import statistics
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime

from bench.report import Row
from smarthub_dash.documents.bills import bill_pdf, page_count
from smarthub_dash.documents.paper import PaperBill
from tests.support.paper import SERVICE, a_paper_bill

AT_MOST = 30.0
AT = datetime(2026, 11, 14, 9, tzinfo=UTC)
COLD = """
import time
from tests.support.paper import a_paper_bill
began = time.perf_counter()
from datetime import UTC, datetime
from smarthub_dash.documents.bills import bill_pdf
bill_pdf(a_paper_bill(), made_at=datetime.now(UTC))
print(1000 * (time.perf_counter() - began))
"""


def measure(is_quick: bool) -> list[Row]:
    """Set bills that differ from one another and return the rows of the table. Units: milliseconds."""
    count = 20 if is_quick else 200
    large = replace(a_paper_bill(), is_large_print=True)
    fuller = replace(a_paper_bill(), services=(SERVICE,) * 3)
    return [
        _row("A bill as PDF, warm", a_paper_bill(), count, AT_MOST),
        _row("A bill of three services as PDF, warm", fuller, count, None),
        _row("A bill in large print as PDF, warm", large, count, None),
        Row("A bill as PDF, the first of a process, loading Typst", f"{_cold(3 if is_quick else 7):.0f} ms"),
    ]


def _row(measure: str, bill: PaperBill, count: int, at_most: float | None) -> Row:
    bill_pdf(bill, made_at=AT)
    walls, busy, pages = [], [], 0
    for at in range(count):
        # No two are alike, as no two bills are: Typst keeps what it has set before.
        own = replace(bill, bill_number=f"2611-{at:05d}-92QDX", mail_lines=(f"Member {at}", f"{at} Elm Street"))
        began, cpu = time.perf_counter(), time.process_time()
        pages = page_count(bill_pdf(own, made_at=AT))
        walls.append(1000 * (time.perf_counter() - began))
        busy.append(1000 * (time.process_time() - cpu))
    median, slow = statistics.median(walls), _ninety_five(walls)
    said = f"{median:.1f} ms, p95 {slow:.1f} ms; {statistics.median(busy):.1f} ms of a core; pages: {pages}"
    wanted = f"{at_most:.0f} ms" if at_most else "–"
    return Row(measure, said, target=wanted, is_met=None if at_most is None else median <= at_most)


def _cold(rounds: int) -> float:
    command = [sys.executable, "-c", COLD]
    ran = [subprocess.run(command, capture_output=True, text=True, check=True, timeout=60) for _ in range(rounds)]
    return statistics.median(float(each.stdout) for each in ran)


def _ninety_five(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]
