"""Start the world beside a portal, and end it with it."""

import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from smarthub_dash.demo.station import weather_station
from smarthub_dash.demo.world.ending import end
from smarthub_dash.demo.world.processor.start import API_KEY_PREFIX, running_processor, settings_for
from smarthub_dash.demo.world.texts import ACCOUNT, NUMBER

PROJECT = Path(__file__).resolve().parents[3]
PORTS_FILE = "world.ports"
PROVIDER_NAME = "Prairie ID"
DRAFT_SECONDS = 180.0
"""How long the demo's bank takes to confirm a draft, where a real one takes up to four business days."""


@dataclass(frozen=True, slots=True)
class WorldPorts:
    """Where the world listens, on the loopback address."""

    smtp: int
    http: int
    processor: int

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
    if has_own_processor := bool(os.environ.get("SMARTHUB_PROCESSOR_KEY")):
        settings = {name: value for name, value in settings.items() if "_PROCESSOR_" not in name}
    told = {name: os.environ.get(name) or value for name, value in settings.items()}
    environment = {**os.environ, **told}
    with ExitStack() as running:
        running.callback(end, _running(data, ports=ports, portal=portal, environment=environment))
        if not has_own_processor:
            running.enter_context(
                running_processor(
                    data=data,
                    port=ports.processor,
                    portal=portal,
                    environment=environment,
                    draft_seconds=DRAFT_SECONDS,
                    with_cast=True,
                )
            )
        yield told


def _running(data: Path, *, ports: WorldPorts, portal: str, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "smarthub_dash.demo.world", "--data", str(data.absolute()), "--portal", portal]
    command += ["--smtp-port", str(ports.smtp), "--http-port", str(ports.http)]
    # A group of its own, so that a Ctrl-C reaches it through us and not before the portal.
    return subprocess.Popen(
        command, cwd=PROJECT, env=dict(environment), stdin=subprocess.DEVNULL, start_new_session=True
    )


def _settings(ports: WorldPorts) -> dict[str, str]:
    processor = settings_for(
        port=ports.processor,
        api_key=API_KEY_PREFIX + secrets.token_urlsafe(24),
        message_secret="whsec_" + secrets.token_urlsafe(24),
    )
    return {
        **processor,
        "SMARTHUB_SMTP_URL": f"smtp://localhost:{ports.smtp}",
        "SMARTHUB_TEXTS_URL": f"http://127.0.0.1:{ports.http}",
        "SMARTHUB_TEXTS_ACCOUNT": ACCOUNT,
        "SMARTHUB_TEXTS_TOKEN": secrets.token_urlsafe(24),
        "SMARTHUB_TEXTS_NUMBER": NUMBER,
        "SMARTHUB_OPENID_ISSUER": ports.issuer,
        "SMARTHUB_OPENID_NAME": PROVIDER_NAME,
        "SMARTHUB_OPENID_CLIENT_ID": "smarthub",
        "SMARTHUB_OPENID_CLIENT_SECRET": secrets.token_urlsafe(24),
    }


def _ports(data: Path) -> WorldPorts:
    """Return the ports of the last time if they are free: a provider's address is part of who its people are."""
    kept = data / PORTS_FILE
    with suppress(OSError, ValueError):
        before = [int(port) for port in kept.read_text().split()]
        if len(before) == len(WorldPorts.__dataclass_fields__) and all(map(_is_free, before)):
            return WorldPorts(*before)
    # All are held at once: asked for one after the other, two could be the same.
    with ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _ in WorldPorts.__dataclass_fields__]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        ports = [probe.getsockname()[1] for probe in probes]
    data.mkdir(parents=True, exist_ok=True)
    kept.write_text(" ".join(map(str, ports)) + "\n")
    return WorldPorts(*ports)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0
