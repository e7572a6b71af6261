"""`smarthub-dash bill-run`: bill every period that has ended; `print-file`: write what the mail house prints."""

import sys
from datetime import datetime

import click

from smarthub_dash.cli.steps import step, the_database
from smarthub_dash.journeys.bill_on_paper import press_of
from smarthub_dash.journeys.print_bills import Printing, PrintingAlready, print_bills
from smarthub_dash.journeys.run_bills import BillRunSummary, run_bills
from smarthub_dash.kit.clock import SystemClock, local_day
from smarthub_dash.kit.money import money_text
from smarthub_dash.kit.sealing import Sealer
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
        patience = settings().days_to_wait_for_reads
        summary = run_bills(database, on=day, now=now, zone=zone, report=report, days_to_wait=patience)
    _tell(summary)
    sys.exit(1 if summary.refusals else 0)


@click.command("print-file")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Print what was issued by this day (today).")
def print_file(on: datetime | None) -> None:
    """Write the bills that go by mail, each once, into an archive for the mail house; run it as often as you like."""
    now, told = SystemClock().now(), settings()
    day = on.date() if on else local_day(now, told.zone)
    if day > local_day(now, told.zone):
        raise click.ClickException(f"{day} is still to come: its bills are not made yet.")
    printing = Printing(told.print_folder, press_of(told), Sealer(told.secret_keys))
    try:
        with the_database() as database, step(f"Print file {day}") as report:
            report("nothing to print")
            run = print_bills(database, printing=printing, on=day, now=now, report=report)
    except PrintingAlready as refused:
        raise click.ClickException(str(refused)) from refused
    click.echo(f"{run.bill_count:,} bills were written, {run.page_count:,} pages.")
    for file in run.files:
        click.echo(f"  {file}")


def _tell(summary: BillRunSummary) -> None:
    click.echo(f"{summary.statement_count:,} bills were made, {money_text(summary.charges_cents)} in all.")
    for name, sentences in (("wait for reads", summary.waiting), ("were not billed", summary.refusals)):
        if sentences:
            click.echo(f"Accounts that {name}: {len(sentences):,}", err=True)
        for sentence in sentences:
            click.echo(f"  {sentence}", err=True)
