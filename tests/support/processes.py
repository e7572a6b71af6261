"""Processes that a test starts: each in its own process group, and none outlives the test run."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
NOBODY = 65534
_PR_SET_PDEATHSIG = 1


def start(
    command: Sequence[str | Path],
    *,
    log: Path,
    environment: Mapping[str, str],
    user: int | None = None,
    cwd: Path = PROJECT,
) -> subprocess.Popen[bytes]:
    """Start a command in a process group of its own; its output goes to the log."""
    with log.open("ab") as output:
        return subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=cwd,
            env=dict(environment),
            start_new_session=True,
            user=user,
            group=user,
            extra_groups=None if user is None else [],
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 - it takes no lock
        )


def stop(process: subprocess.Popen[bytes], *, by: signal.Signals = signal.SIGTERM) -> None:
    """End a process and everything it started, kindly at first."""
    _signal_group(process, by)
    with suppress(subprocess.TimeoutExpired):
        process.wait(timeout=10)
    _signal_group(process, signal.SIGKILL)
    process.wait(timeout=10)


def wait_until(is_ready: Callable[[], bool], *, process: subprocess.Popen[bytes], log: Path, seconds: float) -> None:
    """
    Wait until a process is ready.

    :raises RuntimeError: if it ends first, or is not ready in time; the log's end is in the message
    """
    # The process itself is the clock: `wait` returns at once when it ends, and costs nothing while it lives.
    for _ in range(int(seconds / 0.05)):
        if is_ready():
            return
        try:
            process.wait(timeout=0.05)
            break
        except subprocess.TimeoutExpired:
            continue
    tail = log.read_text(errors="replace")[-4000:]
    raise RuntimeError(f"{process.args} did not get ready (exit code {process.poll()}):\n{tail}")


def free_port() -> int:
    """Return a port of the loopback address that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    try:
        os.killpg(process.pid, number)
    except (ProcessLookupError, PermissionError):
        return  # the group is empty


def _die_with_parent() -> None:
    # Without this a killed test run would leave its servers behind.
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
