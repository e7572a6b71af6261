"""Plan the draft of each new bill of an account on Auto Pay, and tell of it in time: a daily job that may run twice."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import Session

from smarthub_dash.domain.accounts.queries import scope_of
from smarthub_dash.domain.accounts.rules import Power
from smarthub_dash.domain.autopay.operations import close_enrollment
from smarthub_dash.domain.autopay.operations.drafts import move_draft, note_told, plan_draft
from smarthub_dash.domain.autopay.queries import balances_to_pay
from smarthub_dash.domain.autopay.queries.waiting import (
    UndraftedBill,
    WaitingDraft,
    owed_now,
    undrafted_bills,
    untold_drafts,
)
from smarthub_dash.domain.autopay.rules import DraftState, asks_first, draft_cents
from smarthub_dash.domain.autopay.rules.days import draft_day
from smarthub_dash.domain.billing.operations.ledger import lock_accounts
from smarthub_dash.domain.billing.queries.owed import unpaid_asked
from smarthub_dash.domain.billing.rules.bank_days import bank_day
from smarthub_dash.journal.news import announce
from smarthub_dash.journeys.auto_pay_letters import write_coming, write_ended
from smarthub_dash.journeys.household_news import Moment, write_down
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.money import Cents

TOPIC = "billing"
BATCH = 100
ACCESS_ENDED = "You no longer pay this account, so nothing more of it is drawn from your payment account."


def plan_drafts(database: Database, *, notice_days: int, moment: Moment) -> int:
    """Plan a draft for the newest bill of each account on Auto Pay that has none; return how many were planned."""
    with database.reading() as session:
        bills = undrafted_bills(session)
    count = 0
    for at in range(0, len(bills), BATCH):
        with database.unit_of_work() as session:
            count += _plan(session, [each.account_id for each in bills[at : at + BATCH]], notice_days, moment)
    return count


def tell_of_drafts(database: Database, *, notice_days: int, moment: Moment) -> int:
    """
    Tell of each draft `notice_days` before it; return how many were told of.

    One that nobody was told of in time, because no server ran, comes that much later.
    """
    count, after = 0, None
    # Those of this very day stay where they are, for it is a day with banks; those that were missed come then too.
    until = moment.today + timedelta(days=notice_days)
    while True:
        with database.unit_of_work() as session:
            drafts = untold_drafts(session, until=until, most=BATCH, after=after)
            count += _tell(session, drafts, draft_on=bank_day(until), moment=moment)
        if len(drafts) < BATCH:
            return count
        after = drafts[-1].draft_id


def end_access(session: Session, *, account_id: UUID, moment: Moment) -> None:
    """Take an account off Auto Pay whose member may not pay it any more, and tell them; the caller has locked it."""
    # no scope: it is about what a member lost
    ended = close_enrollment(session, account_id=account_id, because="Access ended", now=moment.now)
    if ended is None:
        return
    write_ended(session, enrollment=ended, sentence=ACCESS_ENDED, moment=moment)
    said = {account_id: "Auto Pay ended: whoever signed up cannot pay this account any more"}
    write_down(session, act="auto pay off", words=said, actor_id=None, member_id=None, moment=moment)


def _plan(session: Session, account_ids: list[UUID], notice_days: int, moment: Moment) -> int:
    # no scope: every account on Auto Pay
    lock_accounts(session, account_ids=account_ids)
    bills = undrafted_bills(session, account_ids=account_ids)
    lost = [each.account_id for each in bills if not _may_pay(session, each, moment.today)]
    for account_id in lost:
        end_access(session, account_id=account_id, moment=moment)
    kept = [each for each in bills if each.account_id not in lost]
    amounts = _amounts(session, kept)
    planned = []
    for bill in kept:
        cents, earliest_on = amounts[bill.statement_id], moment.today + timedelta(days=notice_days)
        if cents <= 0:
            continue
        draft_on = draft_day(bill.days, chosen_day=bill.chosen_day, earliest_on=earliest_on, notice_days=notice_days)
        if plan_draft(
            session,
            enrollment_id=bill.enrollment_id,
            statement_id=bill.statement_id,
            draft_on=draft_on,
            cents=cents,
            told_at=None,
        ):
            planned.append(bill.account_id)
    announce(session, topic=TOPIC, account_ids=[*planned, *lost], now=moment.now)
    return len(planned)


def _may_pay(session: Session, bill: UndraftedBill, today: date) -> bool:
    return scope_of(session, member_id=bill.member_id, today=today).may(Power.PAY, bill.account_id)


def _amounts(session: Session, bills: list[UndraftedBill]) -> dict[UUID, Cents]:
    # no scope: as above
    account_ids = [each.account_id for each in bills]
    owed = balances_to_pay(session, account_ids=account_ids)
    asked = unpaid_asked(session, owed=owed)
    return {
        each.statement_id: draft_cents(
            balance_cents=owed[each.account_id], bills=asked.get(each.account_id, ()), due_on=each.days.due_on
        )
        for each in bills
    }


def _tell(session: Session, drafts: Sequence[WaitingDraft], *, draft_on: date, moment: Moment) -> int:
    # no scope: as above
    amounts, told = owed_now(session, drafts=drafts), []
    for draft in drafts:
        cents = amounts[draft.draft_id]
        if cents <= 0:
            _leave_out(session, draft, moment)
            continue
        if not note_told(session, draft_id=draft.draft_id, draft_on=draft_on, cents=cents, now=moment.now):
            continue
        needs_yes = asks_first(cents=cents, ceiling_cents=draft.ceiling_cents, approved_cents=draft.approved_cents)
        write_coming(session, draft=draft, cents=cents, draft_on=draft_on, needs_yes=needs_yes, moment=moment)
        told.append(draft.account_id)
    announce(session, topic=TOPIC, account_ids=told, now=moment.now)
    return len(told)


def _leave_out(session: Session, draft: WaitingDraft, moment: Moment) -> None:
    # no scope: as above
    # Until its day the payment that came meanwhile may be taken back.
    if draft.draft_on <= moment.today:
        planned, settled = (DraftState.PLANNED,), DraftState.NOT_NEEDED
        move_draft(session, draft_id=draft.draft_id, states=planned, to=settled, settled_at=moment.now)
