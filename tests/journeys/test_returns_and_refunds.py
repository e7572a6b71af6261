"""What goes back: a bank's return, a bank account that must rest, and what staff give back."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from smarthub_dash.domain.billing.queries.proof import prove_books
from smarthub_dash.domain.notices.records import Notice
from smarthub_dash.domain.payments.operations.refunds import NotCredited
from smarthub_dash.domain.payments.queries.methods import MethodUnusable
from smarthub_dash.domain.payments.queries.proof import prove_payments
from smarthub_dash.domain.payments.queries.reconciling import open_differences
from smarthub_dash.domain.payments.rules import RefundState, TenderState
from smarthub_dash.domain.payments.rules.refunds import MoreThanLeft
from smarthub_dash.gateways.processor import ChargeState, MessageForged, ProcessorAway
from smarthub_dash.gateways.processor.fake import SIGNATURE, FakeProcessor
from smarthub_dash.journeys.give_back import NoSuchPayment, RefundWish, give_back, send_due_refunds
from smarthub_dash.journeys.hear_processor import hear_processor
from smarthub_dash.journeys.pay_accounts import pay_accounts, payment_status
from smarthub_dash.journeys.reconcile import reconcile
from smarthub_dash.journeys.till import Till
from smarthub_dash.kit.database import Database
from tests.support.paying import Payer, a_payer, a_till, a_wish, owed_by


@pytest.fixture
def processor(now: datetime) -> FakeProcessor:
    return FakeProcessor(now)


@pytest.fixture
def till(database: Database, processor: FakeProcessor, zone: ZoneInfo) -> Till:
    return a_till(database, processor, zone)


@pytest.fixture
def ada(database: Database, now: datetime) -> Payer:
    return a_payer(database, owes=10_000, now=now)


def _draft(till: Till, ada: Payer, processor: FakeProcessor, now: datetime, *, code: str, name: str) -> str:
    """Pay the home by bank draft, and let the bank return it; return the key of the wish."""
    wish = a_wish(ada.bank, (ada.home, 10_000))
    paid = pay_accounts(till, member_id=ada.member_id, wish=wish, now=now)
    charge = processor.settle(str(paid.tender_id), ChargeState.RETURNED, code=code)
    body = processor.message(charge.charge_ref, message_id=name, kind="payment_intent.payment_failed")
    hear_processor(till, body=body, signature=SIGNATURE, now=now)
    return wish.key


def test_a_returned_draft_is_owed_again_and_the_member_is_told(
    till: Till, processor: FakeProcessor, ada: Payer, now: datetime
) -> None:
    key = _draft(till, ada, processor, now, code="R01", name="evt_1")

    status = payment_status(till, member_id=ada.member_id, key=key)
    assert status is not None
    assert (status.state, status.code) == (TenderState.RETURNED, "R01")
    assert owed_by(till.database, ada.home) == 10_000
    assert _letters(till) == ["payment_receipt", "payment_returned"]
    _expect_whole(till)


def test_a_closed_bank_account_rests_at_once(till: Till, processor: FakeProcessor, ada: Payer, now: datetime) -> None:
    _draft(till, ada, processor, now, code="R02", name="evt_1")

    with pytest.raises(MethodUnusable, match="closed"):
        pay_accounts(till, member_id=ada.member_id, wish=a_wish(ada.bank, (ada.home, 1)), now=now)


def test_a_bank_account_without_money_rests_at_the_third_time(
    till: Till, processor: FakeProcessor, ada: Payer, now: datetime
) -> None:
    for time in range(3):
        _draft(till, ada, processor, now, code="R01", name=f"evt_{time}")

    with pytest.raises(MethodUnusable, match="not enough money"):
        pay_accounts(till, member_id=ada.member_id, wish=a_wish(ada.bank, (ada.home, 1)), now=now)


def test_what_clears_late_does_not_undo_a_return(
    till: Till, processor: FakeProcessor, ada: Payer, now: datetime
) -> None:
    key = _draft(till, ada, processor, now, code="R01", name="evt_1")
    charge = processor.settle(next(iter(processor.charges)), ChargeState.CLEARED)
    late = processor.message(charge.charge_ref, message_id="evt_2")

    hear_processor(till, body=late, signature=SIGNATURE, now=now)

    status = payment_status(till, member_id=ada.member_id, key=key)
    assert status is not None
    assert status.state is TenderState.RETURNED
    assert owed_by(till.database, ada.home) == 10_000


def test_messages_that_are_repeated_forged_or_of_other_things_change_nothing(
    till: Till, processor: FakeProcessor, ada: Payer, now: datetime
) -> None:
    _draft(till, ada, processor, now, code="R01", name="evt_1")
    again = processor.message("pi_1", message_id="evt_1")
    other = processor.message("cus_1", message_id="evt_9", kind="customer.updated")

    assert not hear_processor(till, body=again, signature=SIGNATURE, now=now)
    assert hear_processor(till, body=other, signature=SIGNATURE, now=now)
    with pytest.raises(MessageForged):
        hear_processor(till, body=again, signature="guessed", now=now)
    assert owed_by(till.database, ada.home) == 10_000


def test_a_return_whose_message_never_came_is_found_at_night_and_kept(
    till: Till, processor: FakeProcessor, ada: Payer, now: datetime, zone: ZoneInfo
) -> None:
    paid = pay_accounts(till, member_id=ada.member_id, wish=a_wish(ada.bank, (ada.home, 10_000)), now=now)
    processor.settle(str(paid.tender_id), ChargeState.RETURNED, code="R01")

    found = reconcile(till, day=now.astimezone(zone).date(), now=now + timedelta(days=1))

    assert [(each.our_cents, each.their_cents) for each in found.differences] == [(10_000, 0)]
    assert owed_by(till.database, ada.home) == 10_000
    with till.database.reading() as session:
        assert open_differences(session) == []


def test_staff_give_back_a_part_once_by_its_reference(till: Till, ada: Payer, now: datetime) -> None:
    paid = pay_accounts(till, member_id=ada.member_id, wish=a_wish(ada.card, (ada.home, 10_000)), now=now)
    wish = RefundWish(paid.receipt_number, "R-1", "Paid twice", {paid.accounts[0].account_number: 2_500})

    acts = [give_back(till, wish=wish, asked_by=None, now=now) for _ in range(2)]

    assert [act.state for act in acts] == [RefundState.DONE] * 2
    assert owed_by(till.database, ada.home) == 2_500
    assert _letters(till) == ["payment_receipt", "payment_refunded"]
    _expect_whole(till)


def test_no_more_goes_back_than_came_in(till: Till, ada: Payer, now: datetime) -> None:
    wish = a_wish(ada.card, (ada.home, 10_000), (ada.fiber, 500))
    paid = pay_accounts(till, member_id=ada.member_id, wish=wish, now=now)
    number = next(each.account_number for each in paid.accounts if each.cents == 500)

    with pytest.raises(MoreThanLeft, match=r"\$5\.00"):
        give_back(till, wish=RefundWish(paid.receipt_number, "R-1", "Too much", {number: 501}), asked_by=None, now=now)
    with pytest.raises(NoSuchPayment):
        give_back(till, wish=RefundWish("R0000", "R-1", "Nothing"), asked_by=None, now=now)


def test_a_voided_payment_is_owed_again_and_cannot_be_voided_twice(till: Till, ada: Payer, now: datetime) -> None:
    wish = a_wish(ada.bank, (ada.home, 10_000), (ada.fiber, 500))
    paid = pay_accounts(till, member_id=ada.member_id, wish=wish, now=now)

    give_back(till, wish=RefundWish(paid.receipt_number, "R-1", "By mistake"), asked_by=None, now=now)

    assert (owed_by(till.database, ada.home), owed_by(till.database, ada.fiber)) == (10_000, 10_000)
    with pytest.raises(NotCredited):
        give_back(till, wish=RefundWish(paid.receipt_number, "R-2", "By mistake"), asked_by=None, now=now)
    _expect_whole(till)


def test_a_refund_whose_answer_was_lost_is_sent_again_and_posted_once(
    till: Till, processor: FakeProcessor, ada: Payer, now: datetime
) -> None:
    paid = pay_accounts(till, member_id=ada.member_id, wish=a_wish(ada.card, (ada.home, 10_000)), now=now)
    processor.loses_answers_with = ProcessorAway("lost")
    act = give_back(till, wish=RefundWish(paid.receipt_number, "R-1", "Why"), asked_by=None, now=now)
    processor.loses_answers_with = None

    sent = send_due_refunds(till, now=now + timedelta(minutes=1))

    assert (act.state, sent, len(processor.refunds)) == (RefundState.OPEN, 1, 1)
    assert owed_by(till.database, ada.home) == 10_000
    _expect_whole(till)


def _letters(till: Till) -> list[str]:
    with till.database.reading() as session:
        return sorted(session.exec(select(Notice.template)).all())


def _expect_whole(till: Till) -> None:
    with till.database.reading() as session:
        assert [fault for check in prove_payments(session) for fault in check.faults] == []
        assert prove_books(session).faults == ()
