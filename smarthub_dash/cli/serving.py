"""`smarthub-dash serve`: the database, the demo co-op, the world outside and the server."""

import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import click

from smarthub_dash.cli.steps import Report, step
from smarthub_dash.kit.clock import SystemClock
from smarthub_dash.kit.database import Database, open_database
from smarthub_dash.migrations import migrate as bring_up_to_date
from smarthub_dash.settings import settings

PROJECT = Path(__file__).resolve().parents[2]
FRONT_END = PROJECT / ".web" / "build" / "client" / "index.html"
SERVER_ENVIRONMENT = {
    "REFLEX_ENV_MODE": "prod",
    "__REFLEX_SKIP_COMPILE": "true",
    "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
    # A socket that died is noticed after 30 s, not 145: until then its tab's return is taken for a second tab.
    "REFLEX_SOCKET_INTERVAL": "45",
    "REFLEX_SOCKET_TIMEOUT": "10",
}


@click.command()
@click.option("--port", default=3000, show_default=True, help="The port of the loopback address to serve on.")
@click.option("--workers", default=1, show_default=True, help="Server processes; more than one needs Valkey.")
@click.option("--steps-before", default=0, hidden=True)
def serve(port: int, workers: int, steps_before: int) -> None:
    """Serve the portal until Ctrl-C."""
    os.environ.setdefault("SMARTHUB_PUBLIC_URL", f"http://localhost:{port}")
    _refuse_what_cannot_work(port=port, workers=workers)
    of = steps_before + 3
    with step(f"{steps_before + 1}/{of} Database") as report:
        database = open_database(settings().database)
        bring_up_to_date(database)
        report("ready")
    with step(f"{steps_before + 2}/{of} Demo co-op") as report:
        _build_demo_if_missing(database, report=report)
    database.close()
    with _world() as told, _server(port=port, workers=workers, told=told) as server:
        with step(f"{steps_before + 3}/{of} Portal") as report:
            is_ready = _wait_until_it_answers(server, port=port)
            report("ready" if is_ready else "failed")
        if is_ready:
            click.echo(f"\n  {settings().public_url}   (Ctrl-C ends it; its data stays in {settings().data})\n")
            if bank := told.get("SMARTHUB_PROCESSOR_URL"):
                click.echo(f"  {bank}   is where its payments end: let days pass at the bank\n")
        sys.exit(server.wait() if is_ready else 1)


def granian_command(*, port: int, workers: int) -> list[str]:
    """Return what starts the server. A worker that dies is started again."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "asgi", "--factory"),
        *("--host", "127.0.0.1", "--port", str(port), "--workers", str(workers)),
        *("--respawn-failed-workers", "--respawn-interval", "0.5", "--workers-kill-timeout", "5"),
        *("--log-level", "warning", "smarthub_dash.asgi:create"),
    ]


def _refuse_what_cannot_work(*, port: int, workers: int) -> None:
    if workers > 1 and not settings().redis_url:
        raise click.ClickException("More than one worker needs SMARTHUB_REDIS_URL: pages keep their state there.")
    if not FRONT_END.exists():
        raise click.ClickException("The front end is not built yet. `make run` builds it.")
    # The server shares its port with whoever asks (SO_REUSEPORT), so a second one would not fail by itself.
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            raise click.ClickException(f"Port {port} is taken. Another one: make run PORT={port + 100}")


def _build_demo_if_missing(database: Database, *, report: Report) -> None:
    if not settings().is_demo:
        report("not in production")
        return
    from smarthub_dash.demo.build import build_demo  # only a demo pays for loading it

    def tell(words: str, share: float) -> None:
        report(words if share >= 1 else f"{share:>4.0%} {words}")

    build_demo(database, now=SystemClock().now(), zone=settings().zone, report=tell)


@contextmanager
def _world() -> Iterator[Mapping[str, str]]:
    """Run what the demo takes for the world outside; yield what the server must be told of it."""
    if not settings().is_demo:
        yield {}
        return
    from smarthub_dash.demo.world.people import follow_provider  # production never loads it
    from smarthub_dash.demo.world.start import running_world

    with running_world(data=settings().data, portal=settings().public_url) as told:
        follow_provider(settings().database, issuer=told["SMARTHUB_OPENID_ISSUER"])
        yield told


@contextmanager
def _server(*, port: int, workers: int, told: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run the server until the block ends or Ctrl-C; nothing of it is left behind."""
    environment = {**os.environ, **SERVER_ENVIRONMENT, **told, "SMARTHUB_DATA": str(settings().data.absolute())}
    # Also SIGINT: a shell starts what it runs in the background with that signal ignored, and Python leaves it so.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.default_int_handler)
    # A group of its own: one signal ends the server, its workers, and workers that were only half started.
    server = subprocess.Popen(
        granian_command(port=port, workers=workers), cwd=PROJECT, env=environment, start_new_session=True
    )
    try:
        yield server
    except KeyboardInterrupt:
        click.echo("\nStopping …")
    finally:
        _end(server)


def _wait_until_it_answers(server: subprocess.Popen[bytes], *, port: int) -> bool:
    for _ in range(600):
        with suppress(subprocess.TimeoutExpired):
            server.wait(timeout=0.1)
            return False
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/login", timeout=5):
                return True
        except urllib.error.HTTPError as answer:
            return answer.code < 500
        except OSError:
            continue
    return False


def _end(server: subprocess.Popen[bytes]) -> None:
    for number, seconds in ((signal.SIGTERM, 8), (signal.SIGKILL, 2)):
        with suppress(ProcessLookupError):
            os.killpg(server.pid, number)
        with suppress(subprocess.TimeoutExpired):
            server.wait(timeout=seconds)
