"""Bill every account whose billing period has ended: a job that may run twice, or die at any point."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from types import MappingProxyType
from zoneinfo import ZoneInfo

from sqlmodel import Session

from smarthub_dash.domain.billing.operations import issue_statements
from smarthub_dash.domain.billing.operations.budget import with_installments
from smarthub_dash.domain.billing.queries.billing_marks import BillingMark, all_billing_marks, billing_marks
from smarthub_dash.domain.billing.rules import UnbilledPeriod, next_unbilled
from smarthub_dash.domain.billing.rules.drafts import BillDraft
from smarthub_dash.journal.news import announce
from smarthub_dash.journeys.draft_bills import DueBill, draft_bills
from smarthub_dash.journeys.estimated_use import Gap
from smarthub_dash.journeys.true_ups import with_true_ups
from smarthub_dash.journeys.whole_bill_lines import with_whole_bill_lines
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.money import Cents, money_text

NO_WAITING: Mapping[str, int] = MappingProxyType({})
BATCH = 50
"""Accounts of one transaction: enough to share its commit, few enough that others hardly wait for it."""


@dataclass(frozen=True, slots=True)
class BillRunSummary:
    """
    What a bill run did.

    Units: cents. Each refusal, and each account that waits for reads, is one sentence that begins with its number.
    """

    statement_count: int
    charges_cents: Cents
    refusals: tuple[str, ...]
    waiting: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _DueBill:
    """A bill to be made."""

    mark: BillingMark
    unbilled: UnbilledPeriod


@dataclass(frozen=True, slots=True)
class _LeftOut:
    """Why accounts were not billed in this run, by account number."""

    refusals: dict[str, str]
    waiting: dict[str, str]

    def __contains__(self, account_number: str) -> bool:
        return account_number in self.refusals or account_number in self.waiting


@dataclass(frozen=True, slots=True)
class _Run:
    """What is the same for every batch of a run."""

    on: date
    now: datetime
    zone: ZoneInfo
    days_to_wait: Mapping[str, int]


def run_bills(
    database: Database,
    *,
    on: date,
    now: datetime,
    zone: ZoneInfo,
    report: Callable[[str], None],
    days_to_wait: Mapping[str, int] = NO_WAITING,
) -> BillRunSummary:
    """
    Issue a bill for every period that ended by a day and has none, the oldest period of each account first.

    Nothing is billed twice: each transaction looks again, under its lock, how far its accounts are billed. A period
    with missing reads waits as many days as its provider says, then they are estimated.
    """
    statement_count, charges_cents = 0, 0
    left_out = _LeftOut({}, {})
    run = _Run(on, now, zone, days_to_wait)
    while due := [bill for bill in _due_bills(database, on) if bill.mark.account_number not in left_out]:
        due_count = statement_count + len(due)
        for batch in _batches(due):
            with database.unit_of_work() as session:
                drafts = _bill(session, batch, left_out, run)
            statement_count += len(drafts)
            charges_cents += sum(draft.charges_cents for draft in drafts)
            report(f"{statement_count:,} bills of {due_count:,} due, {money_text(charges_cents)}")
    return BillRunSummary(
        statement_count, charges_cents, tuple(left_out.refusals.values()), tuple(left_out.waiting.values())
    )


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


def _bill(session: Session, batch: Sequence[_DueBill], left_out: _LeftOut, run: _Run) -> Sequence[BillDraft]:
    marks = billing_marks(session, account_ids=[bill.mark.account_id for bill in batch])
    due = [_draftable(bill, run) for bill in _due_among(marks, run.on)]
    made = draft_bills(session, due=due, zone=run.zone)
    for mark in marks:
        number = mark.account_number
        if mark.account_id in made.refusals:
            left_out.refusals[number] = f"{number} was not billed: {made.refusals[mark.account_id]}"
        if mark.account_id in made.waiting:
            left_out.waiting[number] = f"{number} waits for {_missing(made.waiting[mark.account_id])}"
    drafts = with_true_ups(session, drafts=made.drafts, on=run.on, zone=run.zone)
    drafts = with_whole_bill_lines(session, drafts=drafts, made=made, on=run.on)
    drafts = with_installments(session, drafts=drafts, on=run.on)
    issue_statements(session, drafts=drafts, issued_on=run.on, now=run.now)
    announce(session, topic="billing", account_ids=[draft.account_id for draft in drafts], now=run.now)
    return drafts


def _draftable(bill: _DueBill, run: _Run) -> DueBill:
    patience = timedelta(days=run.days_to_wait.get(bill.mark.provider, 0))
    waits = run.on < bill.unbilled.period.end_on + patience
    return DueBill(bill.mark.account_id, bill.unbilled, waits_for_reads=waits)


def _missing(gaps: Sequence[Gap]) -> str:
    hours = sum(gap.missing_seconds for gap in gaps) / 3600
    days = sorted({gap.due.end_on for gap in gaps})
    return f"{hours:,.2f}".rstrip("0").rstrip(".") + f" hours of reads of the period until {days[-1]}"


def _batches(due: Sequence[_DueBill]) -> Iterator[Sequence[_DueBill]]:
    rest = iter(due)
    while batch := list(islice(rest, BATCH)):
        yield batch
