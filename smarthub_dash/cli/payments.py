"""`smarthub-dash payments …`: what became of a payment, money given back, and our books beside the processor's."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import click

from smarthub_dash.cli.amounts import Dollars, this_moment
from smarthub_dash.cli.books import StaffCommand
from smarthub_dash.cli.steps import the_database
from smarthub_dash.domain.payments.queries.refunds import RefundAct, given_back, tender_of_receipt
from smarthub_dash.domain.payments.queries.unsettled import steps_of, tender_facts
from smarthub_dash.domain.payments.rules import RefundState
from smarthub_dash.domain.payments.rules.outcomes import STATE_WORDS, reason_words
from smarthub_dash.journeys.give_back import NoSuchPayment, RefundWish, give_back
from smarthub_dash.journeys.payment_letters import paid_with_words
from smarthub_dash.journeys.reconcile import Compared, compare, reconcile
from smarthub_dash.journeys.till import Till, till_of
from smarthub_dash.journeys.words import moment_text
from smarthub_dash.kit.errors import Unavailable
from smarthub_dash.kit.money import Cents, money_text
from smarthub_dash.settings import settings
from smarthub_dash.wiring import wiring

REASON = click.option("--reason", required=True, help="Why; the member reads it.")
REFERENCE = click.option("--reference", required=True, help="What makes it happen once: repeat it, nothing happens.")
YEARS_BACK = 3


@click.group()
def payments() -> None:
    """Show payments, give money back, and lay our books beside the processor's."""


@payments.command(cls=StaffCommand)
@click.argument("receipt_number")
def show(receipt_number: str) -> None:
    """Say what became of a payment, step by step."""
    with the_database() as database, database.reading() as session:
        tender_id = tender_of_receipt(session, receipt_number=receipt_number)
        facts = tender_facts(session, tender_id=tender_id) if tender_id else None
        if facts is None:
            raise NoSuchPayment(f"There is no payment with receipt {receipt_number}.")
        steps = steps_of(session, tender_id=facts.tender.id)
        given = given_back(session, tender_ids=[facts.tender.id]).get(facts.tender.id, 0)
    tender = facts.tender
    method = paid_with_words(kind=facts.kind, brand=tender.brand, last_four=tender.last_four)
    click.echo(f"{STATE_WORDS[tender.state]}: {money_text(tender.cents)} with {method}")
    for each in facts.accounts:
        click.echo(f"  account {each.account_number}: {money_text(each.cents)}")
    for step in steps:
        why = f": {reason_words(step.words, kind=facts.kind)}" if step.words else ""
        click.echo(f"  {moment_text(step.at, settings().zone)}  {step.state}{why}")
    if given:
        click.echo(f"  given back: {money_text(given)}")
    click.echo(f"  at the processor: {tender.charge_ref or 'not known yet'}")


@payments.command(cls=StaffCommand)
@click.argument("receipt_number")
@click.argument("account_number")
@click.argument("amount", type=Dollars())
@REASON
@REFERENCE
def refund(receipt_number: str, account_number: str, amount: Cents, reason: str, reference: str) -> None:
    """Give back a part of what one account got of a payment."""
    _give_back(RefundWish(receipt_number, reference, reason, {account_number: amount}))


@payments.command(cls=StaffCommand)
@click.argument("receipt_number")
@REASON
@REFERENCE
def void(receipt_number: str, reason: str, reference: str) -> None:
    """Give back a whole payment; one that has not settled is called off."""
    _give_back(RefundWish(receipt_number, reference, reason))


@payments.command("reconcile", cls=StaffCommand)
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), default=None, help="Which day; yesterday if not said.")
@click.option("--all", "is_all", is_flag=True, help="Every charge there ever was; nothing is kept of it.")
def reconcile_command(day: datetime | None, is_all: bool) -> None:
    """Lay our payments beside the processor's, and list where they differ."""
    now, today = this_moment()
    with _the_till() as till:
        if is_all:
            found = compare(till, made_from=now - timedelta(days=366 * YEARS_BACK), made_to=now + timedelta(days=1))
        else:
            found = reconcile(till, day=day.date() if day else today - timedelta(days=1), now=now)
    _tell(found)
    sys.exit(1 if found.differences else 0)


def _give_back(wish: RefundWish) -> None:
    now, _ = this_moment()
    with _the_till() as till:
        act = give_back(till, wish=wish, asked_by=None, now=now)
    click.echo(_words(act))
    sys.exit(1 if act.state is RefundState.FAILED else 0)


def _words(act: RefundAct) -> str:
    amount = money_text(act.cents)
    return {
        RefundState.DONE: f"{amount} of receipt {act.receipt_number} was given back.",
        RefundState.OPEN: f"{amount} of receipt {act.receipt_number} is on its way: the processor did not answer.",
        RefundState.FAILED: f"The processor refused to give back {amount} of receipt {act.receipt_number}.",
    }[act.state]


def _tell(found: Compared) -> None:
    for each in found.differences[:50]:
        click.echo(f"  {each.charge_ref}: {each.words}", err=True)
    click.echo(f"{found.charge_count:,} charges were compared: ours {money_text(found.our_cents)}, ", nl=False)
    click.echo(f"the processor's {money_text(found.their_cents)}.")
    click.echo(f"{len(found.differences):,} differences." if found.differences else "Both say the same.")


@contextmanager
def _the_till() -> Iterator[Till]:
    with the_database():
        try:
            yield till_of(wiring())
        except Unavailable as error:
            raise click.ClickException(f"The processor is away: {error}") from None
