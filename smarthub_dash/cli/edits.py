"""`smarthub-dash edit-reads` and `undo-edit`: correct what a meter is held to have counted, and take that back."""

from datetime import datetime

import click

from smarthub_dash.cli.steps import the_database
from smarthub_dash.domain.usage.rules import Flow
from smarthub_dash.journeys.edit_reads import EditKind, ReadEdit, edit_reads
from smarthub_dash.journeys.undo_edit import undo_edit
from smarthub_dash.kit.clock import SystemClock
from smarthub_dash.kit.errors import Refused
from smarthub_dash.settings import settings

MOMENT = click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%d"])


@click.command("edit-reads")
@click.argument("meter")
@click.option("--from", "start", type=MOMENT, required=True, help="When the span begins, by the utility's clock.")
@click.option("--until", "end", type=MOMENT, required=True, help="When the span ends.")
@click.option("--kwh", type=click.FloatRange(min=0), help="Set what passed in all the span, spread evenly.")
@click.option("--estimate", "kind", flag_value="estimate", help="Estimate the span from like days.")
@click.option("--void", "kind", flag_value="void", help="Take the reads of the span out.")
@click.option("--received", is_flag=True, help="Of what the member sent, not of what was delivered.")
@click.option("--reason", required=True, help="Why; the household reads it.")
@click.option("--dry-run", is_flag=True, help="Say what would be changed, and change nothing.")
def edit_reads_of(
    meter: str,
    start: datetime,
    end: datetime,
    kwh: float | None,
    kind: str | None,
    received: bool,
    reason: str,
    dry_run: bool,
) -> None:
    """Correct the reads of METER in a span; what they said is kept."""
    if (kwh is None) == (kind is None):
        raise click.UsageError("Say one of --kwh, --estimate and --void.")
    zone = settings().zone
    edit = ReadEdit(
        meter_number=meter,
        flow=Flow.RECEIVED if received else Flow.DELIVERED,
        start=start.replace(tzinfo=zone),
        end=end.replace(tzinfo=zone),
        kind=EditKind(kind) if kind else EditKind.SET,
        total_wh=round((kwh or 0) * 1000),
        reason=reason,
    )
    try:
        with the_database() as database:
            done = edit_reads(database, edit=edit, is_trial=dry_run, now=SystemClock().now(), zone=zone)
    except Refused as refused:
        raise click.ClickException(str(refused)) from None
    told = f"{done.changed:,} reads: {done.before_wh / 1000:,.3f} kWh before, {done.after_wh / 1000:,.3f} kWh after."
    click.echo(f"Would change {told}" if dry_run else f"Correction {done.edit_id} changed {told}")
    for number in done.bill_numbers:
        click.echo(
            f"Bill {number} was made of these days: `smarthub-dash books cancel-and-rebill {number}` makes it anew."
        )
    if not dry_run:
        click.echo(f"`smarthub-dash undo-edit {meter} {done.edit_id}` takes it back.")


@click.command("undo-edit")
@click.argument("meter")
@click.argument("edit_id", type=click.IntRange(min=1))
@click.option("--reason", required=True, help="Why; the household reads it.")
def undo_edit_of(meter: str, edit_id: int, reason: str) -> None:
    """Take the correction EDIT_ID of METER back."""
    now, zone = SystemClock().now(), settings().zone
    try:
        with the_database() as database:
            count = undo_edit(database, meter_number=meter, edit_id=edit_id, reason=reason, now=now, zone=zone)
    except Refused as refused:
        raise click.ClickException(str(refused)) from None
    click.echo(f"{count:,} reads are as they were.")
