"""`smarthub-dash rates check`, `rates publish`: look at files of rate schedules, and bring them into force."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import click

from smarthub_dash.cli.steps import the_database
from smarthub_dash.domain.rates.operations import publish_schedules
from smarthub_dash.domain.rates.rules.checking import Checked, check_schedules
from smarthub_dash.domain.rates.rules.describing import words_of
from smarthub_dash.domain.rates.rules.fields import RefusedSchedule
from smarthub_dash.kit.clock import SystemClock

FILES = click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))


@click.group()
def rates() -> None:
    """Rate schedules: files of TOML, one for each version (docs/rate-schedules.md)."""


@rates.command()
@FILES
def check(files: Sequence[Path]) -> None:
    """Say what each file means, or its mistake: file, key and reason. A folder stands for the files in it."""
    bodies = _bodies(files)
    checked = check_schedules(bodies)
    for one in checked.good:
        head, *terms = words_of(one.schedule)
        click.echo("\n  ".join([f"{one.file_name}: {head}", *terms]) + "\n")
    _tell(checked, len(bodies))
    sys.exit(1 if checked.mistakes else 0)


@rates.command()
@FILES
def publish(files: Sequence[Path]) -> None:
    """Bring files into force: all of them or none. What was published before is never changed."""
    bodies = _bodies(files)
    checked = check_schedules(bodies)
    if checked.mistakes:
        _tell(checked, len(bodies))
        sys.exit(1)
    with the_database() as database:
        try:
            with database.unit_of_work() as session:
                publication = publish_schedules(session, schedules=bodies, now=SystemClock().now())
        except RefusedSchedule as refused:
            raise click.ClickException(f"Nothing was published: {refused}") from None
    for name in publication.new:
        click.echo(f"Published: {name}")
    click.echo(f"{len(publication.new):,} new, {len(publication.same):,} published before.")


def _tell(checked: Checked, count: int) -> None:
    for sentence in checked.warnings:
        click.echo(f"Look at {sentence}", err=True)
    for sentence in checked.mistakes:
        click.echo(sentence, err=True)
    files = "1 file" if count == 1 else f"{count:,} files"
    many = len(checked.mistakes)
    found = "no mistake" if not many else "1 mistake" if many == 1 else f"{many:,} mistakes"
    click.echo(f"{files} checked, {found}.", err=bool(checked.mistakes))


def _bodies(files: Sequence[Path]) -> Mapping[str, str]:
    found = {}
    for path in _each(files):
        try:
            found[str(path)] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            raise click.ClickException(f"{path}: is not text in UTF-8.") from None
    if not found:
        raise click.ClickException("No file ends in .toml there.")
    return found


def _each(files: Sequence[Path]) -> Iterator[Path]:
    for path in files:
        yield from sorted(path.glob("*.toml")) if path.is_dir() else [path]
