"""Processes of the bench's own that are asked by a line and answer by a line."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from bench.servers import SCRATCH
from tests.support.processes import PROJECT


@dataclass(frozen=True, slots=True)
class Child:
    """Another process, asked one thing at a time."""

    log: Path
    asks: IO[str]
    answers: IO[str]

    def ask(self, line: str) -> str:
        """
        Send a line and wait for the answer.

        :raises RuntimeError: if the process ended; the message holds the end of its log
        """
        self.tell(line)
        return self.answer()

    def tell(self, line: str) -> None:
        """Send a line; its answer is taken later."""
        try:
            self.asks.write(f"{line}\n")
            self.asks.flush()
        except BrokenPipeError:
            raise RuntimeError(self._ended()) from None

    def answer(self) -> str:
        """
        Wait for the next answer.

        :raises RuntimeError: if the process ended
        """
        if not (line := self.answers.readline()):
            raise RuntimeError(self._ended())
        return line.strip()

    def _ended(self) -> str:
        return f"{self.log.name}: " + " ".join(self.log.read_text(errors="replace").split()[-60:])


@contextmanager
def running(module: str, *arguments: str) -> Iterator[Child]:
    """Run a module of the bench until the block ends."""
    log = SCRATCH / f"{module}.log"
    with (
        log.open("w") as errors,
        subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            cwd=PROJECT,
            env=dict(os.environ),
            start_new_session=True,
        ) as process,
    ):
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield Child(log, process.stdin, process.stdout)
        finally:
            process.kill()


@contextmanager
def importing(address: str, mode: str, account_numbers: list[str]) -> Iterator[Child]:
    """Run an importer, ready to commit; see `bench.importer`."""
    with running("bench.importer", address, mode) as child:
        child.ask(" ".join(account_numbers))
        yield child


def commit(importer: Child) -> float:
    """
    Commit one delivery and return when it was done.

    Units: epoch seconds.
    """
    return float(importer.ask("go"))
