"""`smarthub-dash migrate`, `prove-activity` and `reseal`: keep the database whole and readable."""

import sys

import click

from smarthub_dash.cli.steps import the_database
from smarthub_dash.journal.activity import chain_proof
from smarthub_dash.journeys import reseal as resealing
from smarthub_dash.kit.clock import SystemClock
from smarthub_dash.kit.database import open_database
from smarthub_dash.kit.sealing import Sealer
from smarthub_dash.migrations import migrate as bring_up_to_date
from smarthub_dash.settings import settings


@click.command()
def migrate() -> None:
    """Bring the database to the present schema."""
    database = open_database(settings().database)
    bring_up_to_date(database)
    database.close()
    click.echo("The database is up to date.")


@click.command("prove-activity")
@click.option("--kept", default="", help="A newest link that an earlier proof named; it must still be in the log.")
def prove_activity(kept: str) -> None:
    """Check that no row of the activity log was changed, taken out or put in."""
    with the_database() as database, database.reading() as session:
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


@click.command("reseal")
@click.option("--forget-old-codes", is_flag=True, help="Codes on paper made by an old key open nothing any more.")
def reseal_all(forget_old_codes: bool) -> None:
    """Seal everything anew under SMARTHUB_SECRET_KEY, so that SMARTHUB_OLD_SECRET_KEYS can go (docs/keys.md)."""
    now = SystemClock().now()
    with the_database() as database:
        found = resealing.reseal(database, sealer=Sealer(settings().secret_keys), now=now)
        forgotten = resealing.forget_old_codes(database) if forget_old_codes else 0
    for each in found:
        click.echo(f"{each.done:,} {each.name} were sealed anew.")
        if each.broken:
            click.echo(f"{each.broken:,} {each.name} open by none of the keys.", err=True)
    if forget_old_codes:
        click.echo(f"{forgotten:,} keys put away were thrown away: the codes they made open nothing any more.")
    sys.exit(1 if any(each.broken for each in found) else 0)
