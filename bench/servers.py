"""Servers as child processes: each in a group of its own, on a free port, and gone afterwards."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
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
    Run a server until the block ends and yield its process id, once it answers.

    :raises RuntimeError: if it ends or does not answer within the limit; the message holds the end of its log
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    log.unlink(missing_ok=True)
    process = processes.start(command, log=log, environment={**os.environ, **env})
    try:
        processes.wait_until(lambda: _answers(url), process=process, log=log, seconds=limit_seconds)
        yield process.pid
    finally:
        # A server may have put its workers into groups of their own: whoever descends from it must go with it.
        family = family_of(process.pid)
        processes.stop(process)
        for survivor in family:
            with suppress(psutil.NoSuchProcess):
                survivor.kill()


def family_of(pid: int) -> list[psutil.Process]:
    """Return a living process and all its descendants."""
    try:
        root = psutil.Process(pid)
        return [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5).status_code < 500
    except httpx.TransportError:
        return False
