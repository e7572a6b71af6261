"""The shell's door: `smarthub-dash serve`, `migrate`, `import`, `prove-books`, `prove-activity`, `reseal`."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import click
from sqlalchemy.engine import make_url

from smarthub_dash.domain.billing.queries import prove_books
from smarthub_dash.gateways.headend import LineNote, RefusedFile
from smarthub_dash.gateways.headend.meter_files import read_meter_file
from smarthub_dash.journal.activity import chain_proof
from smarthub_dash.journeys.import_reads import import_reads
from smarthub_dash.journeys.reseal import reseal
from smarthub_dash.kit.clock import SystemClock
from smarthub_dash.kit.database import Database, open_database
from smarthub_dash.kit.sealing import Sealer
from smarthub_dash.migrations import migrate as bring_up_to_date
from smarthub_dash.settings import settings

PROJECT = Path(__file__).resolve().parents[1]
FRONT_END = PROJECT / ".web" / "build" / "client" / "index.html"
SERVER_ENVIRONMENT = {
    "REFLEX_ENV_MODE": "prod",
    "__REFLEX_SKIP_COMPILE": "true",
    "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
    # A socket that died is noticed after 30 s, not 145: until then its tab's return is taken for a second tab.
    "REFLEX_SOCKET_INTERVAL": "45",
    "REFLEX_SOCKET_TIMEOUT": "10",
}
MOST_NOTES = 20
Report = Callable[[str], None]


@click.group()
def main() -> None:
    """SmartHub Dash: a live member portal for an electric and broadband cooperative."""


@main.command()
@click.option("--port", default=3000, show_default=True, help="The port of the loopback address to serve on.")
@click.option("--workers", default=1, show_default=True, help="Server processes; more than one needs Valkey.")
@click.option("--steps-before", default=0, hidden=True)
def serve(port: int, workers: int, steps_before: int) -> None:
    """Serve the portal until Ctrl-C."""
    os.environ.setdefault("SMARTHUB_PUBLIC_URL", f"http://localhost:{port}")
    _refuse_what_cannot_work(port=port, workers=workers)
    of = steps_before + 3
    with _step(f"{steps_before + 1}/{of} Database") as report:
        database = open_database(settings().database)
        bring_up_to_date(database)
        report("ready")
    with _step(f"{steps_before + 2}/{of} Demo co-op") as report:
        _build_demo_if_missing(database, report=report)
    database.close()
    with _world() as told, _server(port=port, workers=workers, told=told) as server:
        with _step(f"{steps_before + 3}/{of} Portal") as report:
            is_ready = _wait_until_it_answers(server, port=port)
            report("ready" if is_ready else "failed")
        if is_ready:
            click.echo(f"\n  {settings().public_url}   (Ctrl-C ends it; its data stays in {settings().data})\n")
        sys.exit(server.wait() if is_ready else 1)


@main.command()
def migrate() -> None:
    """Bring the database to the present schema."""
    database = open_database(settings().database)
    bring_up_to_date(database)
    database.close()
    click.echo("The database is up to date.")


@main.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--meter", default="", help="The meter's number, where the file does not tell it.")
def import_file(file: Path, meter: str) -> None:
    """Bring in a file of meter data (Green Button XML or CMEP): all of it or nothing."""
    try:
        with _database() as database, _step(f"Import {file.name}"[:22]) as report:
            summary = import_reads(
                database,
                file=read_meter_file(file, zone=settings().zone, meter_number=meter),
                now=SystemClock().now(),
                zone=settings().zone,
                report=lambda progress: report(f"{progress.reads:,} reads, {progress.share:.0%}"),
            )
            report("done")
    except RefusedFile as refused:
        click.echo(f"Nothing was imported from {refused.file}:", err=True)
        _list(refused.lines)
        sys.exit(1)
    click.echo(f"{summary.new:,} new, {summary.changed:,} changed, {summary.same:,} the same; meters: {summary.meters}")
    if summary.refused:
        click.echo(f"{len(summary.refused):,} passed over:", err=True)
        _list(summary.refused)


@main.command("prove-books")
def prove() -> None:
    """Check that the ledger sums to zero and that every bill is the sum of its lines."""
    with _database() as database, database.reading() as session:
        proof = prove_books(session)
    click.echo(f"{proof.transaction_count:,} transactions and {proof.statement_count:,} bills were checked.")
    for fault in proof.faults:
        click.echo(f"  {fault}", err=True)
    sys.exit(1 if proof.faults else 0)


@main.command("prove-activity")
@click.option("--kept", default="", help="A newest link that an earlier proof named; it must still be in the log.")
def prove_activity(kept: str) -> None:
    """Check that no row of the activity log was changed, taken out or put in."""
    with _database() as database, database.reading() as session:
        proof = chain_proof(session, kept_hash=kept)
    if proof.broken:
        click.echo(f"The activity log is broken at row {proof.broken.entry_id}: {proof.broken.reason}.", err=True)
        click.echo(f"{proof.entry_count:,} rows before it are as they were written.", err=True)
        sys.exit(1)
    if not proof.has_kept_hash:
        click.echo("The newest rows were cut off: the link that was kept is not in the activity log.", err=True)
        sys.exit(1)
    click.echo(f"{proof.entry_count:,} rows of the activity log are as they were written.")
    click.echo(f"Newest link, to be kept elsewhere: {proof.newest_hash}")


@main.command("reseal")
def reseal_all() -> None:
    """Seal everything anew under SMARTHUB_SECRET_KEY, so that SMARTHUB_OLD_SECRET_KEYS can go (docs/keys.md)."""
    with _database() as database:
        found = reseal(database, sealer=Sealer(settings().secret_keys))
    for each in found:
        click.echo(f"{each.done:,} {each.name} were sealed anew.")
        if each.broken:
            click.echo(f"{each.broken:,} {each.name} open by none of the keys.", err=True)
    click.echo("Recovery codes and codes on bills cannot be sealed anew: docs/keys.md says when the old key can go.")
    sys.exit(1 if any(each.broken for each in found) else 0)


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
def _database() -> Iterator[Database]:
    """
    Open the portal's database.

    :raises ClickException: if there is none yet: opening would make an empty one
    """
    url = make_url(settings().database)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        raise click.ClickException(f"There is no portal in {settings().data} yet: `make run` makes one.")
    database = open_database(settings().database)
    try:
        yield database
    finally:
        database.close()


def _list(notes: Sequence[LineNote]) -> None:
    for note in notes[:MOST_NOTES]:
        click.echo(f"  line {note.line}: {note.reason}", err=True)
    if len(notes) > MOST_NOTES:
        click.echo(f"  and {len(notes) - MOST_NOTES:,} more", err=True)


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


@contextmanager
def _step(name: str) -> Iterator[Report]:
    """Show a step's name, then what is reported of it, then what it took."""
    started = time.monotonic()
    is_watched = sys.stdout.isatty()
    last = ["failed"]

    def report(text: str) -> None:
        last[0] = text
        if is_watched:
            click.echo(f"\r{name:<22} {text}\033[K", nl=False)

    click.echo(f"{name:<22}", nl=False)
    try:
        yield report
    finally:
        lead = "\r" + f"{name:<22}" if is_watched else ""
        click.echo(f"{lead} {last[0]}, {time.monotonic() - started:.1f} s" + ("\033[K" if is_watched else ""))


if __name__ == "__main__":
    main()
