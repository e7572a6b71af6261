"""Stored payment accounts come from the processor's page, are named and chosen, and go where nothing needs them."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID, uuid4

import pytest

from smarthub_dash.domain.accounts.rules import NotYours
from smarthub_dash.domain.autopay.records import AutoPayEnrollment
from smarthub_dash.domain.payments.operations.methods import hold_method, suspend_method
from smarthub_dash.domain.payments.queries.methods import (
    MethodNotYours,
    MethodUnusable,
    method_to_charge,
)
from smarthub_dash.domain.payments.records import ScheduledPayment, StoredPaymentMethod
from smarthub_dash.domain.payments.rules import MethodKind
from smarthub_dash.domain.payments.rules.authorizations import BANK, NotAuthorized
from smarthub_dash.domain.payments.rules.methods import MethodNicknameTooLong
from smarthub_dash.gateways.processor import ProcessorAway
from smarthub_dash.journeys.hosted_entry import VisitOver, come_back, leave_to_add, look_after_visits
from smarthub_dash.journeys.stored_methods import (
    StillNeeded,
    choose_default,
    choose_for_account,
    name_stored_method,
    remove_stored_method,
)
from smarthub_dash.journeys.warn_of_expiry import warn_of_expiry
from smarthub_dash.kit.database import Database
from tests.support.doors import SEALER
from tests.support.letters import posted
from tests.support.sharing import CLARAS, HOME
from tests.support.stored_methods import CHECKING, VISA, Wallets, wallets, wish


@pytest.fixture
def kept(database: Database, now: datetime) -> Wallets:
    return wallets(database, now)


def test_what_was_entered_at_the_processor_is_kept_with_its_brand_and_last_four_alone(kept: Wallets) -> None:
    method_id = kept.add(VISA)

    (found,) = kept.seen()
    assert found.view.method_id == method_id
    assert found.view.name == "Visa ending in 4242"
    assert (found.view.expires_year, found.view.expires_month) == (2028, 4)
    assert found.view.is_default
    assert found.needed_by == ()


def test_a_bank_account_needs_the_authorization_and_keeps_its_version_address_and_agent(kept: Wallets) -> None:
    with pytest.raises(NotAuthorized):
        leave_to_add(kept.desk, member_id=kept.them.ada, wish=wish(MethodKind.BANK, is_agreed=False), now=kept.now)
    method_id = kept.add(CHECKING)

    with kept.database.reading() as session:
        row = session.get_one(StoredPaymentMethod, method_id)
    assert row.mandate_version == BANK.version
    assert row.mandate_ref == "mandate_1"
    assert (row.agreed_address, row.agreed_agent) == ("203.0.113.7", "Firefox")


def test_the_member_gets_a_letter_with_a_copy_of_the_authorization(kept: Wallets) -> None:
    kept.add(CHECKING)

    (letter,) = posted(kept.database, SEALER, template="payment_account_added")
    assert letter.facts["method"] == "Checking account ending in 6789"
    assert letter.facts["allows"] == BANK.sentences[0]


def test_who_comes_back_twice_meets_the_same_payment_account_and_one_letter(kept: Wallets) -> None:
    token = kept.leave(VISA.kind)
    kept.enter(token, VISA)

    first, second = (come_back(kept.desk, token=token, member_id=kept.them.ada, now=kept.now) for _ in range(2))

    assert first == second
    assert first.path == f"/profile/payment-accounts?method={first.method_id}"
    assert len(kept.seen()) == 1
    assert len(posted(kept.database, SEALER, template="payment_account_added")) == 1


def test_who_turns_back_without_entering_anything_is_told_so_and_may_still_come_back_with_it(kept: Wallets) -> None:
    token = kept.leave(VISA.kind)

    empty = come_back(kept.desk, token=token, member_id=kept.them.ada, now=kept.now)
    kept.enter(token, VISA)
    later = come_back(kept.desk, token=token, member_id=kept.them.ada, now=kept.now)

    assert empty.path == "/profile/payment-accounts?entry=none"
    assert later.method_id is not None


def test_who_closed_the_window_after_entering_it_finds_it_a_while_later(kept: Wallets) -> None:
    kept.enter(kept.leave(VISA.kind), VISA)

    assert look_after_visits(kept.desk, now=kept.now + timedelta(minutes=5)) == 0
    assert look_after_visits(kept.desk, now=kept.now + timedelta(minutes=20)) == 1
    assert look_after_visits(kept.desk, now=kept.now + timedelta(minutes=30)) == 0
    assert [each.view.name for each in kept.seen()] == ["Visa ending in 4242"]


def test_the_way_back_is_of_one_member_only(kept: Wallets) -> None:
    token = kept.leave(VISA.kind)
    kept.enter(token, VISA)

    with pytest.raises(VisitOver):
        come_back(kept.desk, token=token, member_id=kept.them.clara, now=kept.now)
    with pytest.raises(VisitOver):
        come_back(kept.desk, token="no such token", member_id=kept.them.ada, now=kept.now)

    assert kept.seen(kept.them.clara) == ()


def test_a_processor_that_does_not_answer_loses_nothing(kept: Wallets) -> None:
    token = kept.leave(VISA.kind)
    kept.enter(token, VISA)
    kept.processor.fails_with = ProcessorAway("no answer")

    with pytest.raises(ProcessorAway):
        come_back(kept.desk, token=token, member_id=kept.them.ada, now=kept.now)
    kept.processor.fails_with = None

    assert come_back(kept.desk, token=token, member_id=kept.them.ada, now=kept.now).method_id is not None


def test_the_way_back_may_lead_to_a_page_with_a_choice_of_its_own(kept: Wallets) -> None:
    token = kept.leave(VISA.kind, back="/billing/pay?account=1")
    kept.enter(token, VISA)

    back = come_back(kept.desk, token=token, member_id=kept.them.ada, now=kept.now)

    assert back.path == f"/billing/pay?account=1&method={back.method_id}"


def test_the_default_is_one_and_an_account_may_have_its_own(kept: Wallets) -> None:
    bank, card = kept.add(CHECKING), kept.add(VISA)
    home, ada, moment = kept.account_id(HOME), kept.them.ada, kept.them.moment
    choose = partial(choose_for_account, kept.database, member_id=ada, account_number=HOME, moment=moment)

    choose_default(kept.database, member_id=ada, method_id=card, moment=moment)
    choose(method_id=bank)

    assert [each.view.is_default for each in kept.seen()] == [True, False]
    assert kept.preferred() == {home: bank, **dict.fromkeys(kept.preferred().keys() - {home}, card)}
    choose(method_id=None)
    assert set(kept.preferred().values()) == {card}


def test_a_nickname_is_kept_and_a_long_one_refused(kept: Wallets) -> None:
    card = kept.add(VISA)
    name = partial(name_stored_method, kept.database, member_id=kept.them.ada, method_id=card, moment=kept.them.moment)

    name(nickname="  Farm   card ")

    assert kept.seen()[0].view.name == "Farm card (Visa ending in 4242)"
    with pytest.raises(MethodNicknameTooLong):
        name(nickname="x" * 41)


def test_nobody_reaches_another_members_payment_account(kept: Wallets) -> None:
    card, clara, moment = kept.add(VISA), kept.them.clara, kept.them.moment
    prefer = partial(choose_for_account, kept.database, member_id=clara, moment=moment)

    with pytest.raises(MethodNotYours):
        choose_default(kept.database, member_id=clara, method_id=card, moment=moment)
    with pytest.raises(MethodNotYours):
        name_stored_method(kept.database, member_id=clara, method_id=card, nickname="mine", moment=moment)
    with pytest.raises(MethodNotYours):
        prefer(account_number=CLARAS, method_id=card)
    with pytest.raises(NotYours):
        prefer(account_number=HOME, method_id=None)
    with pytest.raises(MethodNotYours):
        remove_stored_method(kept.database, processor=kept.processor, member_id=clara, method_id=card, moment=moment)
    with pytest.raises(MethodNotYours), kept.database.reading() as session:
        method_to_charge(session, member_id=clara, method_id=card, today=kept.today)
    with pytest.raises(MethodNotYours), kept.database.unit_of_work() as session:
        hold_method(session, member_id=clara, method_id=card, today=kept.today)
    assert len(kept.seen()) == 1


def test_what_is_removed_is_forgotten_by_the_processor_too_and_another_becomes_the_default(kept: Wallets) -> None:
    bank, card = kept.add(CHECKING), kept.add(VISA)

    name = remove_stored_method(
        kept.database, processor=kept.processor, member_id=kept.them.ada, method_id=bank, moment=kept.them.moment
    )

    assert name == "Checking account ending in 6789"
    assert kept.processor.forgotten == ["pm_bank"]
    assert [(each.view.method_id, each.view.is_default) for each in kept.seen()] == [(card, True)]
    assert len(posted(kept.database, SEALER, template="payment_account_removed")) == 1


def test_what_auto_pay_or_a_later_payment_needs_is_not_removed_and_it_is_said_what_does(kept: Wallets) -> None:
    card = kept.add(VISA)
    enroll(kept, card)
    put_down(kept, card)

    with pytest.raises(StillNeeded, match=r"Auto Pay of account 1 and your payment of Dec 1, 2026"):
        remove_stored_method(
            kept.database, processor=kept.processor, member_id=kept.them.ada, method_id=card, moment=kept.them.moment
        )

    assert kept.processor.forgotten == []
    assert kept.seen()[0].needed_by == ("Auto Pay of account 1", "your payment of Dec 1, 2026")


def test_a_suspended_or_expired_payment_account_is_not_charged_nor_preferred(kept: Wallets) -> None:
    expired = kept.add(replace(VISA, token="pm_old", expires_year=2026, expires_month=10))
    bank, card = kept.add(CHECKING), kept.add(VISA)
    with kept.database.unit_of_work() as session:
        suspend_method(session, method_id=bank, because="your bank says that the account is closed")

    for method_id, words in ((expired, "has expired"), (bank, "your bank says that the account is closed")):
        with pytest.raises(MethodUnusable, match=words), kept.database.reading() as session:
            method_to_charge(session, member_id=kept.them.ada, method_id=method_id, today=kept.today)
    assert set(kept.preferred().values()) == {card}


def test_the_owner_of_a_card_that_ends_soon_is_warned_once_and_told_what_needs_it(kept: Wallets) -> None:
    enroll(kept, kept.add(replace(VISA, expires_year=2026, expires_month=12)))
    kept.add(replace(VISA, token="pm_long"))
    warn = partial(warn_of_expiry, kept.database, moment=kept.them.moment)

    assert [warn(), warn()] == [1, 0]

    (letter,) = posted(kept.database, SEALER, template="card_expires")
    assert letter.facts["until"] == "December 31, 2026"
    assert letter.facts["needed_by"] == "Auto Pay of account 1"


def enroll(kept: Wallets, method_id: UUID) -> None:
    with kept.database.unit_of_work() as session:
        session.add(
            AutoPayEnrollment(
                account_id=kept.account_id(HOME),
                member_id=kept.them.ada,
                method_id=method_id,
                terms_version="1",
                terms_hash="",
                accepted_at=kept.now,
                accepted_address="",
                accepted_agent="",
            )
        )


def put_down(kept: Wallets, method_id: UUID) -> None:
    with kept.database.unit_of_work() as session:
        session.add(
            ScheduledPayment(
                key=str(uuid4()),
                member_id=kept.them.ada,
                method_id=method_id,
                pay_on=kept.today + timedelta(days=14),
                made_at=kept.now,
            )
        )
