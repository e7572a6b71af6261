"""Auto Pay as a member decides about it: sign up, change, cancel, skip, and what nobody else may."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlmodel import col, select, update

from smarthub_dash.domain.accounts.records import AccountGrant
from smarthub_dash.domain.accounts.rules import HouseholdRole, NotAllowed, NotYours
from smarthub_dash.domain.autopay.operations import Acceptance, Choices, DraftGone, NotEnrolled
from smarthub_dash.domain.autopay.queries import accounts_drawn_on
from smarthub_dash.domain.autopay.records import AutoPayEnrollment
from smarthub_dash.domain.autopay.rules import DraftState
from smarthub_dash.domain.autopay.rules.days import NOTICE_DAYS
from smarthub_dash.domain.autopay.rules.terms import terms_now
from smarthub_dash.domain.payments.queries.methods import MethodNotYours, MethodUnusable
from smarthub_dash.domain.payments.records import StoredPaymentMethod
from smarthub_dash.gateways.processor.fake import FakeProcessor
from smarthub_dash.journal.records import ActivityEntry, JournalEvent
from smarthub_dash.journeys.auto_pay import open_auto_pay, preview_drafts
from smarthub_dash.journeys.auto_pay_choices import (
    NoAccountChosen,
    SignUp,
    begin_again,
    cancel_auto_pay,
    sign_up,
    skip_next,
    unskip_next,
)
from smarthub_dash.kit.database import Database
from tests.support.auto_paying import (
    BILLED,
    DRAFTED,
    FIBER_CENTS,
    ZONE,
    Enrolling,
    a_subscriber,
    at_six,
    drafts_of,
    morning,
    next_of,
    number_of,
    signed_up,
)
from tests.support.doors import SEALER
from tests.support.letters import posted
from tests.support.paying import a_till, owed_by

SIGNED = BILLED + timedelta(days=2)


@pytest.fixture
def ada(database: Database) -> Enrolling:
    return a_subscriber(database)


def _form(database: Database, one: Enrolling, **changes: object) -> SignUp:
    acceptance = Acceptance(terms_now(), at_six(SIGNED).now, "192.0.2.7", "Firefox on Windows")
    form = SignUp((number_of(database, one.account_id),), Choices(one.bank, None, None), acceptance)
    return replace(form, **changes)


def _sign_up(database: Database, one: Enrolling, form: SignUp) -> None:
    sign_up(database, member_id=one.member_id, form=form, notice_days=NOTICE_DAYS, moment=at_six(SIGNED))


def test_who_signs_up_sees_the_first_draft_before_and_it_is_the_one_that_is_planned(
    database: Database, ada: Enrolling
) -> None:
    number = number_of(database, ada.account_id)
    shown = preview_drafts(
        database,
        member_id=ada.member_id,
        account_numbers=(number,),
        chosen_day=None,
        notice_days=NOTICE_DAYS,
        moment=at_six(SIGNED),
    )

    first = signed_up(database, ada, on=SIGNED)

    assert shown[number] == first
    assert (first.draft_on, first.cents) == (DRAFTED, FIBER_CENTS)
    coming = next_of(database, ada)
    assert coming is not None
    assert (coming.is_coming, coming.draft_on, coming.cents) == (True, DRAFTED, FIBER_CENTS)


def test_what_was_agreed_to_is_kept_with_the_time_the_address_and_the_browser(
    database: Database, ada: Enrolling
) -> None:
    signed_up(database, ada, on=SIGNED, ceiling_cents=25_000)

    with database.reading() as session:
        kept = session.exec(select(AutoPayEnrollment)).one()
        words = session.exec(select(ActivityEntry.words)).one()
    assert (kept.terms_version, kept.terms_hash) == (terms_now().version, terms_now().sha256)
    assert (kept.accepted_at, kept.accepted_address) == (at_six(SIGNED).now, "192.0.2.7")
    assert kept.accepted_agent == "Firefox on Windows"
    assert words.startswith("Ada signed up for Auto Pay with account")
    (letter,) = posted(database, SEALER, template="auto_pay_on")
    assert letter.facts["terms"] == terms_now().text
    assert letter.facts["ceiling"] == "$250.00; above it we ask you first"


def test_a_member_with_nothing_owed_hears_about_when_the_next_draft_will_be(database: Database) -> None:
    ada = a_subscriber(database)
    till = a_till(database, FakeProcessor(at_six(DRAFTED).now), ZONE)
    signed_up(database, ada, on=SIGNED)
    morning(till, DRAFTED)

    shown = signed_up(database, ada, on=DRAFTED + timedelta(days=1))

    assert (shown.statement_id, shown.cents, shown.draft_on) == (None, 0, date(2025, 9, 30))


def test_a_change_ends_what_was_agreed_and_moves_the_draft(database: Database, ada: Enrolling) -> None:
    signed_up(database, ada, on=SIGNED)

    signed_up(database, ada, on=SIGNED + timedelta(days=1), method_id=ada.card, chosen_day=15)

    coming = next_of(database, ada)
    assert coming is not None
    assert (coming.method_id, coming.draft_on) == (ada.card, date(2025, 9, 15))
    assert sorted(each.state for each in drafts_of(database)) == [DraftState.CANCELLED, DraftState.PLANNED]
    with database.reading() as session:
        ended = session.exec(select(AutoPayEnrollment.ended_because).order_by(col(AutoPayEnrollment.accepted_at))).all()
    assert ended == ["Changed by a member", ""]


def test_a_cancelled_account_is_drawn_no_more_and_can_be_signed_up_again(database: Database, ada: Enrolling) -> None:
    till = a_till(database, FakeProcessor(at_six(DRAFTED).now), ZONE)
    signed_up(database, ada, on=SIGNED)

    number = number_of(database, ada.account_id)
    cancel_auto_pay(database, member_id=ada.member_id, account_number=number, moment=at_six(SIGNED))

    assert morning(till, DRAFTED).paid == 0
    assert next_of(database, ada) is None
    assert len(posted(database, SEALER, template="auto_pay_off")) == 1
    with pytest.raises(NotEnrolled):
        cancel_auto_pay(database, member_id=ada.member_id, account_number=number, moment=at_six(SIGNED))
    signed_up(database, ada, on=DRAFTED)
    assert morning(till, DRAFTED + timedelta(days=1)).paid == 1


def test_a_skipped_draft_is_not_made_and_the_next_one_is(database: Database, ada: Enrolling) -> None:
    processor = FakeProcessor(at_six(DRAFTED).now)
    till = a_till(database, processor, ZONE)
    signed_up(database, ada, on=SIGNED)

    _skip(database, ada)

    assert morning(till, DRAFTED).paid == 0
    assert owed_by(database, ada.account_id) == FIBER_CENTS
    assert processor.orders == []


def test_a_skip_is_taken_back_until_its_day(database: Database, ada: Enrolling) -> None:
    till = a_till(database, FakeProcessor(at_six(DRAFTED).now), ZONE)
    signed_up(database, ada, on=SIGNED)
    number, draft_id = _skip(database, ada)

    with pytest.raises(DraftGone):
        unskip_next(database, member_id=ada.member_id, account_number=number, draft_id=draft_id, moment=at_six(DRAFTED))
    unskip_next(database, member_id=ada.member_id, account_number=number, draft_id=draft_id, moment=at_six(SIGNED))

    assert morning(till, DRAFTED).paid == 1


def test_a_changed_day_does_not_take_back_a_skip(database: Database, ada: Enrolling) -> None:
    till = a_till(database, FakeProcessor(at_six(DRAFTED).now), ZONE)
    signed_up(database, ada, on=SIGNED)
    _skip(database, ada)

    signed_up(database, ada, on=SIGNED, method_id=ada.card)

    assert morning(till, DRAFTED).paid == 0


def test_a_draft_that_is_made_cannot_be_skipped(database: Database, ada: Enrolling) -> None:
    till = a_till(database, FakeProcessor(at_six(DRAFTED).now), ZONE)
    signed_up(database, ada, on=SIGNED)
    morning(till, DRAFTED)

    with pytest.raises(DraftGone):
        _skip(database, ada)


def test_nobody_signs_up_with_another_members_payment_account(database: Database, ada: Enrolling) -> None:
    clara = a_subscriber(database)

    for method_id in (clara.bank, uuid4()):
        with pytest.raises(MethodNotYours):
            _sign_up(database, ada, _form(database, ada, choices=Choices(method_id, None, None)))


def test_a_card_that_has_expired_signs_nothing_up(database: Database, ada: Enrolling) -> None:
    with database.unit_of_work() as session:
        session.exec(update(StoredPaymentMethod).values(expires_year=2025, expires_month=7))

    with pytest.raises(MethodUnusable):
        _sign_up(database, ada, _form(database, ada, choices=Choices(ada.card, None, None)))


def test_nobody_signs_up_or_touches_another_members_account(database: Database, ada: Enrolling) -> None:
    clara = a_subscriber(database)
    signed_up(database, ada, on=SIGNED)
    number, coming, moment = number_of(database, ada.account_id), next_of(database, ada), at_six(SIGNED)
    assert coming is not None
    assert coming.draft_id is not None
    told = {"member_id": clara.member_id, "account_number": number, "moment": moment}

    with pytest.raises(NotYours):
        _sign_up(database, clara, _form(database, clara, account_numbers=(number,)))
    with pytest.raises(NotYours):
        cancel_auto_pay(database, **told)
    for act in (skip_next, unskip_next, begin_again):
        with pytest.raises(NotYours):
            act(database, draft_id=coming.draft_id, **told)


def test_a_payer_sees_auto_pay_and_does_not_change_it(database: Database, ada: Enrolling) -> None:
    signed_up(database, ada, on=SIGNED)
    with database.unit_of_work() as session:
        session.exec(update(AccountGrant).values(role=HouseholdRole.PAYER))

    (account,) = open_auto_pay(database, member_id=ada.member_id, moment=at_six(SIGNED)).accounts

    assert account.next is not None
    assert not account.may_change
    with pytest.raises(NotAllowed):
        _skip(database, ada)
    with pytest.raises(NotAllowed):
        _sign_up(database, ada, _form(database, ada))


def test_nothing_chosen_signs_nothing_up(database: Database, ada: Enrolling) -> None:
    with pytest.raises(NoAccountChosen):
        _sign_up(database, ada, _form(database, ada, account_numbers=()))


def test_a_payment_account_knows_which_accounts_need_it(database: Database, ada: Enrolling) -> None:
    signed_up(database, ada, on=SIGNED)

    with database.reading() as session:
        needed = accounts_drawn_on(session, member_id=ada.member_id)

    assert needed == {ada.bank: [number_of(database, ada.account_id)]}


def test_every_open_page_of_the_household_follows(database: Database, ada: Enrolling) -> None:
    signed_up(database, ada, on=SIGNED)

    with database.reading() as session:
        events = session.exec(select(JournalEvent).where(col(JournalEvent.happened_at) == at_six(SIGNED).now)).all()
    assert ada.member_id in {each.member_id for each in events}
    assert ada.account_id in {each.account_id for each in events}


def _skip(database: Database, one: Enrolling):
    coming, number = next_of(database, one), number_of(database, one.account_id)
    assert coming is not None
    assert coming.draft_id is not None
    skip_next(database, member_id=one.member_id, account_number=number, draft_id=coming.draft_id, moment=at_six(SIGNED))
    return number, coming.draft_id
