"""Start the world beside a portal, and end it with it."""

import os
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from smarthub_dash.demo.station import weather_station

PROJECT = Path(__file__).resolve().parents[3]
PORTS_FILE = "world.ports"
PROVIDER_NAME = "Prairie ID"


@dataclass(frozen=True, slots=True)
class WorldPorts:
    """Where the world listens, on the loopback address."""

    smtp: int
    http: int

    @property
    def issuer(self) -> str:
        # A host of its own, not the portal's: browsers send cookies to every port of a host.
        return f"http://127.0.0.1:{self.http}"


@contextmanager
def running_world(*, data: Path, portal: str) -> Iterator[Mapping[str, str]]:
    """
    Run the world until the block ends; yield what a portal's environment has to say to find it.

    What this process's own environment says goes first.
    """
    ports = _ports(data)
    settings = _settings(ports) | {"SMARTHUB_WEATHER_FILE": str(weather_station(data).absolute())}
    told = {name: os.environ.get(name) or value for name, value in settings.items()}
    command = [sys.executable, "-m", "smarthub_dash.demo.world", "--data", str(data.absolute()), "--portal", portal]
    command += ["--smtp-port", str(ports.smtp), "--http-port", str(ports.http)]
    # A group of its own, so that a Ctrl-C reaches it through us and not before the portal.
    process = subprocess.Popen(
        command, cwd=PROJECT, env={**os.environ, **told}, stdin=subprocess.DEVNULL, start_new_session=True
    )
    try:
        yield told
    finally:
        _end(process)


def _settings(ports: WorldPorts) -> dict[str, str]:
    return {
        "SMARTHUB_SMTP_URL": f"smtp://localhost:{ports.smtp}",
        "SMARTHUB_OPENID_ISSUER": ports.issuer,
        "SMARTHUB_OPENID_NAME": PROVIDER_NAME,
        "SMARTHUB_OPENID_CLIENT_ID": "smarthub",
        "SMARTHUB_OPENID_CLIENT_SECRET": secrets.token_urlsafe(24),
    }


def _ports(data: Path) -> WorldPorts:
    """Return the ports of the last time if they are free: a provider's address is part of who its people are."""
    kept = data / PORTS_FILE
    with suppress(OSError, ValueError):
        smtp, http = (int(port) for port in kept.read_text().split())
        if _is_free(smtp) and _is_free(http):
            return WorldPorts(smtp, http)
    # Both are held at once: asked for one after the other they could be the same.
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        ports = WorldPorts(one.getsockname()[1], other.getsockname()[1])
    data.mkdir(parents=True, exist_ok=True)
    kept.write_text(f"{ports.smtp} {ports.http}\n")
    return ports


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def _end(process: subprocess.Popen[bytes]) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=3)
            return
