"""`smarthub-dash bill-run`: bill every period that has ended."""

import sys
from datetime import datetime

import click

from smarthub_dash.cli.steps import step, the_database
from smarthub_dash.journeys.run_bills import BillRunSummary, run_bills
from smarthub_dash.kit.clock import SystemClock, local_day
from smarthub_dash.kit.money import money_text
from smarthub_dash.settings import settings


@click.command("bill-run")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Bill as of this day, such as 2026-11-20 (today).")
def bill_run(on: datetime | None) -> None:
    """Bill every period that has ended by a day and has no bill; run it as often as you like."""
    now, zone = SystemClock().now(), settings().zone
    day = on.date() if on else local_day(now, zone)
    if day > local_day(now, zone):
        raise click.ClickException(f"{day} is still to come: its reads are not there yet.")
    with the_database() as database, step(f"Bill run {day}") as report:
        report("nothing to bill")
        summary = run_bills(database, on=day, now=now, zone=zone, report=report)
    _tell(summary)
    sys.exit(1 if summary.refusals else 0)


def _tell(summary: BillRunSummary) -> None:
    click.echo(f"{summary.statement_count:,} bills were made, {money_text(summary.charges_cents)} in all.")
    if summary.refusals:
        click.echo(f"{len(summary.refusals):,} accounts were not billed:", err=True)
    for refusal in summary.refusals:
        click.echo(f"  {refusal}", err=True)
