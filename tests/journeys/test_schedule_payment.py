"""Payments for a later day: put down once, changed, cancelled, and made once on their day."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from smarthub_dash.domain.accounts.rules import NotYours
from smarthub_dash.domain.payments.queries.methods import MethodNotYours
from smarthub_dash.domain.payments.queries.scheduled import NoSuchSchedule, Scheduled, scheduled_of
from smarthub_dash.domain.payments.records import StoredPaymentMethod
from smarthub_dash.domain.payments.rules import ScheduledState, TenderState
from smarthub_dash.domain.payments.rules.scheduling import DayUnsuitable
from smarthub_dash.domain.payments.rules.tendering import Allotment, MoreThanOwed
from smarthub_dash.gateways.processor import ChargeState, ProcessorAway
from smarthub_dash.gateways.processor.fake import FakeProcessor, Outcome
from smarthub_dash.journeys.household_news import Moment
from smarthub_dash.journeys.make_scheduled import make_scheduled
from smarthub_dash.journeys.pay_accounts import pay_accounts
from smarthub_dash.journeys.schedule_payment import (
    LaterPayment,
    NoLongerWaiting,
    cancel_scheduled,
    change_scheduled,
    schedule_payment,
)
from smarthub_dash.journeys.till import Till
from smarthub_dash.kit.database import Database
from tests.support.letters import posted
from tests.support.paying import Payer, a_payer, a_till, a_wish, owed_by

IN_A_WEEK = timedelta(days=7)


def _quietly(*_words: object) -> None:
    pass


@pytest.fixture
def moment(now: datetime, zone: ZoneInfo) -> Moment:
    return Moment(now, zone)


@pytest.fixture
def processor(now: datetime) -> FakeProcessor:
    return FakeProcessor(now)


@pytest.fixture
def till(database: Database, processor: FakeProcessor, zone: ZoneInfo) -> Till:
    return a_till(database, processor, zone)


@pytest.fixture
def ada(database: Database, now: datetime) -> Payer:
    return a_payer(database, owes=10_000, now=now)


def _wish(ada: Payer, pay_on: date, *, cents: int = 10_000, key: str = "page:1") -> LaterPayment:
    return LaterPayment(key, (Allotment(ada.home, cents),), ada.card, pay_on)


def _scheduled(database: Database, ada: Payer) -> list[Scheduled]:
    with database.reading() as session:
        return list(scheduled_of(session, member_id=ada.member_id, since=date(2000, 1, 1)))


def _put_down(database: Database, ada: Payer, moment: Moment, *, cents: int = 10_000) -> Scheduled:
    wish = _wish(ada, moment.today + IN_A_WEEK, cents=cents)
    schedule_payment(database, member_id=ada.member_id, wish=wish, moment=moment)
    return _scheduled(database, ada)[0]


def _later(moment: Moment, span: timedelta = IN_A_WEEK) -> Moment:
    return Moment(moment.now + span, moment.zone)


def test_a_scheduled_payment_is_made_on_its_day_and_not_before(
    till: Till, processor: FakeProcessor, ada: Payer, moment: Moment
) -> None:
    _put_down(till.database, ada, moment)

    make_scheduled(till, moment=_later(moment, timedelta(days=6)), report=_quietly)
    early = len(processor.charges)
    make_scheduled(till, moment=_later(moment), report=_quietly)

    found = _scheduled(till.database, ada)[0]
    assert early == 0
    assert (found.state, found.tender_state) == (ScheduledState.MADE, TenderState.CLEARED)
    assert owed_by(till.database, ada.home) == 0


def test_a_run_that_is_repeated_pays_once(till: Till, processor: FakeProcessor, ada: Payer, moment: Moment) -> None:
    _put_down(till.database, ada, moment, cents=4_000)

    for _ in range(3):
        make_scheduled(till, moment=_later(moment), report=_quietly)

    assert len(processor.charges) == 1
    assert owed_by(till.database, ada.home) == 6_000


def test_a_worker_that_dies_before_it_pays_leaves_it_to_the_next(
    till: Till, processor: FakeProcessor, ada: Payer, moment: Moment
) -> None:
    _put_down(till.database, ada, moment)
    processor.fails_with = RuntimeError("the worker dies")

    with pytest.raises(RuntimeError):
        make_scheduled(till, moment=_later(moment), report=_quietly)
    processor.fails_with = None
    make_scheduled(till, moment=_later(moment), report=_quietly)

    found = _scheduled(till.database, ada)[0]
    assert found.event_id is not None
    assert len(processor.charges) <= 1


def test_while_nobody_can_say_it_is_processing_and_not_made_again(
    till: Till, processor: FakeProcessor, ada: Payer, moment: Moment
) -> None:
    _put_down(till.database, ada, moment)
    processor.loses_answers_with = ProcessorAway("timed out")

    for _ in range(2):
        make_scheduled(till, moment=_later(moment), report=_quietly)

    assert _scheduled(till.database, ada)[0].tender_state is TenderState.OPEN
    assert len(processor.charges) == 1


def test_no_more_is_paid_than_is_owed_by_then(till: Till, processor: FakeProcessor, ada: Payer, moment: Moment) -> None:
    _put_down(till.database, ada, moment)
    pay_accounts(till, member_id=ada.member_id, wish=a_wish(ada.bank, (ada.home, 7_000)), now=moment.now)

    make_scheduled(till, moment=_later(moment), report=_quietly)

    assert sorted(charge.cents for charge in processor.charges.values()) == [3_000, 7_000]
    assert owed_by(till.database, ada.home) == 0


def test_where_nothing_is_owed_any_more_nothing_is_charged_and_the_member_is_told(
    till: Till, processor: FakeProcessor, ada: Payer, moment: Moment
) -> None:
    _put_down(till.database, ada, moment)
    pay_accounts(till, member_id=ada.member_id, wish=a_wish(ada.bank, (ada.home, 10_000)), now=moment.now)

    make_scheduled(till, moment=_later(moment), report=_quietly)

    assert len(processor.charges) == 1
    assert _scheduled(till.database, ada)[0].state is ScheduledState.CANCELLED
    assert len(posted(till.database, till.sealer, template="scheduled_unpaid")) == 1


def test_a_decline_on_its_day_is_told_by_letter(
    till: Till, processor: FakeProcessor, ada: Payer, moment: Moment, database: Database
) -> None:
    _put_down(database, ada, moment)
    processor.outcomes = {_token(database, ada): Outcome(ChargeState.DECLINED, "insufficient_funds")}

    make_scheduled(till, moment=_later(moment), report=_quietly)

    letter = posted(database, till.sealer, template="payment_declined")[0]
    assert letter.facts["reason"] == "There was not enough money in the account."
    assert owed_by(database, ada.home) == 10_000


def test_a_receipt_is_written_once(till: Till, ada: Payer, moment: Moment) -> None:
    wish = a_wish(ada.card, (ada.home, 4_000), (ada.fiber, 10_000), key="page:one")

    for _ in range(2):
        pay_accounts(till, member_id=ada.member_id, wish=wish, now=moment.now)

    letters = posted(till.database, till.sealer, template="payment_receipt")
    assert [letter.facts["amount"] for letter in letters] == ["$140.00"]


def test_the_same_page_puts_down_one_payment(database: Database, ada: Payer, moment: Moment) -> None:
    wish = _wish(ada, moment.today + IN_A_WEEK)

    for _ in range(2):
        schedule_payment(database, member_id=ada.member_id, wish=wish, moment=moment)

    assert len(_scheduled(database, ada)) == 1


def test_no_more_is_put_down_than_is_owed(database: Database, ada: Payer, moment: Moment) -> None:
    _put_down(database, ada, moment, cents=6_000)
    wish = _wish(ada, moment.today + IN_A_WEEK, cents=6_000, key="page:2")

    with pytest.raises(MoreThanOwed):
        schedule_payment(database, member_id=ada.member_id, wish=wish, moment=moment)

    assert len(_scheduled(database, ada)) == 1


@pytest.mark.parametrize("days", [-1, 0, 91])
def test_only_days_to_come_and_near_are_taken(database: Database, ada: Payer, moment: Moment, days: int) -> None:
    wish = _wish(ada, moment.today + timedelta(days=days))

    with pytest.raises(DayUnsuitable):
        schedule_payment(database, member_id=ada.member_id, wish=wish, moment=moment)


def test_somebody_elses_accounts_and_payment_accounts_are_refused(
    database: Database, ada: Payer, moment: Moment
) -> None:
    clara = a_payer(database, owes=5_000, now=moment.now)
    day = moment.today + IN_A_WEEK

    with pytest.raises(NotYours):
        schedule_payment(database, member_id=clara.member_id, wish=_wish(ada, day), moment=moment)
    with pytest.raises(MethodNotYours):
        wish = LaterPayment("page:3", (Allotment(clara.home, 5_000),), ada.card, day)
        schedule_payment(database, member_id=clara.member_id, wish=wish, moment=moment)


def test_what_waits_can_be_changed(till: Till, ada: Payer, moment: Moment) -> None:
    waiting = _put_down(till.database, ada, moment)
    day = moment.today + timedelta(days=9)

    change_scheduled(
        till.database,
        member_id=ada.member_id,
        scheduled_id=waiting.scheduled_id,
        pay_on=day,
        method_id=ada.bank,
        moment=moment,
    )

    found = _scheduled(till.database, ada)[0]
    assert (found.pay_on, found.method_id) == (day, ada.bank)


def test_what_was_cancelled_is_not_made(till: Till, processor: FakeProcessor, ada: Payer, moment: Moment) -> None:
    waiting = _put_down(till.database, ada, moment)

    cancel_scheduled(till.database, member_id=ada.member_id, scheduled_id=waiting.scheduled_id, moment=moment)
    make_scheduled(till, moment=_later(moment), report=_quietly)

    assert len(processor.charges) == 0


def test_what_was_made_can_be_cancelled_no_more(till: Till, ada: Payer, moment: Moment) -> None:
    waiting = _put_down(till.database, ada, moment)
    make_scheduled(till, moment=_later(moment), report=_quietly)

    with pytest.raises(NoLongerWaiting):
        cancel_scheduled(till.database, member_id=ada.member_id, scheduled_id=waiting.scheduled_id, moment=moment)


@pytest.mark.parametrize("act", ["change", "cancel"])
def test_nobody_else_changes_or_cancels_it(till: Till, ada: Payer, moment: Moment, act: str) -> None:
    waiting = _put_down(till.database, ada, moment)
    clara = a_payer(till.database, owes=5_000, now=moment.now)
    day = moment.today + IN_A_WEEK
    acts: dict[str, Callable[[], None]] = {
        "change": lambda: change_scheduled(
            till.database,
            member_id=clara.member_id,
            scheduled_id=waiting.scheduled_id,
            pay_on=day,
            method_id=clara.card,
            moment=moment,
        ),
        "cancel": lambda: cancel_scheduled(
            till.database, member_id=clara.member_id, scheduled_id=waiting.scheduled_id, moment=moment
        ),
    }

    with pytest.raises(NoSuchSchedule):
        acts[act]()


def _token(database: Database, ada: Payer) -> str:
    with database.reading() as session:
        return session.get_one(StoredPaymentMethod, ada.card).token
