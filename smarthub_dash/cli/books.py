"""`smarthub-dash books …`: prove the ledger, and post to it what staff post."""

import sys
from fractions import Fraction

import click

from smarthub_dash.cli.amounts import Dollars, Percent, this_moment
from smarthub_dash.cli.steps import the_database
from smarthub_dash.domain.billing.operations.capital import PayOut
from smarthub_dash.domain.billing.queries.proof import prove_books
from smarthub_dash.domain.billing.queries.proof.checked import Checked
from smarthub_dash.domain.payments.queries.proof import prove_payments
from smarthub_dash.journeys import post_by_staff
from smarthub_dash.journeys.cancel_bills import cancel_and_rebill, cancel_bill
from smarthub_dash.journeys.charge_late import charge_late
from smarthub_dash.journeys.expire_metering import expire_metering
from smarthub_dash.journeys.post_by_staff import StaffPosting
from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.money import Cents, money_text
from smarthub_dash.settings import settings

MOST_FAULTS = 50
REFERENCE = click.option(
    "--reference", required=True, help="What makes it happen once: repeat it, and nothing happens."
)
MEMO = click.option("--memo", required=True, help="Why; the member reads it.")
REASON = click.option("--reason", required=True, help="Why; it is kept with the bill.")


class StaffCommand(click.Command):
    """A command whose refusals are told as they are, in one line."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except Refused as refused:
            raise click.ClickException(str(refused)) from None


@click.group()
def books() -> None:
    """Prove the books, and post what staff post: each change is a new entry, none is ever altered."""


@books.command()
def prove() -> None:
    """Check that every entry, bill, balance and book is what it must be."""
    with the_database() as database, database.reading() as session:
        proof = prove_books(session, report=_tell)
        of_payments = prove_payments(session)
    faults = [*proof.faults, *(fault for check in of_payments for fault in check.faults)]
    for check in of_payments:
        _tell(check)
    for fault in faults[:MOST_FAULTS]:
        click.echo(f"  {fault}", err=True)
    if len(faults) > MOST_FAULTS:
        click.echo(f"  and {len(faults) - MOST_FAULTS:,} more", err=True)
    click.echo(f"{proof.transaction_count:,} transactions and {proof.statement_count:,} bills were checked.")
    click.echo("The books are in order." if not faults else f"{len(faults):,} faults.")
    sys.exit(1 if faults else 0)


@books.command("cancel-and-rebill", cls=StaffCommand)
@click.argument("bill_number")
@REASON
def rebill(bill_number: str, reason: str) -> None:
    """Cancel a bill and make it anew from today's reads and rates."""
    now, today = this_moment()
    with the_database() as database:
        made = cancel_and_rebill(
            database, bill_number=bill_number, reason=reason, on=today, now=now, zone=settings().zone
        )
    click.echo(f"Bill {made.cancelled_number} of {money_text(made.cancelled_cents)} was cancelled.")
    click.echo(f"Bill {made.bill_number} of {money_text(made.charges_cents)} takes its place.")


@books.command(cls=StaffCommand)
@click.argument("bill_number")
@REASON
def cancel(bill_number: str, reason: str) -> None:
    """Cancel a bill that should never have been; its days stay without one."""
    now, today = this_moment()
    with the_database() as database:
        cents = cancel_bill(database, bill_number=bill_number, reason=reason, on=today, now=now)
    click.echo(f"Bill {bill_number} of {money_text(cents)} was cancelled.")


@books.command(cls=StaffCommand)
@click.argument("account_number")
@click.argument("amount", type=Dollars())
@MEMO
@REFERENCE
def credit(account_number: str, amount: Cents, memo: str, reference: str) -> None:
    """Give an account a credit."""
    now, today = this_moment()
    with the_database() as database:
        posting = StaffPosting(amount, reference, memo, today)
        is_new = post_by_staff.credit_account(database, account_number=account_number, posting=posting, now=now)
    _say(is_new, f"{money_text(amount)} was credited to account {account_number}.", reference)


@books.command(cls=StaffCommand)
@click.argument("from_account")
@click.argument("to_account")
@click.argument("amount", type=Dollars())
@MEMO
@REFERENCE
def transfer(from_account: str, to_account: str, amount: Cents, memo: str, reference: str) -> None:
    """Move a credit between two accounts that one member owns."""
    now, today = this_moment()
    with the_database() as database:
        posting = StaffPosting(amount, reference, memo, today)
        is_new = post_by_staff.move_credit(
            database, from_number=from_account, to_number=to_account, posting=posting, now=now
        )
    _say(is_new, f"{money_text(amount)} was moved from account {from_account} to {to_account}.", reference)


@books.command(cls=StaffCommand)
@click.argument("account_number")
@click.argument("amount", type=Dollars())
@click.option("--do", "act", type=click.Choice(["take", "apply", "refund"]), required=True, help="What becomes of it.")
@REFERENCE
def deposit(account_number: str, amount: Cents, act: str, reference: str) -> None:
    """Take a deposit, apply it to what is owed, or give it back by check."""
    now, today = this_moment()
    acts = {
        "take": (post_by_staff.hold_deposit, "was taken as a deposit of"),
        "apply": (post_by_staff.use_deposit, "of the deposit was applied to"),
        "refund": (post_by_staff.return_deposit, "of the deposit was given back to"),
    }
    journey, words = acts[act]
    with the_database() as database:
        posting = StaffPosting(amount, reference, "", today)
        is_new = journey(database, account_number=account_number, posting=posting, now=now)
    _say(is_new, f"{money_text(amount)} {words} account {account_number}.", reference)


@books.command("share-margin", cls=StaffCommand)
@click.argument("year", type=int)
@click.argument("amount", type=Dollars())
def share_margin(year: int, amount: Cents) -> None:
    """Allocate the margin of a year to the members who bought electricity in it."""
    now, today = this_moment()
    with the_database() as database:
        done = post_by_staff.share_margin(database, year=year, margin_cents=amount, on=today, now=now)
    click.echo(f"{money_text(done.cents)} was allocated to {done.account_count:,} accounts.")


@books.command("pay-out-capital", cls=StaffCommand)
@click.argument("year", type=int)
@click.option("--percent", type=Percent(), default="100", show_default=True, help="Of what is left of that year.")
@click.option("--by", "pay_out", type=click.Choice([str(one) for one in PayOut]), default="credit", show_default=True)
def pay_out_capital(year: int, percent: Fraction, pay_out: str) -> None:
    """Pay out the capital credits of a year, as a credit on bills or by check."""
    now, today = this_moment()
    with the_database() as database:
        done = post_by_staff.pay_out_capital(
            database, year=year, share=percent, pay_out=PayOut(pay_out), on=today, now=now
        )
    click.echo(f"{money_text(done.cents)} was paid out to {done.account_count:,} accounts.")


@books.command("late-charges")
def late_charges() -> None:
    """Charge bills that are late, and let old credits for energy expire; the portal does both every night."""
    now, today = this_moment()
    with the_database() as database:
        expired = expire_metering(database, on=today, now=now)
        done = charge_late(database, on=today, now=now, report=lambda _: None)
    click.echo(f"{done.charge_count:,} late charges, {money_text(done.cents)} in all.")
    click.echo(f"{money_text(expired)} of credits for energy sent back expired.")


def _tell(check: Checked) -> None:
    mark = "ok" if not check.faults else f"{len(check.faults):,} faults"
    click.echo(f"{check.name:<46} {check.count:>10,}  {mark}")


def _say(is_new: bool, words: str, reference: str) -> None:
    click.echo(words if is_new else f"Nothing was done: reference {reference} did this before.")
