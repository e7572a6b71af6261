"""
Make the drafts whose day has come: a daily job that may be run twice, cut short, or run by two workers at once.

A draft is taken up in one transaction, under the lock of its account: from then on nobody can skip it. It is paid
through `pay_accounts` under a key made of enrollment and bill. What was taken up and not paid, because a worker died,
is paid first the next time, under the same key: once.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from smarthub_dash.domain.accounts.rules import NotAllowed, NotYours
from smarthub_dash.domain.autopay.operations.drafts import move_draft, note_event, take_up
from smarthub_dash.domain.autopay.queries.waiting import WaitingDraft, begun_drafts, due_drafts, owed_now
from smarthub_dash.domain.autopay.rules import DraftState, asks_first, draft_key
from smarthub_dash.domain.billing.operations.ledger import lock_accounts
from smarthub_dash.domain.billing.rules.bank_days import is_bank_day
from smarthub_dash.domain.payments.rules import PaymentSource, TenderState
from smarthub_dash.domain.payments.rules.fees import fee_for
from smarthub_dash.domain.payments.rules.tendering import Allotment, MoreThanOwed
from smarthub_dash.journal.news import announce
from smarthub_dash.journeys.auto_pay_outcomes import AGAIN, TOPIC, heed_drafts, note_failure, tell_of_failure
from smarthub_dash.journeys.household_news import Moment
from smarthub_dash.journeys.pay_accounts import PaymentWish, pay_accounts
from smarthub_dash.journeys.plan_drafts import end_access
from smarthub_dash.journeys.till import Till
from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.money import Cents, money_text

BATCH = 100
AT_ONCE = 4
"""How many drafts are at the processor at once; more wait for the one writer of the books anyway."""
FAILING = (TenderState.DECLINED, TenderState.RETURNED)


@dataclass(frozen=True, slots=True)
class AutoPaySummary:
    """What a run did."""

    paid: int
    looked_at: int
    """Those too that were above the ceiling, not owed any more, or drawn on what cannot be used."""


def run_auto_pay(till: Till, *, moment: Moment, report: Callable[[str], None]) -> AutoPaySummary:
    """Make every draft whose day has come, each once; on a day without banks only what was begun before."""
    paid, seen = _pay_begun(till, moment), set[UUID]()
    while is_bank_day(moment.today):
        # One that was put back is looked at once more, not for ever.
        looked_at = _take_up(till, moment)
        if looked_at <= seen:
            break
        seen |= looked_at
        paid += _pay_begun(till, moment)
        report(f"{len(seen):,} drafts")
    heed_drafts(till.database, moment=moment)
    return AutoPaySummary(paid, len(seen))


def make_draft(till: Till, *, draft: WaitingDraft, moment: Moment) -> bool:
    """Pay a draft that was taken up, and note what came of it; return whether money moves."""
    wish = PaymentWish(
        key=draft_key(enrollment_id=draft.enrollment_id, statement_id=draft.statement_id, retries=draft.retries),
        source=PaymentSource.AUTO_PAY,
        allotments=(Allotment(draft.account_id, draft.cents),),
        paid_with=draft.method_id,
        fee_cents=fee_for(draft.kind, fees=till.fees),
    )

    def note(session: Session, event_id: UUID) -> None:
        note_event(session, draft_id=draft.draft_id, event_id=event_id)

    try:
        payment = pay_accounts(till, member_id=draft.member_id, wish=wish, now=moment.now, beside=note)
    except MoreThanOwed:
        # Somebody paid between the two transactions: it is looked at again, with what is owed then.
        return _put_back(till, draft)
    except (NotYours, NotAllowed):
        return _end(till, draft, moment)
    except Refused as refused:
        return _fail(till, draft, str(refused), moment)
    if payment.state in FAILING:
        heed_drafts(till.database, moment=moment, event_id=payment.event_id)
        return False
    return True


def _take_up(till: Till, moment: Moment) -> set[UUID]:
    """Decide about some of the drafts whose day has come; return which."""
    with till.database.unit_of_work() as session:
        waiting = due_drafts(session, on=moment.today, most=BATCH)
        # One of each account, the older bill first: what the next one takes is known when this one is on its way.
        oldest: dict[UUID, WaitingDraft] = {}
        for draft in sorted(waiting, key=lambda each: each.due_on):
            oldest.setdefault(draft.account_id, draft)
        lock_accounts(session, account_ids=list(oldest))
        drafts = list(oldest.values())
        owed = owed_now(session, drafts=drafts)
        for draft in drafts:
            # Never more than its member was told.
            _decide(session, draft, min(owed[draft.draft_id], draft.cents), moment)
        announce(session, topic=TOPIC, account_ids=list(oldest), now=moment.now)
    return {draft.draft_id for draft in drafts}


def _decide(session: Session, draft: WaitingDraft, cents: Cents, moment: Moment) -> None:
    # no scope: the job makes everybody's
    if cents <= 0:
        _settle(session, draft, DraftState.NOT_NEEDED, moment)
    elif draft.suspended_because:
        note_failure(session, draft=draft, reason=f"Auto Pay rests: {draft.suspended_because}.", moment=moment)
    elif asks_first(cents=cents, ceiling_cents=draft.ceiling_cents, approved_cents=draft.approved_cents):
        if _settle(session, draft, DraftState.ABOVE_CEILING, moment):
            reason = f"It is above your ceiling of {money_text(draft.ceiling_cents or 0)}, and we had no yes from you."
            tell_of_failure(session, draft=draft, cents=cents, reason=reason, advice=AGAIN, moment=moment)
    else:
        take_up(session, draft_id=draft.draft_id, cents=cents, now=moment.now)


def _settle(session: Session, draft: WaitingDraft, to: DraftState, moment: Moment) -> bool:
    # no scope: as above
    planned = (DraftState.PLANNED,)
    return move_draft(session, draft_id=draft.draft_id, states=planned, to=to, settled_at=moment.now)


def _pay_begun(till: Till, moment: Moment) -> int:
    """
    Pay what was taken up; return how many it was.

    :raises ExceptionGroup: after all others were paid, if some could not be for a fault of ours
    """
    paid, after, faults = 0, None, list[Exception]()
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="draft") as pool:
        while drafts := _begun(till, after):
            made = [pool.submit(make_draft, till, draft=draft, moment=moment) for draft in drafts]
            for each in made:
                fault = each.exception()
                if isinstance(fault, Exception):
                    faults.append(fault)
                else:
                    paid += each.result()
            after = drafts[-1].draft_id
    if faults:
        raise ExceptionGroup("drafts could not be made", faults)
    return paid


def _begun(till: Till, after: UUID | None) -> Sequence[WaitingDraft]:
    with till.database.reading() as session:
        return begun_drafts(session, most=BATCH, after=after)


def _put_back(till: Till, draft: WaitingDraft) -> bool:
    with till.database.unit_of_work() as session:
        move_draft(session, draft_id=draft.draft_id, states=(DraftState.DRAWN,), to=DraftState.PLANNED, settled_at=None)
    return False


def _end(till: Till, draft: WaitingDraft, moment: Moment) -> bool:
    with till.database.unit_of_work() as session:
        lock_accounts(session, account_ids=[draft.account_id])
        drawn = (DraftState.DRAWN,)
        move_draft(session, draft_id=draft.draft_id, states=drawn, to=DraftState.CANCELLED, settled_at=moment.now)
        end_access(session, account_id=draft.account_id, moment=moment)
        announce(session, topic=TOPIC, account_ids=[draft.account_id], now=moment.now)
    return False


def _fail(till: Till, draft: WaitingDraft, reason: str, moment: Moment) -> bool:
    with till.database.unit_of_work() as session:
        note_failure(session, draft=draft, reason=reason, moment=moment)
    return False
