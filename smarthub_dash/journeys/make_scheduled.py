"""Make the payments whose day has come, each once: the key is made of what was put down."""

from collections.abc import Callable
from uuid import UUID

from sqlmodel import Session

from smarthub_dash.domain.accounts.queries import scope_of
from smarthub_dash.domain.accounts.rules import Power
from smarthub_dash.domain.billing.queries import balances
from smarthub_dash.domain.payments.operations.scheduled import (
    begin_waiting,
    cancel_waiting,
    fail_begun,
    note_made,
)
from smarthub_dash.domain.payments.queries import PaymentView, on_its_way
from smarthub_dash.domain.payments.queries.scheduled import Scheduled, due_schedules
from smarthub_dash.domain.payments.rules import PaymentSource, ScheduledState
from smarthub_dash.domain.payments.rules.scheduling import still_wanted
from smarthub_dash.domain.payments.rules.tendering import Allotment, payable_cents
from smarthub_dash.journal.news import announce, announce_member
from smarthub_dash.journeys.household_news import Moment
from smarthub_dash.journeys.pay_accounts import PaymentWish, pay_accounts, payment_status
from smarthub_dash.journeys.payment_letters import tell_scheduled_unpaid
from smarthub_dash.journeys.till import Till
from smarthub_dash.kit.errors import Refused

TOPIC = "payment"
NOTHING_OWED = "Nothing was owed any more, so nothing was paid."


def key_of(scheduled_id: UUID) -> str:
    """Return the key under which a scheduled payment is made, however often that is tried."""
    return f"scheduled:{scheduled_id}"


def make_scheduled(till: Till, *, moment: Moment, report: Callable[..., object]) -> int:
    """Make every payment whose day has come; return how many were begun. Run twice, each is made once."""
    with till.database.reading() as session:
        due = due_schedules(session, on=moment.today)
    for each in due:
        report("scheduled payment %s of %s", each.scheduled_id, each.pay_on)
        _make(till, each, moment)
    return len(due)


def _make(till: Till, each: Scheduled, moment: Moment) -> None:
    key = key_of(each.scheduled_id)
    # Begun before, by a worker that died: what it opened is looked for first, for it is owed less by now.
    view = payment_status(till, member_id=each.member_id, key=key)
    if view is None:
        allotments = _begin(till, each, moment)
        if not allotments:
            return
        view = _pay(till, each, allotments, moment)
    if view is not None:
        with till.database.unit_of_work() as session:
            note_made(session, scheduled_id=each.scheduled_id, event_id=view.event_id)
            announce_member(session, topic=TOPIC, member_id=each.member_id, now=moment.now)


def _begin(till: Till, each: Scheduled, moment: Moment) -> tuple[Allotment, ...]:
    """Take a payment out of the member's hands; return what is paid, nothing if nothing is owed or it was cancelled."""
    with till.database.unit_of_work() as session:
        wanted = _wanted(session, each, moment)
        if not wanted and each.state is ScheduledState.WAITING:
            if cancel_waiting(session, scheduled_id=each.scheduled_id, why=NOTHING_OWED, now=moment.now):
                tell_scheduled_unpaid(session, scheduled=each, reason=NOTHING_OWED, now=moment.now)
                _announce(session, each, moment)
            return ()
        if not wanted:
            _fail(session, each, NOTHING_OWED, moment)
            return ()
        if each.state is ScheduledState.WAITING:
            return wanted if begin_waiting(session, scheduled_id=each.scheduled_id, now=moment.now) else ()
    return wanted


def _wanted(session: Session, each: Scheduled, moment: Moment) -> tuple[Allotment, ...]:
    scope = scope_of(session, member_id=each.member_id, today=moment.today).holding(Power.PAY)
    sent = on_its_way(session, account_ids=scope.account_ids)
    payable = {
        account_id: payable_cents(amount_due_cents=max(cents, 0), on_its_way_cents=sent.get(account_id, 0))
        for account_id, cents in balances(session, account_ids=scope.account_ids).items()
    }
    left = still_wanted(each.allotments, payable=payable)
    return tuple(Allotment(account_id, cents) for account_id, cents in left.items())


def _pay(till: Till, each: Scheduled, allotments: tuple[Allotment, ...], moment: Moment) -> PaymentView | None:
    wish = PaymentWish(
        key=key_of(each.scheduled_id),
        source=PaymentSource.SCHEDULED,
        allotments=allotments,
        paid_with=each.method_id,
        fee_cents=each.fee_cents,
    )
    try:
        return pay_accounts(till, member_id=each.member_id, wish=wish, now=moment.now)
    except Refused as refused:
        with till.database.unit_of_work() as session:
            _fail(session, each, str(refused), moment)
    return None


def _fail(session: Session, each: Scheduled, why: str, moment: Moment) -> None:
    # no scope: whoever put it down is told
    if fail_begun(session, scheduled_id=each.scheduled_id, why=why):
        tell_scheduled_unpaid(session, scheduled=each, reason=why, now=moment.now)
        _announce(session, each, moment)


def _announce(session: Session, each: Scheduled, moment: Moment) -> None:
    # no scope: open pages follow by their own
    announce_member(session, topic=TOPIC, member_id=each.member_id, now=moment.now)
    announce(session, topic=TOPIC, account_ids=list(each.allotments), now=moment.now)
