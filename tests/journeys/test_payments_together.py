"""Two tabs, two devices, a double click: of many at once one payment comes, and never more than is owed."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import func, select

from smarthub_dash.domain.payments.queries.proof import prove_payments
from smarthub_dash.domain.payments.records import Tender
from smarthub_dash.gateways.processor import ChargeState
from smarthub_dash.gateways.processor.fake import SIGNATURE, FakeProcessor
from smarthub_dash.journeys.hear_processor import hear_processor
from smarthub_dash.journeys.pay_accounts import pay_accounts
from smarthub_dash.journeys.till import Till
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.errors import Refused
from tests.support.paying import Payer, a_payer, a_till, a_wish, owed_by

THREADS = 12


@pytest.fixture
def processor(now: datetime) -> FakeProcessor:
    return FakeProcessor(now)


@pytest.fixture
def till(database: Database, processor: FakeProcessor, zone: ZoneInfo) -> Till:
    return a_till(database, processor, zone)


@pytest.fixture
def ada(database: Database, now: datetime) -> Payer:
    return a_payer(database, owes=10_000, now=now)


def test_twelve_clicks_of_one_page_make_one_payment(till: Till, ada: Payer, now: datetime) -> None:
    wish = a_wish(ada.card, (ada.home, 6_000), (ada.fiber, 10_000))

    with ThreadPoolExecutor(THREADS) as threads:
        paid = [threads.submit(pay_accounts, till, member_id=ada.member_id, wish=wish, now=now) for _ in range(THREADS)]

    assert len({each.result().tender_id for each in paid}) == 1
    assert (owed_by(till.database, ada.home), owed_by(till.database, ada.fiber)) == (4_000, 0)
    _expect_whole(till, tenders=1)


def test_two_devices_and_many_tabs_never_pay_more_than_is_owed(till: Till, ada: Payer, now: datetime) -> None:
    def pay(cents: int) -> None:
        with suppress(Refused):
            # Of two that name both accounts, each in another order: neither waits for the other for good.
            amounts = [(ada.home, cents), (ada.fiber, cents)]
            wish = a_wish(ada.bank, *(amounts if cents % 2 else reversed(amounts)))
            pay_accounts(till, member_id=ada.member_id, wish=wish, now=now)

    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(pay, [3_000 + at for at in range(THREADS)]))

    assert 0 <= owed_by(till.database, ada.home) < 3_000
    _expect_whole(till, tenders=3)


def test_a_message_that_comes_thirty_two_times_at_once_returns_a_draft_once(
    till: Till, processor: FakeProcessor, ada: Payer, now: datetime
) -> None:
    paid = pay_accounts(till, member_id=ada.member_id, wish=a_wish(ada.bank, (ada.home, 10_000)), now=now)
    charge = processor.settle(str(paid.tender_id), ChargeState.RETURNED, code="R01")
    body = processor.message(charge.charge_ref, message_id="evt_1", kind="payment_intent.payment_failed")

    with ThreadPoolExecutor(THREADS) as threads:
        hearing = [threads.submit(hear_processor, till, body=body, signature=SIGNATURE, now=now) for _ in range(32)]

    assert [each.exception() for each in hearing] == [None] * 32
    assert owed_by(till.database, ada.home) == 10_000
    _expect_whole(till, tenders=1)


def _expect_whole(till: Till, *, tenders: int) -> None:
    with till.database.reading() as session:
        assert session.exec(select(func.count()).select_from(Tender)).one() == tenders
        assert [fault for check in prove_payments(session) for fault in check.faults] == []
