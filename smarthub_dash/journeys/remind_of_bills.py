"""Remind of bills: three days before one is due, on the day, and once it is late. A daily job; it may run twice."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from types import MappingProxyType
from uuid import UUID

from sqlmodel import Session

from smarthub_dash.domain.accounts.rules import Power
from smarthub_dash.domain.autopay.queries import planned_until
from smarthub_dash.domain.billing.queries import balances
from smarthub_dash.domain.billing.queries.owed import owed_bills
from smarthub_dash.domain.billing.queries.staff import accounts_with_bills_due
from smarthub_dash.domain.billing.rules import unpaid_bills
from smarthub_dash.domain.notices.operations import post_notice
from smarthub_dash.domain.notices.queries.readers import readers_of
from smarthub_dash.domain.notices.rules import Address, Channel
from smarthub_dash.journeys.household_news import Moment
from smarthub_dash.journeys.words import full_day_text
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.money import Cents, money_text

BATCH = 50
"""Accounts of one transaction: a writer must not keep the others waiting."""
DAYS: Mapping[int, str] = MappingProxyType({3: "due_soon", 0: "due_today", -1: "past_due", -25: "disconnect_warning"})
"""How many days before a bill is due which event is told; after, below zero."""
SWITCHED_OFF_AFTER = timedelta(days=10)
"""How long after the warning service may be switched off. Illustrative, like the other rules of the demo."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """What is to be told of one bill."""

    event: str
    account_id: UUID
    statement_id: UUID
    due_on: date
    cents: Cents


def remind_of_bills(database: Database, *, moment: Moment) -> int:
    """Tell whoever may pay an account of its bills that are due or late; return how many notices were posted."""
    days = {moment.today + timedelta(days=ahead): event for ahead, event in DAYS.items()}
    with database.reading() as session:
        # no scope: bills of every account
        account_ids = accounts_with_bills_due(session, on=list(days))
    posted = 0
    for batch in _batches(account_ids):
        with database.unit_of_work() as session:
            for reminder in _reminders(session, batch, days):
                posted += _tell(session, reminder, moment)
    return posted


def _reminders(session: Session, account_ids: Sequence[UUID], days: Mapping[date, str]) -> Iterator[Reminder]:
    # no scope: as above
    owed = balances(session, account_ids=account_ids)
    bills = owed_bills(session, account_ids=account_ids)
    due = [
        Reminder(days[bill.due_on], account_id, bill.statement_id, bill.due_on, cents)
        for account_id in account_ids
        for bill, cents in unpaid_bills(balance_cents=owed[account_id], bills=bills.get(account_id, ()))
        if bill.due_on in days and bill.statement_id is not None and not (bill.is_installment or bill.is_arranged)
    ]
    asked = [each.statement_id for each in due]
    # What Auto Pay is about to draw needs nobody. A bill that was given more days is due on another.
    spared = planned_until(session, statement_ids=asked)
    return (each for each in due if each.statement_id not in spared)


def _tell(session: Session, reminder: Reminder, moment: Moment) -> int:
    # no scope: as above
    readers = readers_of(session, account_ids=[reminder.account_id], power=Power.PAY, today=moment.today)
    extra = {}
    if reminder.event == "disconnect_warning":
        extra = {"from_day": full_day_text(moment.today + SWITCHED_OFF_AFTER)}
    return sum(
        post_notice(
            session,
            key=f"{reminder.event}:{reminder.statement_id}:{member_id}",
            template=reminder.event,
            facts={
                "name": full_name.split()[0],
                "account": account,
                "amount": money_text(reminder.cents),
                "due": full_day_text(reminder.due_on),
                **extra,
            },
            to=[Address(Channel.EMAIL, email)],
            member_id=member_id,
            account_ids=[reminder.account_id],
            now=moment.now,
        )
        for member_id, full_name, email, _, account in readers
    )


def _batches(account_ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    rest = iter(account_ids)
    while batch := list(islice(rest, BATCH)):
        yield batch
