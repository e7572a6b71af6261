"""`smarthub-dash head-ends`, `meters` and `doubts`: who delivers reads, whose meter changed, and what is odd."""

from datetime import datetime
from pathlib import Path

import click

from smarthub_dash.cli.steps import the_database
from smarthub_dash.domain.usage.operations import head_ends as deliverers
from smarthub_dash.domain.usage.operations.doubts import open_doubts, settle_doubts
from smarthub_dash.domain.usage.operations.imports import find_points
from smarthub_dash.gateways.headend.layout import Layout, UnfitLayout
from smarthub_dash.journeys import exchange_meters
from smarthub_dash.kit.clock import SystemClock
from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.periods import instant_of
from smarthub_dash.settings import settings

LAYOUT = click.option("--layout", type=click.Path(path_type=Path, exists=True), help="A JSON file: column names, unit.")


@click.group("head-ends")
def head_ends() -> None:
    """Who may deliver meter data."""


@head_ends.command("add")
@click.argument("name")
@LAYOUT
def add(name: str, layout: Path | None) -> None:
    """Let a system deliver; its token is shown once."""
    told = _layout(layout)
    with _refusals(), the_database() as database, database.unit_of_work() as session:
        token = deliverers.add_head_end(session, name=name, layout=told, now=SystemClock().now())
    click.echo(f"Token of {name}, shown only now: {token}")
    click.echo(f"Send files to {settings().public_url}/feeds/meter-data with `Authorization: Bearer <token>`.")


@head_ends.command("layout")
@click.argument("name")
@click.argument("layout", type=click.Path(path_type=Path, exists=True))
def remember(name: str, layout: Path) -> None:
    """Remember how the tables of a system are laid out."""
    told = _layout(layout)
    with _refusals(), the_database() as database, database.unit_of_work() as session:
        deliverers.remember_layout(session, name=name, layout=told)


@head_ends.command("end")
@click.argument("name")
def end(name: str) -> None:
    """Take a system's token away."""
    with _refusals(), the_database() as database, database.unit_of_work() as session:
        deliverers.end_head_end(session, name=name, now=SystemClock().now())


@head_ends.command("list")
def listed() -> None:
    """Say who delivers, and when each was last seen."""
    with the_database() as database, database.reading() as session:
        for each in deliverers.head_ends(session):
            seen = f"last seen {each.last_seen_at:%Y-%m-%d %H:%M} UTC" if each.last_seen_at else "not seen yet"
            click.echo(f"{each.name:<24} {'ended' if each.ended_at else seen}")


@click.command("exchange-meter")
@click.argument("old")
@click.argument("new")
@click.option("--at", type=click.DateTime(["%Y-%m-%dT%H:%M"]), required=True, help="When, by the utility's clock.")
@click.option("--final", type=float, help="Where the old register stood, in kWh.")
@click.option("--first", type=float, help="Where the new register stood, in kWh.")
@click.option("--digits", type=click.IntRange(4, 9), help="Digits of the new register.")
def exchange_meter(
    old: str, new: str, at: datetime, final: float | None, first: float | None, digits: int | None
) -> None:
    """Put meter NEW in the place of meter OLD."""
    zone = settings().zone
    with _refusals(), the_database() as database:
        exchange_meters.exchange_meter(
            database,
            old_number=old,
            new_number=new,
            at=at.replace(tzinfo=zone),
            final_wh=None if final is None else round(final * 1000),
            first_wh=None if first is None else round(first * 1000),
            register_digits=digits,
            now=SystemClock().now(),
            zone=zone,
        )
    click.echo(f"Meter {new} counts in the place of {old} since {at:%Y-%m-%d %H:%M}.")


@click.command("doubts")
@click.option("--settle", default="", help="The meter whose doubts were looked at.")
@click.option("--note", default="", help="What was found.")
def doubts(settle: str, note: str) -> None:
    """Say what is odd in the reads, or settle what was looked at."""
    with the_database() as database, database.unit_of_work() as session:
        now = SystemClock().now()
        if settle:
            for point in find_points(session, meter_numbers=[settle]).get(settle, ()):
                until = int(now.timestamp())
                count = settle_doubts(
                    session, usage_point_id=point.usage_point_id, until_epoch=until, words=note, now=now
                )
                click.echo(f"{count} settled.")
            return
        for each in open_doubts(session, most=100):
            start = instant_of(each.start_epoch).astimezone(settings().zone)
            click.echo(f"{start:%Y-%m-%d %H:%M}  {each.kind:<9} {each.words}")


class _refusals:  # noqa: N801 - reads as a word in a `with` line
    """Turns what is refused into a message of the command."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, Refused):
            raise click.ClickException(str(error))


def _layout(path: Path | None) -> str:
    if path is None:
        return ""
    try:
        return Layout.of(path.read_text()).as_json()
    except UnfitLayout as unfit:
        raise click.ClickException(str(unfit)) from None
