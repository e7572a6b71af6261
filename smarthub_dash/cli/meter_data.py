"""`smarthub-dash import`: bring in meter data."""

import sys
from pathlib import Path

import click

from smarthub_dash.cli.steps import list_notes, step, the_database
from smarthub_dash.gateways.headend import RefusedFile
from smarthub_dash.gateways.headend.layout import Layout, UnfitLayout
from smarthub_dash.gateways.headend.meter_files import read_meter_file
from smarthub_dash.journeys.import_reads import import_reads
from smarthub_dash.kit.clock import SystemClock
from smarthub_dash.settings import settings


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--meter", default="", help="The meter's number, where the file does not tell it.")
@click.option("--layout", type=click.Path(path_type=Path, exists=True), help="A JSON file: how a CSV is laid out.")
def import_file(file: Path, meter: str, layout: Path | None) -> None:
    """Bring in a file of meter data (Green Button, CMEP, MultiSpeak, NISC or CSV): all of it or nothing."""
    try:
        with the_database() as database, step(f"Import {file.name}"[:22]) as report:
            summary = import_reads(
                database,
                file=read_meter_file(file, zone=settings().zone, meter_number=meter, layout=_layout(layout)),
                now=SystemClock().now(),
                zone=settings().zone,
                report=lambda progress: report(f"{progress.reads:,} reads, {progress.share:.0%}"),
            )
            report("done")
    except RefusedFile as refused:
        click.echo(f"Nothing was imported from {refused.file}:", err=True)
        list_notes(refused.lines)
        sys.exit(1)
    click.echo(f"{summary.new:,} new, {summary.changed:,} changed, {summary.same:,} the same; meters: {summary.meters}")
    if summary.late or summary.doubts:
        click.echo(f"{summary.late:,} left as a newer file told; {summary.doubts:,} odd (`smarthub-dash doubts`)")
    if summary.refused:
        click.echo(f"{len(summary.refused):,} passed over:", err=True)
        list_notes(summary.refused)


def _layout(path: Path | None) -> Layout | None:
    try:
        return Layout.of(path.read_text()) if path else None
    except UnfitLayout as unfit:
        raise click.ClickException(str(unfit)) from None
