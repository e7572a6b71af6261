"""Servers as child processes: each in a group of its own, on a free port, and gone afterwards."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil

from tests.support import processes

SCRATCH = processes.PROJECT / ".bench"


@contextmanager
def serving(
    command: Sequence[str | Path], *, env: Mapping[str, str], url: str, limit_seconds: float, log: Path
) -> Iterator[int]:
    """
    Run a server until the block ends and yield its process group, once it answers.

    :raises RuntimeError: if it ends or does not answer within the limit; the message holds the end of its log
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    log.unlink(missing_ok=True)
    process = processes.start(command, log=log, environment={**os.environ, **env})
    try:
        processes.wait_until(lambda: _answers(url), process=process, log=log, seconds=limit_seconds)
        yield process.pid
    finally:
        processes.stop(process)


def members(group: int) -> list[psutil.Process]:
    """Return the living processes of a group."""
    found = []
    for process in psutil.process_iter():
        try:
            if os.getpgid(process.pid) == group and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except (ProcessLookupError, psutil.Error):
            continue
    return found


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5).status_code < 500
    except httpx.TransportError:
        return False
