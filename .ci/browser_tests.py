"""
Run the browser's tests, those of each portal in a process of its own: they share nothing, and a machine has two cores.

    .venv/bin/python .ci/browser_tests.py [tests/browser/test_home.py …]
"""

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
PORTALS = ("on_sqlite", "on_postgresql")
NO_TESTS = 5
"""What pytest answers when there was nothing to run."""


def main(paths: Sequence[str]) -> int:
    """Run both; show what each says when it is over; return 0 if no test failed."""
    with tempfile.TemporaryDirectory() as folder:
        logs = {portal: Path(folder) / portal for portal in PORTALS}
        running = {portal: _started(portal, paths, logs[portal]) for portal in PORTALS}
        try:
            codes = [_ended(portal, running[portal], logs[portal]) for portal in PORTALS]
        except KeyboardInterrupt:
            # They were interrupted as well, and stop what they started.
            for process in running.values():
                process.wait()
            return 130
    return max(code for code in codes if code != NO_TESTS) if set(codes) != {NO_TESTS} else 0


def _started(portal: str, paths: Sequence[str], log: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "pytest", "-m", f"browser and {portal}", *paths]
    with log.open("wb") as output:
        return subprocess.Popen(command, cwd=PROJECT, stdout=output, stderr=subprocess.STDOUT)


def _ended(portal: str, process: subprocess.Popen[bytes], log: Path) -> int:
    code = process.wait()
    sys.stdout.write(f"The browser's tests, {portal.replace('_', ' ')}\n")
    with suppress(OSError):
        sys.stdout.write(log.read_text(errors="replace"))
    sys.stdout.flush()
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
