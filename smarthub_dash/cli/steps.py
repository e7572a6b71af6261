"""What commands of the shell share: the portal's database, a line for each step, and lists of what went wrong."""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

import click
from sqlalchemy.engine import make_url

from smarthub_dash.gateways.headend import LineNote
from smarthub_dash.kit.database import Database, open_database
from smarthub_dash.settings import settings

MOST_NOTES = 20
Report: TypeAlias = Callable[[str], None]


@contextmanager
def the_database() -> Iterator[Database]:
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


def list_notes(notes: Sequence[LineNote]) -> None:
    for note in notes[:MOST_NOTES]:
        click.echo(f"  line {note.line}: {note.reason}", err=True)
    if len(notes) > MOST_NOTES:
        click.echo(f"  and {len(notes) - MOST_NOTES:,} more", err=True)


@contextmanager
def step(name: str) -> Iterator[Report]:
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
