"""What is entered for one payment pays one, is nobody else's, is stored nowhere, and is let go."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from smarthub_dash.domain.payments.operations.opening import KeyUsed
from smarthub_dash.domain.payments.operations.visits import note_page, open_visit
from smarthub_dash.domain.payments.queries import PaymentView
from smarthub_dash.domain.payments.queries.methods import MethodNotYours
from smarthub_dash.domain.payments.queries.once import once_key
from smarthub_dash.domain.payments.rules import MethodKind, PaymentSource, TenderState, VisitPurpose
from smarthub_dash.domain.payments.rules.authorizations import NotAuthorized
from smarthub_dash.domain.payments.rules.fees import NO_FEES
from smarthub_dash.domain.payments.rules.tendering import Allotment
from smarthub_dash.journeys.forget_old import VISITS_KEPT, forget_old
from smarthub_dash.journeys.hosted_entry import come_back, leave_to_add
from smarthub_dash.journeys.open_paying import open_paying
from smarthub_dash.journeys.pay_accounts import PaymentWish, pay_accounts
from smarthub_dash.journeys.pay_once import NotThereAnyMore, let_go_of_once, paid_with_once
from smarthub_dash.journeys.schedule_payment import LaterPayment, schedule_payment
from smarthub_dash.journeys.till import Till
from smarthub_dash.kit.database import Database
from tests.support.doors import SEALER, URL
from tests.support.paying import let_owe
from tests.support.sharing import HOME, ZONE
from tests.support.stored_methods import VISA, Wallets, wallets, wish

DAY = timedelta(days=1)


@pytest.fixture
def kept(database: Database, now: datetime) -> Wallets:
    found = wallets(database, now)
    let_owe(database, account_id=found.account_id(HOME), cents=10_000, now=now)
    return found


def enter_once(kept: Wallets) -> UUID:
    """Enter a card for one payment, and come back twice."""
    asked = replace(wish(MethodKind.CARD), is_once=True)
    leave_to_add(kept.desk, member_id=kept.them.ada, wish=asked, now=kept.now)
    token = list(kept.processor.ways_back.values())[-1].partition("visit=")[2]
    kept.enter(token, VISA)
    first, again = (come_back(kept.desk, token=token, member_id=kept.them.ada, now=kept.now) for _ in range(2))
    assert first == again
    assert first.method_id is not None
    return first.method_id


def shown(kept: Wallets, *, to: UUID) -> list[str]:
    """Return what somebody may pay with on Make a Payment."""
    paying = open_paying(kept.database, member_id=to, fees=NO_FEES, moment=kept.them.moment)
    return [each.name for each in paying.methods]


def pay(kept: Wallets, visit_id: UUID, *, cents: int, by: UUID | None = None) -> PaymentView:
    till = Till(kept.database, kept.processor, SEALER, URL, ZONE)
    member_id = by or kept.them.ada
    paid_with = paid_with_once(till, member_id=member_id, visit_id=visit_id, now=kept.now)
    allotments = (Allotment(kept.account_id(HOME), cents),)
    asked = PaymentWish(once_key(visit_id), PaymentSource.PORTAL, allotments, paid_with)
    return pay_accounts(till, member_id=member_id, wish=asked, now=kept.now)


def test_it_pays_one_payment_however_often_it_is_confirmed_and_is_stored_nowhere(kept: Wallets) -> None:
    visit_id = enter_once(kept)
    offered = shown(kept, to=kept.them.ada)

    paid, again = (pay(kept, visit_id, cents=4_000) for _ in range(2))

    assert offered == ["Visa ending in 4242"]
    assert (paid.state, paid.receipt_number) == (TenderState.CLEARED, again.receipt_number)
    assert len(kept.processor.charges) == 1
    with pytest.raises(KeyUsed):
        pay(kept, visit_id, cents=1_000)
    assert shown(kept, to=kept.them.ada) == []
    assert kept.seen() == ()


def test_nobody_else_can_pay_with_it_and_nothing_can_be_put_down_for_later(kept: Wallets) -> None:
    visit_id = enter_once(kept)
    later = LaterPayment("key", (Allotment(kept.account_id(HOME), 100),), visit_id, kept.today + timedelta(days=3))

    assert shown(kept, to=kept.them.clara) == []
    with pytest.raises(NotThereAnyMore):
        pay(kept, visit_id, cents=100, by=kept.them.clara)
    with pytest.raises(MethodNotYours):
        schedule_payment(kept.database, member_id=kept.them.ada, wish=later, moment=kept.them.moment)


def test_the_processor_forgets_it_after_an_hour_once_and_it_pays_nothing_any_more(kept: Wallets) -> None:
    visit_id = enter_once(kept)
    after = kept.now + timedelta(hours=1, minutes=1)

    let_go = [let_go_of_once(kept.database, kept.processor, now=at) for at in (kept.now, after, after)]

    assert let_go == [0, 1, 0]
    assert kept.processor.forgotten == [VISA.token]
    with pytest.raises(NotThereAnyMore):
        pay(kept, visit_id, cents=100)


def test_what_a_guest_entered_and_never_paid_with_is_forgotten_too_and_later_the_visit(kept: Wallets) -> None:
    guest = {"account": str(kept.account_id(HOME)), "number": "0", "cents": "100", "customer": "cus_guest"}
    with kept.database.unit_of_work() as session:
        visit_id = open_visit(
            session, purpose=VisitPurpose.PAY_ONCE, member_id=None, token_hash="a" * 64, body=guest, now=kept.now
        )
        note_page(session, visit_id=visit_id, session_ref="cs_guest")
    kept.processor.enter("cs_guest", VISA)
    after = kept.now + timedelta(hours=1, minutes=1)

    let_go = [let_go_of_once(kept.database, kept.processor, now=at) for at in (kept.now, after, after)]
    forgotten = [forget_old(kept.database, now=kept.now + days).visits for days in (VISITS_KEPT, VISITS_KEPT + DAY)]

    assert let_go == [0, 1, 0]
    assert kept.processor.forgotten == [VISA.token]
    assert forgotten == [0, 1]


def test_a_bank_account_is_not_asked_for_without_the_authorization_of_one_debit(kept: Wallets) -> None:
    asked = replace(wish(MethodKind.BANK, is_agreed=False), is_once=True)

    with pytest.raises(NotAuthorized):
        leave_to_add(kept.desk, member_id=kept.them.ada, wish=asked, now=kept.now)
