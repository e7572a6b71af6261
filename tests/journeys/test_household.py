"""Owners change and end what others may do; nobody else can, and what ends on a day ends with it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from uuid import UUID, uuid4

import pytest
from sqlmodel import col, select

from smarthub_dash.domain.accounts.rules import EndTooEarly, HouseholdRole, NotAllowed, NotYours
from smarthub_dash.journal.records import JournalEvent
from smarthub_dash.journeys.answer_invitation import (
    accept_invitation,
)
from smarthub_dash.journeys.household import NotThere, change_person, end_what_ran_out, open_household, remove_person
from smarthub_dash.journeys.household_news import Moment
from smarthub_dash.journeys.invitations import take_back
from smarthub_dash.journeys.linked_accounts import unlink_account
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.errors import Refused
from tests.support.doors import SEALER
from tests.support.letters import posted
from tests.support.sharing import CLARAS, FIBER, HOME, ZONE, Neighbors, neighbors

OWNER, CARETAKER, PAYER, VIEWER = HouseholdRole
BOONE = "boone@cec.example"


@pytest.fixture
def them(database: Database, now: datetime) -> Neighbors:
    return neighbors(database, now)


def accept(them: Neighbors, token: str, member_id: UUID) -> str:
    return accept_invitation(them.database, token=token, member_id=member_id, moment=them.moment)


@pytest.mark.parametrize("role", [CARETAKER, PAYER, VIEWER])
def test_only_owners_invite_change_and_remove(them: Neighbors, role: HouseholdRole) -> None:
    accept(them, them.invite(BOONE, role=role), them.boone)
    accept(them, them.invite("clara@cec.example"), them.clara)
    shared = {"email": "clara@cec.example", "account_number": HOME, "moment": them.moment}

    with pytest.raises(NotAllowed):
        them.invite("dee@cec.example", by=them.boone)
    with pytest.raises(NotAllowed):
        remove_person(them.database, member_id=them.boone, **shared)
    with pytest.raises(NotAllowed):
        change_person(them.database, member_id=them.boone, role=OWNER, ends_on=None, **shared)
    assert open_household(them.database, member_id=them.boone, moment=them.moment).invitations == ()


def test_clara_is_answered_as_if_nothing_of_adas_existed(them: Neighbors) -> None:
    accept(them, them.invite(BOONE), them.boone)
    them.invite("dee@cec.example")
    (open_one,) = open_household(them.database, member_id=them.ada, moment=them.moment).invitations
    moment, database, clara = them.moment, them.database, them.clara

    def said(act) -> str:
        with pytest.raises(Refused) as refused:
            act()
        return f"{type(refused.value).__name__}: {refused.value}"

    acts = (
        lambda number: them.invite("x@cec.example", [number], by=clara),
        lambda number: remove_person(database, member_id=clara, email=BOONE, account_number=number, moment=moment),
        lambda number: change_person(
            database, member_id=clara, email=BOONE, account_number=number, role=PAYER, ends_on=None, moment=moment
        ),
        lambda number: unlink_account(database, member_id=clara, account_number=number, moment=moment),
    )
    for act in acts:
        assert len({said(partial(act, number)) for number in (HOME, FIBER, "999", "")}) == 1
    ids = (open_one.invitation_id, uuid4())
    answers = {
        said(lambda each=each: take_back(database, member_id=clara, invitation_id=each, moment=moment)) for each in ids
    }
    assert len(answers) == 1
    # On her own account, too: who is no holder of it is not there, whoever they are elsewhere.
    strangers = (BOONE, "ada@cec.example", "nobody@cec.example")
    assert (
        len(
            {
                said(
                    lambda each=each: remove_person(
                        database, member_id=clara, email=each, account_number=CLARAS, moment=moment
                    )
                )
                for each in strangers
            }
        )
        == 1
    )
    assert list(them.sees(them.boone).values()) == [VIEWER]


def test_an_owner_changes_and_removes_others_but_no_owner(them: Neighbors) -> None:
    accept(them, them.invite(BOONE), them.boone)
    accept(them, them.invite("clara@cec.example", role=OWNER), them.clara)
    of = {"member_id": them.ada, "account_number": HOME, "moment": them.moment}

    change_person(them.database, email=BOONE, role=PAYER, ends_on=None, **of)
    assert list(them.sees(them.boone).values()) == [PAYER]
    remove_person(them.database, email="Boone@cec.example", **of)

    assert not them.sees(them.boone)
    with pytest.raises(NotThere):
        remove_person(them.database, email=BOONE, **of)
    for email in ("clara@cec.example", "ada@cec.example"):
        with pytest.raises(NotThere):
            remove_person(them.database, email=email, **of)
        with pytest.raises(NotThere):
            change_person(them.database, email=email, role=VIEWER, ends_on=None, **of)
    assert [each.address for each in posted(them.database, SEALER, template="access_ended")] == [BOONE]


def test_who_was_removed_can_be_invited_again_and_keeps_the_nickname(them: Neighbors) -> None:
    accept(them, them.invite(BOONE), them.boone)
    remove_person(them.database, member_id=them.ada, email=BOONE, account_number=HOME, moment=them.moment)

    accept(them, them.invite(BOONE, role=CARETAKER), them.boone)

    assert list(them.sees(them.boone).values()) == [CARETAKER]


def test_everyone_concerned_is_woken(them: Neighbors) -> None:
    accept(them, them.invite(BOONE), them.boone)
    with them.database.reading() as session:
        before = session.exec(select(JournalEvent.id).order_by(col(JournalEvent.id).desc())).first() or 0

    remove_person(them.database, member_id=them.ada, email=BOONE, account_number=HOME, moment=them.moment)

    with them.database.reading() as session:
        events = session.exec(select(JournalEvent).where(col(JournalEvent.id) > before)).all()
    assert {each.member_id for each in events if each.member_id} == {them.boone}
    assert {each.account_id for each in events if each.account_id} < set(them.sees(them.ada))


def test_access_ends_at_the_first_minute_of_its_day_also_when_the_clocks_change(them: Neighbors) -> None:
    # Sunday, 1 November 2026: the clocks go back; midnight is still at five in the morning UTC.
    before = replace(them, now=datetime(2026, 10, 31, 12, tzinfo=UTC))
    sunday = date(2026, 11, 1)
    accept_invitation(
        them.database, token=before.invite(BOONE, ends_on=sunday), member_id=them.boone, moment=before.moment
    )

    last = Moment(datetime(2026, 11, 1, 4, 59, 59, tzinfo=UTC), ZONE)
    first = Moment(datetime(2026, 11, 1, 5, tzinfo=UTC), ZONE)

    assert them.sees(them.boone, today=last.today)
    assert not them.sees(them.boone, today=first.today)
    assert end_what_ran_out(them.database, moment=last) == 0
    assert end_what_ran_out(them.database, moment=first) == 1
    assert end_what_ran_out(them.database, moment=first) == 0
    assert [each.address for each in posted(them.database, SEALER, template="access_ended")] == [BOONE]


def test_an_end_is_after_today(them: Neighbors) -> None:
    today = them.moment.today

    with pytest.raises(EndTooEarly):
        them.invite(BOONE, ends_on=today)
    accept(them, them.invite(BOONE, ends_on=today + timedelta(days=1)), them.boone)
    with pytest.raises(EndTooEarly):
        change_person(
            them.database,
            member_id=them.ada,
            email=BOONE,
            account_number=HOME,
            role=VIEWER,
            ends_on=today,
            moment=them.moment,
        )
    assert them.sees(them.boone)


def test_when_the_last_owner_leaves_everyone_does(them: Neighbors) -> None:
    accept(them, them.invite(BOONE, [HOME, FIBER]), them.boone)
    accept(them, them.invite("clara@cec.example", [FIBER], role=OWNER), them.clara)

    unlink_account(them.database, member_id=them.ada, account_number=HOME, moment=them.moment)
    unlink_account(them.database, member_id=them.ada, account_number=FIBER, moment=them.moment)

    assert them.sees(them.ada) == {}
    assert list(them.sees(them.boone).values()) == [VIEWER]  # the fiber line still has Clara
    assert sorted(each.address for each in posted(them.database, SEALER, template="access_ended")) == [
        "ada@cec.example",
        "ada@cec.example",
        BOONE,
    ]
    with pytest.raises(NotYours):
        unlink_account(them.database, member_id=them.ada, account_number=HOME, moment=them.moment)
