"""The shell's door: the command `smarthub-dash`; each module holds commands of one concern."""

import click

from smarthub_dash.cli.bills import bill_run, print_file
from smarthub_dash.cli.books import books
from smarthub_dash.cli.edits import edit_reads_of, undo_edit_of
from smarthub_dash.cli.head_ends import doubts, exchange_meter, head_ends
from smarthub_dash.cli.keeping import migrate, prove_activity, reseal_all
from smarthub_dash.cli.meter_data import import_file
from smarthub_dash.cli.payments import payments
from smarthub_dash.cli.rates import rates
from smarthub_dash.cli.serving import serve


@click.group()
def main() -> None:
    """SmartHub Dash: a live member portal for an electric and broadband cooperative."""


for command in (serve, migrate, import_file, rates, bill_run, print_file, books, payments, prove_activity, reseal_all):
    main.add_command(command)
for command in (head_ends, exchange_meter, doubts, edit_reads_of, undo_edit_of):
    main.add_command(command)
