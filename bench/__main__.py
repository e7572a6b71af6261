"""
Run the bench: `python -m bench [part ...] --rounds N --quick`.

The parts: pages interaction live swarm queries guard answers import bill_run payments auto_pay rates insights pdf.
"""

import argparse
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from bench import parts
from bench.report import Row, markdown
from bench.servers import SCRATCH

PARTS: dict[str, tuple[Callable[[parts.Plan], list[Row]], int]] = {
    "pages": (parts.pages, 900),
    "interaction": (parts.interaction, 600),
    "live": (parts.live, 900),
    "swarm": (parts.swarm, 900),
    "queries": (parts.queries, 900),
    "guard": (parts.guard, 300),
    "answers": (parts.answers, 300),
    "import": (parts.import_reads, 600),
    "bill_run": (parts.bill_run, 900),
    "payments": (parts.payments, 900),
    "auto_pay": (parts.auto_pay, 900),
    "rates": (parts.rates, 120),
    "insights": (parts.insights, 900),
    "pdf": (parts.pdf, 120),
}
"""What is measured, in order, and after how many seconds a part is given up."""


class TookTooLong(Exception):
    """A part of the bench went past its bound."""


def main() -> int:
    """Measure, print the table and write it to the scratch folder; return 1 if a part could not be measured."""
    plan, names = _asked()
    SCRATCH.mkdir(exist_ok=True)
    signal.signal(signal.SIGTERM, _leave)
    rows: list[Row] = []
    has_failed = False
    for name in names:
        started = time.monotonic()
        print(f"{name}:", flush=True)
        try:
            with _bounded(PARTS[name][1]):
                rows += PARTS[name][0](plan)
        except Exception as error:  # noqa: BLE001 - one part that fails must not take the others' figures with it
            traceback.print_exc()
            has_failed = True
            said = " ".join(str(error).split())[:160].replace("|", "/")
            rows.append(Row(name, f"not measured: {type(error).__name__}: {said}", is_met=False))
        print(f"  {name}: {time.monotonic() - started:.0f} s", flush=True)
    table = markdown(rows, notes=plan.notes)
    (SCRATCH / "results.md").write_text(table)
    print(f"\n{table}\nWritten to {SCRATCH / 'results.md'}")
    return 1 if has_failed else 0


def _asked() -> tuple[parts.Plan, list[str]]:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="part", help=f"what to measure: {', '.join(PARTS)} (all)")
    parser.add_argument("--rounds", type=int, default=11, help="rounds of each page, interleaved (11)")
    parser.add_argument("--quick", action="store_true", help="few rounds and small loads: to see that it runs")
    parser.add_argument("--keep", action="store_true", help="keep the demo co-op of the last run")
    parser.add_argument("--portal", default=parts.PORTAL, help=f"the command that serves the portal ({parts.PORTAL})")
    given = parser.parse_args()
    unknown = [name for name in given.parts if name not in PARTS]
    if unknown:
        parser.error(f"no such part: {', '.join(unknown)}")
    rounds = min(given.rounds, 3) if given.quick else given.rounds
    plan = parts.Plan(rounds=rounds, is_quick=given.quick, is_fresh=not given.keep, portal_command=given.portal)
    return plan, given.parts or list(PARTS)


@contextmanager
def _bounded(seconds: int) -> Iterator[None]:
    def give_up(_number: int, _frame: FrameType | None) -> None:
        raise TookTooLong(f"given up after {seconds} s")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _leave(_number: int, _frame: FrameType | None) -> None:
    sys.exit(143)


if __name__ == "__main__":
    sys.exit(main())
