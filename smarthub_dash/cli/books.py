"""`smarthub-dash prove-books`: check the ledger."""

import sys

import click

from smarthub_dash.cli.steps import the_database
from smarthub_dash.domain.billing.queries.proof import prove_books


@click.command("prove-books")
def prove() -> None:
    """Check that the ledger sums to zero and that every bill is the sum of its lines."""
    with the_database() as database, database.reading() as session:
        proof = prove_books(session)
    click.echo(f"{proof.transaction_count:,} transactions and {proof.statement_count:,} bills were checked.")
    for fault in proof.faults:
        click.echo(f"  {fault}", err=True)
    sys.exit(1 if proof.faults else 0)
