"""
What became of drafts: one that was declined or came back leaves its bill due, and its member is told at once.

The run says so itself where the answer comes at once; what comes later is heard with the payment, and looked for again
by a job, so that a message of the processor that never came keeps nobody in the dark.
"""

from datetime import timedelta
from uuid import UUID

from sqlmodel import Session

from smarthub_dash.domain.autopay.operations.drafts import fail_draft, rest_enrollment
from smarthub_dash.domain.autopay.queries.waiting import FailedDraft, WaitingDraft, failed_drafts
from smarthub_dash.domain.autopay.rules import MOST_RETRIES, DraftState
from smarthub_dash.domain.payments.records import StoredPaymentMethod
from smarthub_dash.domain.payments.rules import MethodState
from smarthub_dash.domain.payments.rules.outcomes import reason_words
from smarthub_dash.journal.news import announce
from smarthub_dash.journeys.auto_pay_letters import write_failed
from smarthub_dash.journeys.household_news import Moment, write_down
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.money import Cents, money_text

TOPIC = "payment"
LATEST_RETURN = timedelta(days=100)
"""A bank may send a draft back for sixty days after its statement."""
AGAIN = "Try it once more in SmartHub, or pay another way."
OTHER_WAY = "Pay it another way, in SmartHub or by telephone."
CHOOSE_ANOTHER = "Auto Pay of this account rests until you choose another payment account."


def heed_drafts(database: Database, *, moment: Moment, event_id: UUID | None = None) -> int:
    """Note every draft whose payment was declined or came back, all or that of one payment; return how many."""
    with database.reading() as session:
        failed = failed_drafts(session, since=moment.now - LATEST_RETURN, event_id=event_id)
    count = 0
    for each in failed:
        with database.unit_of_work() as session:
            count += _note(session, each, moment)
    return count


def heed_payment(session: Session, *, event_id: UUID, moment: Moment) -> bool:
    """
    Note the draft whose payment was just declined or came back, in the transaction that says so.

    It returns whether there was one, and its member was told.
    """
    # no scope: what the processor says concerns whoever signed up
    failed = failed_drafts(session, since=moment.now - LATEST_RETURN, event_id=event_id)
    return sum(_note(session, each, moment) for each in failed) > 0


def note_failure(session: Session, *, draft: WaitingDraft, reason: str, moment: Moment) -> bool:
    """Note that a draft that was taken up brought nothing, and tell of it; return False if that was done before."""
    # no scope: what the bank says concerns whoever signed up
    states = (DraftState.PLANNED, DraftState.DRAWN)
    if not fail_draft(session, draft_id=draft.draft_id, states=states, failure=reason, now=moment.now):
        return False
    rests = _rest(session, draft, moment)
    advice = CHOOSE_ANOTHER if rests else AGAIN if draft.retries < MOST_RETRIES else OTHER_WAY
    tell_of_failure(session, draft=draft, cents=draft.cents, reason=reason, advice=advice, moment=moment)
    return True


def tell_of_failure(
    session: Session, *, draft: WaitingDraft, cents: Cents, reason: str, advice: str, moment: Moment
) -> None:
    """Write it in the log of the household, send the letter, wake the pages."""
    # no scope: as above
    write_failed(session, draft=draft, cents=cents, reason=reason, advice=advice, moment=moment)
    said = {draft.account_id: f"Auto Pay could not draw {money_text(cents)}: {reason}"}
    write_down(session, act="auto pay failed", words=said, actor_id=None, member_id=None, moment=moment)
    announce(session, topic=TOPIC, account_ids=[draft.account_id], now=moment.now)


def _rest(session: Session, draft: WaitingDraft, moment: Moment) -> bool:
    # no scope: as above
    method = session.get_one(StoredPaymentMethod, draft.method_id)
    if method.state is MethodState.ACTIVE:
        return False
    because = method.suspended_because or "the payment account was removed"
    rest_enrollment(session, enrollment_id=draft.enrollment_id, because=because, now=moment.now)
    return True


def _note(session: Session, failed: FailedDraft, moment: Moment) -> bool:
    # no scope: as above
    return note_failure(session, draft=failed.draft, reason=_reason(session, failed), moment=moment)


def _reason(session: Session, failed: FailedDraft) -> str:
    # no scope: as above
    kind = session.get_one(StoredPaymentMethod, failed.draft.method_id).kind
    return reason_words(failed.code, kind=kind)
