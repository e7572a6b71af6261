"""A served portal for tests: the real build, the real server, in a process group of its own."""

import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pytest

from smarthub_dash.cli.serving import SERVER_ENVIRONMENT, granian_command
from smarthub_dash.demo.world.people import follow_provider
from smarthub_dash.demo.world.start import running_world
from tests.support import processes
from tests.support.processes import PROJECT


@dataclass(frozen=True, slots=True)
class Portal:
    """A portal that answers."""

    url: str
    port: int
    process: subprocess.Popen[bytes]
    log: Path
    database_address: str
    folder: Path
    """Where its data lies, and its log."""

    def printed(self) -> str:
        """Return what the server has written so far."""
        return self.log.read_text(errors="replace")


@contextmanager
def running_portal(
    *, folder: Path, database_address: str, redis_address: str = "", workers: int = 1, mode: str = "demo"
) -> Iterator[Portal]:
    """
    Serve a migrated database until the block ends; the folder takes the log and the demo's letters.

    A demo has its world beside it: the mail server that fills its outbox, and its OpenID provider.
    """
    build_front_end()
    port = processes.free_port()
    url, log = f"http://localhost:{port}", folder / f"portal-{port}.log"
    with running_world(data=folder, portal=url) if mode == "demo" else nullcontext({}) as told:
        if told:
            follow_provider(database_address, issuer=told["SMARTHUB_OPENID_ISSUER"])
        environment = _environment(port=port, folder=folder, mode=mode)
        environment |= {**told, "SMARTHUB_DATABASE_URL": database_address, "SMARTHUB_REDIS_URL": redis_address}
        process = processes.start(granian_command(port=port, workers=workers), log=log, environment=environment)
        try:
            world = ("SMARTHUB_OPENID_ISSUER", "SMARTHUB_PROCESSOR_URL")
            addresses = [f"{url}/login", *(f"{told[name]}/up" for name in world if name in told)]
            processes.wait_until(lambda: all(map(_answers, addresses)), process=process, log=log, seconds=60)
            yield Portal(url, port, process, log, database_address, folder)
        finally:
            processes.stop(process, by=signal.SIGTERM)


def is_on_postgresql(item: pytest.Item) -> bool:
    """Return whether a browser's test is served by the portal with PostgreSQL, Valkey and two workers."""
    fixtures = getattr(item, "fixturenames", ())
    return "postgres_portal" in fixtures or (
        isinstance(item, pytest.Function) and "portal" in fixtures and item.callspec.params["portal"] == "postgresql"
    )


@lru_cache(maxsize=1)
def build_front_end() -> None:
    """
    Build the pages, if their sources changed since the last build.

    :raises RuntimeError: with the build's output, if it fails
    """
    done = subprocess.run([sys.executable, PROJECT / ".ci" / "front_end.py"], capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"the front end could not be built:\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}")


def _environment(*, port: int, folder: Path, mode: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SMARTHUB_")}
    told = {"SMARTHUB_PUBLIC_URL": f"http://localhost:{port}", "SMARTHUB_DATA": str(folder), "SMARTHUB_MODE": mode}
    # A lost network is noticed within 10 s, not 30: tests wait for it.
    sooner = {"REFLEX_SOCKET_INTERVAL": "4", "REFLEX_SOCKET_TIMEOUT": "6"}
    # A raw socket tries everything at once; that a flood is slowed is proved at the guard.
    unhurried = {"SMARTHUB_EVENTS_AT_ONCE": "1000000"}
    return {**kept, **SERVER_ENVIRONMENT, **sooner, **unhurried, **told}


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5):
            return True
    except urllib.error.HTTPError as answer:
        return answer.code < 500
    except OSError:
        return False
