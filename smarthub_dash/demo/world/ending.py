"""End a process of the world, with everything that it started."""

import os
import signal
import subprocess
from contextlib import suppress


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask it kindly first."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=3)
            return
