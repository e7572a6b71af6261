"""Drafts that fail: the bill stays due, its member is told at once, and nothing is drawn twice."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import col, select, update

from smarthub_dash.domain.accounts.records import AccountGrant
from smarthub_dash.domain.autopay.records import AutoPayEnrollment
from smarthub_dash.domain.autopay.rules import DraftState
from smarthub_dash.domain.payments.operations.methods import suspend_method
from smarthub_dash.domain.payments.records import PaymentEvent, StoredPaymentMethod
from smarthub_dash.gateways.processor import ChargeState, ProcessorAway
from smarthub_dash.gateways.processor.fake import FakeProcessor, Outcome
from smarthub_dash.journeys.auto_pay_outcomes import heed_drafts
from smarthub_dash.journeys.charge_late import charge_late
from smarthub_dash.journeys.till import Till
from smarthub_dash.kit.database import Database
from tests.support.auto_paying import (
    DRAFTED,
    FIBER_CENTS,
    SIGNED,
    Enrolling,
    a_subscriber,
    at_six,
    bank_returns,
    drafts_of,
    letters_of,
    live_through,
    morning,
    next_of,
    retry,
    signed_up,
    states_of,
    token_of,
)
from tests.support.paying import a_till, owed_by


@pytest.fixture
def processor(now: datetime) -> FakeProcessor:
    return FakeProcessor(now)


@pytest.fixture
def till(database: Database, processor: FakeProcessor, zone: ZoneInfo) -> Till:
    return a_till(database, processor, zone)


@pytest.fixture
def ada(database: Database) -> Enrolling:
    return a_subscriber(database)


def test_a_declined_draft_leaves_the_bill_due_and_tells_at_once(
    till: Till, processor: FakeProcessor, database: Database, ada: Enrolling
) -> None:
    signed_up(database, ada, on=SIGNED, method_id=ada.card)
    processor.outcomes = {token_of(database, ada.card): Outcome(ChargeState.DECLINED, "insufficient_funds")}

    for _ in range(2):
        morning(till, DRAFTED)

    assert owed_by(database, ada.account_id) == FIBER_CENTS
    assert states_of(database) == [DraftState.FAILED]
    (letter,) = letters_of(till, "auto_pay_failed")
    assert letter["reason"] == "There was not enough money in the account."
    found = next_of(database, ada)
    assert found is not None
    assert (found.has_failed, found.may_retry) == (True, True)


def test_a_retry_of_the_member_draws_once_under_a_key_of_its_own(
    till: Till, processor: FakeProcessor, database: Database, ada: Enrolling
) -> None:
    signed_up(database, ada, on=SIGNED, method_id=ada.card)
    processor.outcomes = {token_of(database, ada.card): Outcome(ChargeState.DECLINED, "insufficient_funds")}
    morning(till, DRAFTED)
    processor.outcomes = {}

    retry(till, ada, DRAFTED)

    assert owed_by(database, ada.account_id) == 0
    assert states_of(database) == [DraftState.DRAWN]
    with database.reading() as session:
        keys = session.exec(select(PaymentEvent.key).order_by(col(PaymentEvent.made_at), col(PaymentEvent.key))).all()
    assert [key.count(":") for key in keys] == [2, 3]


def test_a_draft_is_tried_again_twice_at_most(
    till: Till, processor: FakeProcessor, database: Database, ada: Enrolling
) -> None:
    signed_up(database, ada, on=SIGNED, method_id=ada.card)
    processor.outcomes = {token_of(database, ada.card): Outcome(ChargeState.DECLINED, "insufficient_funds")}
    morning(till, DRAFTED)

    for _ in range(2):
        retry(till, ada, DRAFTED)

    found = next_of(database, ada)
    assert found is not None
    assert (found.has_failed, found.may_retry) == (True, False)
    assert len(processor.charges) == 3
    assert len(letters_of(till, "auto_pay_failed")) == 3


def test_a_bank_draft_that_comes_back_later_is_told_of(
    till: Till, processor: FakeProcessor, database: Database, ada: Enrolling
) -> None:
    signed_up(database, ada, on=SIGNED)
    morning(till, DRAFTED)
    bank_returns(database, "R01")

    assert heed_drafts(database, moment=at_six(DRAFTED + timedelta(days=3))) == 1
    assert heed_drafts(database, moment=at_six(DRAFTED + timedelta(days=4))) == 0

    assert states_of(database) == [DraftState.FAILED]
    (letter,) = letters_of(till, "auto_pay_failed")
    assert letter["advice"] == "Try it once more in SmartHub, or pay another way."


def test_a_bank_account_that_cannot_be_drawn_on_lets_auto_pay_rest(
    till: Till, processor: FakeProcessor, database: Database, ada: Enrolling
) -> None:
    signed_up(database, ada, on=SIGNED)
    morning(till, DRAFTED)
    bank_returns(database, "R02")
    with database.unit_of_work() as session:
        suspend_method(session, method_id=ada.bank, because="your bank says that the account is closed")

    heed_drafts(database, moment=at_six(DRAFTED + timedelta(days=3)))
    live_through(till, DRAFTED + timedelta(days=4), date(2025, 11, 5))

    (letter,) = letters_of(till, "auto_pay_failed")
    assert letter["advice"] == "Auto Pay of this account rests until you choose another payment account."
    assert len(processor.charges) == 1
    found = next_of(database, ada)
    assert found is not None
    assert found.suspended_because == "your bank says that the account is closed"


def test_a_card_that_expired_is_not_charged_and_the_member_is_told(
    till: Till, processor: FakeProcessor, database: Database, ada: Enrolling
) -> None:
    with database.unit_of_work() as session:
        session.exec(
            update(StoredPaymentMethod)
            .where(col(StoredPaymentMethod.id) == ada.card)
            .values(expires_year=2025, expires_month=8)
        )
    signed_up(database, ada, on=SIGNED, method_id=ada.card)

    morning(till, DRAFTED)

    assert processor.orders == []
    assert states_of(database) == [DraftState.FAILED]
    (letter,) = letters_of(till, "auto_pay_failed")
    assert "has expired" in letter["reason"]


def test_whoever_lost_the_account_pays_no_more_of_it(
    till: Till, processor: FakeProcessor, database: Database, ada: Enrolling
) -> None:
    signed_up(database, ada, on=SIGNED)
    with database.unit_of_work() as session:
        session.exec(update(AccountGrant).values(revoked_at=at_six(SIGNED).now))

    morning(till, DRAFTED)

    assert processor.orders == []
    with database.reading() as session:
        assert session.exec(select(AutoPayEnrollment.ended_because)).one() == "Access ended"
    assert states_of(database) == [DraftState.CANCELLED]
    assert len(letters_of(till, "auto_pay_off")) == 1


def test_a_run_cut_short_between_taking_up_and_paying_pays_once_at_the_next(
    till: Till, processor: FakeProcessor, database: Database, ada: Enrolling
) -> None:
    signed_up(database, ada, on=SIGNED)
    processor.fails_with = RuntimeError("a fault of ours")
    with pytest.raises(ExceptionGroup):
        morning(till, DRAFTED)
    processor.fails_with = None

    # A Saturday: what was begun is made, whatever day it is.
    morning(till, date(2025, 9, 6))

    assert len(processor.charges) <= 1
    (draft,) = drafts_of(database)
    assert (draft.state, draft.event_id is not None) == (DraftState.DRAWN, True)


def test_an_answer_that_was_lost_is_no_second_draft(
    till: Till, processor: FakeProcessor, database: Database, ada: Enrolling
) -> None:
    signed_up(database, ada, on=SIGNED)
    processor.loses_answers_with = ProcessorAway("no answer")
    morning(till, DRAFTED)
    processor.loses_answers_with = None

    morning(till, DRAFTED)

    assert len(processor.charges) == 1
    assert states_of(database) == [DraftState.DRAWN]


def test_a_bill_whose_draft_failed_is_late_like_any_other(
    till: Till, processor: FakeProcessor, database: Database, ada: Enrolling
) -> None:
    signed_up(database, ada, on=SIGNED, method_id=ada.card)
    processor.outcomes = {token_of(database, ada.card): Outcome(ChargeState.DECLINED, "card_declined")}
    morning(till, DRAFTED)

    charged = charge_late(database, on=date(2025, 9, 20), now=at_six(DRAFTED).now, report=lambda _: None)

    assert charged.charge_count == 1
