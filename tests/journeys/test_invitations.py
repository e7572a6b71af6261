"""An invitation gives what its sender may share, to one who holds its link, once, and only while it is open."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from threading import Barrier, Thread
from uuid import UUID, uuid4

import pytest
from sqlmodel import col, select

from smarthub_dash.domain.accounts.records import HouseholdInvitation
from smarthub_dash.domain.accounts.rules import EndTooEarly, HouseholdRole, NotAllowed, NotYours
from smarthub_dash.journal.records import ActivityEntry, JournalEvent
from smarthub_dash.journeys.answer_invitation import (
    InvitationOver,
    OwnInvitation,
    accept_invitation,
    decline_invitation,
    offer_of,
)
from smarthub_dash.journeys.household import NotThere, change_person, end_what_ran_out, open_household, remove_person
from smarthub_dash.journeys.household_news import Moment
from smarthub_dash.journeys.invitations import BadInvitation, take_back
from smarthub_dash.journeys.linked_accounts import linked_accounts, unlink_account
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


def words_of(them: Neighbors, member_id: UUID) -> list[str]:
    return [words for _, words in open_household(them.database, member_id=member_id, moment=them.moment).activity]


def test_whoever_accepts_sees_what_was_shared_and_nothing_else(them: Neighbors) -> None:
    token = them.invite("  BOONE@cec.example ", [HOME], role=PAYER)

    assert accept(them, token, them.boone) == "Ada 1 (1)"

    assert list(them.sees(them.boone).values()) == [PAYER]
    assert set(them.sees(them.boone)) < set(them.sees(them.ada))
    (letter,) = posted(them.database, SEALER, template="invitation_accepted")
    assert letter.address == "ada@cec.example"
    assert words_of(them, them.boone) == [
        "boone@cec.example accepted to be payer of Ada 1 (1)",
        "Ada Adams invited boone@cec.example as payer to Ada 1 (1)",
    ]
    assert words_of(them, them.clara) == []


def test_the_token_is_kept_nowhere_in_clear(them: Neighbors) -> None:
    token = them.invite(BOONE)

    with them.database.reading() as session:
        (row,) = session.exec(select(HouseholdInvitation)).all()
        assert token not in str(row.model_dump())
        assert all(token not in each.words for each in session.exec(select(ActivityEntry)))


def test_the_letter_is_the_same_whether_or_not_the_address_has_a_sign_in(them: Neighbors) -> None:
    them.invite(BOONE)
    them.invite("nobody@cec.example")

    with_sign_in, without = posted(them.database, SEALER, template="invited")
    assert with_sign_in.facts == without.facts
    assert {with_sign_in.address, without.address} == {BOONE, "nobody@cec.example"}


def test_an_invitation_is_accepted_once(them: Neighbors) -> None:
    token = them.invite(BOONE)
    accept(them, token, them.boone)

    for member_id in (them.boone, them.clara):
        with pytest.raises(InvitationOver):
            accept(them, token, member_id)

    assert len(them.sees(them.clara)) == 1


def test_of_two_who_accept_at_once_one_does(them: Neighbors) -> None:
    token, start, refused = them.invite(BOONE), Barrier(2), list[str]()

    def answer(member_id: UUID) -> None:
        start.wait()
        try:
            accept(them, token, member_id)
        except InvitationOver as error:
            refused.append(str(error))

    threads = [Thread(target=answer, args=(each,)) for each in (them.boone, them.clara)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(refused) == 1
    assert len(them.sees(them.boone)) + len(them.sees(them.clara)) == 2


def test_one_that_was_taken_back_declined_or_has_run_out_is_over_in_the_same_words(them: Neighbors) -> None:
    taken = them.invite(BOONE)
    (open_one,) = open_household(them.database, member_id=them.ada, moment=them.moment).invitations
    take_back(them.database, member_id=them.ada, invitation_id=open_one.invitation_id, moment=them.moment)
    declined = them.invite(BOONE)
    decline_invitation(them.database, token=declined, moment=them.moment)
    late = them.invite(BOONE)
    later = replace(them, now=them.now + timedelta(days=14))

    said = set()
    for household, token in ((them, taken), (them, declined), (later, late), (them, "made up"), (them, "")):
        with pytest.raises(InvitationOver) as refused:
            accept(household, token, them.boone)
        said.add(str(refused.value))
    assert len(said) == 1
    assert not them.sees(them.boone)
    assert "boone@cec.example declined the invitation to Ada 1 (1)" in words_of(them, them.ada)


def test_a_second_invitation_to_the_same_address_ends_the_first(them: Neighbors) -> None:
    first, second = them.invite(BOONE, [HOME]), them.invite("Boone@CEC.example", [FIBER])

    with pytest.raises(InvitationOver):
        offer_of(them.database, token=first, moment=them.moment)
    assert list(offer_of(them.database, token=second, moment=them.moment).accounts.values()) == ["Ada 2 (2)"]


@pytest.mark.parametrize(
    "email", ["", "boone", "boone@", "@cec.example", "a b@cec.example", "b@cec", "x" * 300 + "@a.b"]
)
def test_an_address_that_is_none_is_refused(them: Neighbors, email: str) -> None:
    with pytest.raises(BadInvitation):
        them.invite(email)


def test_nobody_invites_themselves_or_someone_who_has_it_or_to_nothing(them: Neighbors) -> None:
    accept(them, them.invite(BOONE), them.boone)

    with pytest.raises(BadInvitation, match="your own"):
        them.invite("ADA@cec.example")
    with pytest.raises(BadInvitation, match="already"):
        them.invite(BOONE, [FIBER, HOME])
    with pytest.raises(BadInvitation, match="at least one"):
        them.invite(BOONE, [])
    with pytest.raises(OwnInvitation):
        accept(them, them.invite("dee@cec.example"), them.ada)


def test_an_owner_who_accepts_a_smaller_role_stays_an_owner(them: Neighbors) -> None:
    accept(them, them.invite(BOONE, role=OWNER), them.boone)
    token = them.invite("dee@cec.example", role=VIEWER, ends_on=them.moment.today + timedelta(days=3))

    accept(them, token, them.boone)

    assert list(them.sees(them.boone).values()) == [OWNER]
    assert list(them.sees(them.boone, today=date(2030, 1, 1)).values()) == [OWNER]


def test_what_a_sender_cannot_share_any_more_an_older_letter_does_not_give(them: Neighbors) -> None:
    both = them.invite(BOONE, [HOME, FIBER])
    unlink_account(them.database, member_id=them.ada, account_number=HOME, moment=them.moment)

    accept(them, both, them.boone)

    names = [
        each.view.account_number for each in linked_accounts(them.database, member_id=them.boone, moment=them.moment)
    ]
    assert names == [FIBER]
    one = them.invite("dee@cec.example", [FIBER])
    unlink_account(them.database, member_id=them.ada, account_number=FIBER, moment=them.moment)
    with pytest.raises(InvitationOver):
        offer_of(them.database, token=one, moment=them.moment)


def test_many_open_invitations_are_enough(them: Neighbors) -> None:
    for number in range(20):
        them.invite(f"{number}@cec.example")

    with pytest.raises(BadInvitation, match="Many of your invitations"):
        them.invite("one.more@cec.example")


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


def test_an_invitation_whose_end_has_come_gives_nothing(them: Neighbors) -> None:
    token = them.invite(BOONE, ends_on=them.moment.today + timedelta(days=2))
    later = replace(them, now=them.now + timedelta(days=2))

    with pytest.raises(InvitationOver):
        accept(later, token, them.boone)


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
