"""Bill every account whose billing period has ended: a job that may run twice, or die at any point."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from zoneinfo import ZoneInfo

from sqlmodel import Session

from smarthub_dash.domain.billing.operations import issue_statements
from smarthub_dash.domain.billing.queries.billing_marks import BillingMark, all_billing_marks, billing_marks
from smarthub_dash.domain.billing.rules import UnbilledPeriod, next_unbilled
from smarthub_dash.domain.billing.rules.drafts import BillDraft
from smarthub_dash.journal.news import announce
from smarthub_dash.journeys.draft_bills import DueBill, draft_bills
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.money import Cents, money_text

BATCH = 50
"""Accounts of one transaction: enough to share its commit, few enough that others hardly wait for it."""


@dataclass(frozen=True, slots=True)
class BillRunSummary:
    """What a bill run did. Units: cents. A refusal is one sentence, beginning with the account's number."""

    statement_count: int
    charges_cents: Cents
    refusals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _DueBill:
    """A bill to be made."""

    mark: BillingMark
    unbilled: UnbilledPeriod


def run_bills(
    database: Database, *, on: date, now: datetime, zone: ZoneInfo, report: Callable[[str], None]
) -> BillRunSummary:
    """
    Issue a bill for every period that ended by a day and has none, the oldest period of each account first.

    Nothing is billed twice: each transaction looks again, under its lock, how far its accounts are billed.
    """
    statement_count, charges_cents = 0, 0
    refusals: dict[str, str] = {}
    while due := [bill for bill in _due_bills(database, on) if bill.mark.account_number not in refusals]:
        for batch in _batches(due):
            with database.unit_of_work() as session:
                drafts = _bill(session, batch, refusals, on=on, now=now, zone=zone)
            statement_count += len(drafts)
            charges_cents += sum(draft.charges_cents for draft in drafts)
            report(f"{statement_count:,} bills, {money_text(charges_cents)}")
    return BillRunSummary(statement_count, charges_cents, tuple(refusals.values()))


def _due_bills(database: Database, on: date) -> Sequence[_DueBill]:
    with database.reading() as session:
        due = _due_among(all_billing_marks(session), on)
    # Bills of the same days are read together.
    return sorted(due, key=lambda bill: (bill.unbilled.period, bill.mark.account_number))


def _due_among(marks: Sequence[BillingMark], on: date) -> Sequence[_DueBill]:
    due = []
    for mark in marks:
        unbilled = next_unbilled(
            opened_on=mark.opened_on,
            closed_on=mark.closed_on,
            read_day=mark.read_day,
            billed_until=mark.billed_until,
            on=on,
        )
        if unbilled is not None:
            due.append(_DueBill(mark, unbilled))
    return due


def _bill(
    session: Session, batch: Sequence[_DueBill], refusals: dict[str, str], *, on: date, now: datetime, zone: ZoneInfo
) -> Sequence[BillDraft]:
    marks = billing_marks(session, account_ids=[bill.mark.account_id for bill in batch])
    due = _due_among(marks, on)
    made = draft_bills(session, due=[DueBill(bill.mark.account_id, bill.unbilled) for bill in due], zone=zone)
    for mark in marks:
        if mark.account_id in made.refusals:
            refusals[mark.account_number] = f"{mark.account_number} was not billed: {made.refusals[mark.account_id]}"
    issue_statements(session, drafts=made.drafts, issued_on=on, now=now)
    announce(session, topic="billing", account_ids=[draft.account_id for draft in made.drafts], now=now)
    return made.drafts


def _batches(due: Sequence[_DueBill]) -> Iterator[Sequence[_DueBill]]:
    rest = iter(due)
    while batch := list(islice(rest, BATCH)):
        yield batch
