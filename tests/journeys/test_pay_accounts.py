"""Paying accounts: each once, never more than is owed, and only what is one's own."""

from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from smarthub_dash.domain.accounts.rules import NotYours
from smarthub_dash.domain.payments.operations.opening import KeyUsed
from smarthub_dash.domain.payments.queries.methods import MethodNotYours
from smarthub_dash.domain.payments.rules import TenderState
from smarthub_dash.domain.payments.rules.tendering import AccountRepeated, MoreThanOwed, NothingToPay
from smarthub_dash.gateways.processor import ChargeState, ProcessorAway
from smarthub_dash.gateways.processor.fake import FakeProcessor, Outcome
from smarthub_dash.journeys.pay_accounts import pay_accounts, payment_status
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


def test_one_payment_by_card_pays_two_accounts_at_once(till: Till, ada: Payer, now: datetime) -> None:
    wish = a_wish(ada.card, (ada.home, 4_000), (ada.fiber, 10_000))

    paid = pay_accounts(till, member_id=ada.member_id, wish=wish, now=now)

    assert (paid.state, paid.cents, paid.fee_cents) == (TenderState.CLEARED, 14_000, 0)
    assert (owed_by(till.database, ada.home), owed_by(till.database, ada.fiber)) == (6_000, 0)


def test_a_bank_draft_is_credited_as_soon_as_it_is_accepted(till: Till, ada: Payer, now: datetime) -> None:
    paid = pay_accounts(till, member_id=ada.member_id, wish=a_wish(ada.bank, (ada.home, 10_000)), now=now)

    assert paid.state is TenderState.PENDING
    assert owed_by(till.database, ada.home) == 0


def test_a_declined_card_leaves_the_ledger_alone(
    till: Till, processor: FakeProcessor, ada: Payer, database: Database, now: datetime
) -> None:
    with_token = a_wish(ada.card, (ada.home, 10_000))
    processor.outcomes = {_token(database, ada): Outcome(ChargeState.DECLINED, "insufficient_funds")}

    paid = pay_accounts(till, member_id=ada.member_id, wish=with_token, now=now)

    assert (paid.state, paid.code) == (TenderState.DECLINED, "insufficient_funds")
    assert owed_by(till.database, ada.home) == 10_000


def test_the_same_key_pays_once(till: Till, processor: FakeProcessor, ada: Payer, now: datetime) -> None:
    wish = a_wish(ada.card, (ada.home, 4_000))

    first, second = (pay_accounts(till, member_id=ada.member_id, wish=wish, now=now) for _ in range(2))

    assert first == second
    assert len(processor.charges) == 1
    assert owed_by(till.database, ada.home) == 6_000


def test_a_key_that_paid_something_else_is_refused(till: Till, ada: Payer, now: datetime) -> None:
    pay_accounts(till, member_id=ada.member_id, wish=a_wish(ada.card, (ada.home, 4_000), key="one"), now=now)

    with pytest.raises(KeyUsed):
        pay_accounts(till, member_id=ada.member_id, wish=a_wish(ada.card, (ada.home, 4_001), key="one"), now=now)


def test_what_is_on_its_way_counts_as_paid(till: Till, processor: FakeProcessor, ada: Payer, now: datetime) -> None:
    processor.fails_with = ProcessorAway("no answer")
    first = pay_accounts(till, member_id=ada.member_id, wish=a_wish(ada.card, (ada.home, 6_000)), now=now)

    with pytest.raises(MoreThanOwed, match=r"\$60\.00 is already on its way. You can pay \$40\.00 more"):
        pay_accounts(till, member_id=ada.member_id, wish=a_wish(ada.card, (ada.home, 4_001)), now=now)

    assert first.state is TenderState.OPEN


@pytest.mark.parametrize("cents", [0, -1])
def test_amounts_that_are_not_above_zero_are_refused(till: Till, ada: Payer, now: datetime, cents: int) -> None:
    with pytest.raises(NothingToPay):
        pay_accounts(till, member_id=ada.member_id, wish=a_wish(ada.card, (ada.home, cents)), now=now)


def test_an_account_is_paid_once_in_a_payment(till: Till, ada: Payer, now: datetime) -> None:
    with pytest.raises(AccountRepeated):
        wish = a_wish(ada.card, (ada.home, 1), (ada.home, 2))
        pay_accounts(till, member_id=ada.member_id, wish=wish, now=now)


def test_more_than_is_owed_is_refused(till: Till, ada: Payer, now: datetime) -> None:
    with pytest.raises(MoreThanOwed, match=r"\$100\.00"):
        pay_accounts(till, member_id=ada.member_id, wish=a_wish(ada.card, (ada.home, 10_001)), now=now)


def test_nobody_pays_accounts_or_with_payment_accounts_of_others(
    till: Till, ada: Payer, database: Database, now: datetime
) -> None:
    clara = a_payer(database, owes=5_000, now=now)

    with pytest.raises(NotYours):
        pay_accounts(till, member_id=ada.member_id, wish=a_wish(ada.card, (clara.home, 1_000)), now=now)
    with pytest.raises(MethodNotYours):
        pay_accounts(till, member_id=ada.member_id, wish=a_wish(clara.card, (ada.home, 1_000)), now=now)
    with pytest.raises(MethodNotYours):
        pay_accounts(till, member_id=ada.member_id, wish=a_wish(uuid4(), (ada.home, 1_000)), now=now)


def test_a_payment_is_shown_to_nobody_else_by_its_key(
    till: Till, ada: Payer, database: Database, now: datetime
) -> None:
    clara = a_payer(database, owes=5_000, now=now)
    wish = a_wish(ada.card, (ada.home, 4_000))
    pay_accounts(till, member_id=ada.member_id, wish=wish, now=now)

    assert payment_status(till, member_id=clara.member_id, key=wish.key) is None


def _token(database: Database, payer: Payer) -> str:
    from smarthub_dash.domain.payments.records import StoredPaymentMethod

    with database.reading() as session:
        return session.get_one(StoredPaymentMethod, payer.card).token
