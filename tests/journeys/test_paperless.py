"""Paperless Billing: on and off at once, by who may, to an address that is read."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from sqlmodel import col, select, update

from smarthub_dash.domain.accounts.operations import grant_account
from smarthub_dash.domain.accounts.records import Account, AccountGrant
from smarthub_dash.domain.accounts.rules import HouseholdRole, NotAllowed, NotYours
from smarthub_dash.domain.billing.operations.paperless import EmailNotVerified
from smarthub_dash.domain.billing.queries.paperless import paperless_among
from smarthub_dash.domain.billing.records import PaperlessEnrollment
from smarthub_dash.domain.members.records import Member
from smarthub_dash.journal.records import ActivityEntry, JournalEvent
from smarthub_dash.journeys.household_news import Moment
from smarthub_dash.journeys.paperless import PaperlessBilling, open_paperless, switch_all_paperless, switch_paperless
from smarthub_dash.kit.database import Database
from tests.support.doors import SEALER
from tests.support.households import add_household
from tests.support.letters import posted
from tests.support.sharing import ZONE

HOME, FIBER, CLARAS = "1", "2", "3"


@pytest.fixture
def moment(now: datetime) -> Moment:
    return Moment(now, ZONE)


@pytest.fixture
def ada(database: Database, now: datetime) -> UUID:
    """Ada owns two accounts and reads her e-mail."""
    member_id, _ = add_household(database, "Ada", meters=(HOME, FIBER), now=now)
    _verify(database, member_id, at=now)
    return member_id


@pytest.fixture
def clara(database: Database, ada: UUID, now: datetime) -> UUID:
    """Clara has an account of her own, and nothing of Ada's."""
    member_id, _ = add_household(database, "Clara", meters=(CLARAS,), now=now)
    _verify(database, member_id, at=now)
    return member_id


def _verify(database: Database, member_id: UUID, *, at: datetime | None) -> None:
    with database.unit_of_work() as session:
        session.exec(update(Member).where(col(Member.id) == member_id).values(email_verified_at=at))


def _share(database: Database, account: str, member_id: UUID, role: HouseholdRole, *, now: datetime) -> None:
    with database.unit_of_work() as session:
        account_id = session.exec(select(Account.id).where(col(Account.account_number) == account)).one()
        grant_account(session, member_id=member_id, account_id=account_id, role=role, nickname="", position=9, now=now)


def _states(paper: PaperlessBilling) -> dict[str, bool]:
    return {each.view.account_number: each.paperless is not None for each in paper.accounts}


def test_bills_are_printed_until_somebody_says_otherwise(database: Database, ada: UUID, moment: Moment) -> None:
    assert _states(open_paperless(database, member_id=ada, moment=moment)) == {HOME: False, FIBER: False}


def test_one_account_goes_paperless_at_once_and_everyone_is_told(database: Database, ada: UUID, moment: Moment) -> None:
    switch_paperless(database, member_id=ada, account_number=HOME, is_on=True, moment=moment)

    paper = open_paperless(database, member_id=ada, moment=moment)
    assert _states(paper) == {HOME: True, FIBER: False}
    assert paper.accounts[0].is_mine
    (letter,) = posted(database, SEALER, template="paperless_on")
    assert (letter.address, letter.facts["accounts"]) == ("ada@cec.example", HOME)
    with database.reading() as session:
        assert session.exec(select(ActivityEntry.words)).one() == "Ada Adams chose bills without paper for account 1"
        topics = session.exec(select(JournalEvent.member_id).where(JournalEvent.topic == "paperless")).all()
    assert ada in topics


def test_it_is_printed_again_as_quickly(database: Database, ada: UUID, moment: Moment) -> None:
    switch_paperless(database, member_id=ada, account_number=HOME, is_on=True, moment=moment)

    switch_paperless(database, member_id=ada, account_number=HOME, is_on=False, moment=_later(moment))

    assert _states(open_paperless(database, member_id=ada, moment=moment))[HOME] is False
    assert len(posted(database, SEALER, template="paperless_off")) == 1
    switch_paperless(database, member_id=ada, account_number=HOME, is_on=True, moment=_later(_later(moment)))
    assert _states(open_paperless(database, member_id=ada, moment=moment))[HOME] is True


def test_a_second_click_changes_and_tells_nothing(database: Database, ada: UUID, moment: Moment) -> None:
    for _ in range(2):
        switch_paperless(database, member_id=ada, account_number=HOME, is_on=True, moment=moment)
    switch_paperless(database, member_id=ada, account_number=FIBER, is_on=False, moment=moment)

    assert len(posted(database, SEALER, template="paperless_on")) == 1
    assert posted(database, SEALER, template="paperless_off") == []
    with database.reading() as session:
        assert len(session.exec(select(PaperlessEnrollment)).all()) == 1


def test_all_accounts_are_switched_together_by_one_letter(database: Database, ada: UUID, moment: Moment) -> None:
    assert switch_all_paperless(database, member_id=ada, is_on=True, moment=moment) == 2

    assert all(_states(open_paperless(database, member_id=ada, moment=moment)).values())
    (letter,) = posted(database, SEALER, template="paperless_on")
    assert letter.facts["accounts"] == f"{HOME}, {FIBER}"


def test_a_foreign_account_is_not_found_and_stays_as_it_is(
    database: Database, ada: UUID, clara: UUID, moment: Moment
) -> None:
    for number in (HOME, "no such account"):
        with pytest.raises(NotYours):
            switch_paperless(database, member_id=clara, account_number=number, is_on=True, moment=moment)

    assert not any(_states(open_paperless(database, member_id=ada, moment=moment)).values())


@pytest.mark.parametrize("role", [HouseholdRole.VIEWER, HouseholdRole.PAYER])
def test_who_may_only_see_or_pay_sees_it_and_cannot_change_it(
    database: Database, ada: UUID, clara: UUID, moment: Moment, role: HouseholdRole
) -> None:
    _share(database, HOME, clara, role, now=moment.now)

    with pytest.raises(NotAllowed, match="Ask an owner"):
        switch_paperless(database, member_id=clara, account_number=HOME, is_on=True, moment=moment)

    shared = {
        each.view.account_number: each for each in open_paperless(database, member_id=clara, moment=moment).accounts
    }
    assert (shared[HOME].may_change, shared[CLARAS].may_change) == (False, True)


def test_a_caretaker_prints_again_what_the_owner_switched_and_both_are_told(
    database: Database, ada: UUID, clara: UUID, moment: Moment
) -> None:
    _share(database, HOME, clara, HouseholdRole.CARETAKER, now=moment.now)
    switch_paperless(database, member_id=ada, account_number=HOME, is_on=True, moment=moment)

    switch_paperless(database, member_id=clara, account_number=HOME, is_on=False, moment=_later(moment))

    letters = posted(database, SEALER, template="paperless_off")
    assert {each.address for each in letters} == {"ada@cec.example", "clara@cec.example"}
    assert {each.facts["who"] for each in letters} == {"Clara Adams"}


def test_an_address_that_was_never_verified_gets_no_bills_and_is_told_what_to_do(
    database: Database, ada: UUID, moment: Moment
) -> None:
    _verify(database, ada, at=None)

    with pytest.raises(EmailNotVerified, match="On My Profile"):
        switch_paperless(database, member_id=ada, account_number=HOME, is_on=True, moment=moment)

    assert not open_paperless(database, member_id=ada, moment=moment).is_email_verified


def test_it_ends_with_the_access_of_whom_the_bills_went_to(
    database: Database, ada: UUID, clara: UUID, moment: Moment
) -> None:
    _share(database, HOME, clara, HouseholdRole.CARETAKER, now=moment.now)
    switch_paperless(database, member_id=clara, account_number=HOME, is_on=True, moment=moment)
    with database.unit_of_work() as session:
        held = select(AccountGrant).where(
            col(AccountGrant.member_id) == clara, col(AccountGrant.role) == HouseholdRole.CARETAKER
        )
        session.exec(held).one().ends_on = moment.today + timedelta(days=2)

    assert _states(open_paperless(database, member_id=ada, moment=moment))[HOME] is True
    gone = Moment(moment.now + timedelta(days=2), moment.zone)
    assert _states(open_paperless(database, member_id=ada, moment=gone))[HOME] is False
    switch_paperless(database, member_id=ada, account_number=HOME, is_on=True, moment=gone)
    assert _whose(database, gone.today) == {ada}


def _whose(database: Database, today: date) -> set[UUID]:
    with database.reading() as session:
        accounts = session.exec(select(Account.id)).all()
        return {each.member_id for each in paperless_among(session, account_ids=accounts, today=today).values()}


def _later(moment: Moment) -> Moment:
    return replace(moment, now=moment.now + timedelta(minutes=1))
