"""An invitation gives what its sender may share, to one who holds its link, once, and only while it is open."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from threading import Barrier, Thread
from uuid import UUID

import pytest
from sqlmodel import select

from smarthub_dash.domain.accounts.records import HouseholdInvitation
from smarthub_dash.domain.accounts.rules import HouseholdRole
from smarthub_dash.journal.records import ActivityEntry
from smarthub_dash.journeys.answer_invitation import (
    InvitationOver,
    OwnInvitation,
    accept_invitation,
    decline_invitation,
    offer_of,
)
from smarthub_dash.journeys.household import open_household
from smarthub_dash.journeys.invitations import BadInvitation, take_back
from smarthub_dash.journeys.linked_accounts import linked_accounts, unlink_account
from smarthub_dash.kit.database import Database
from tests.support.doors import SEALER
from tests.support.letters import posted
from tests.support.sharing import FIBER, HOME, Neighbors, neighbors

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


def test_an_invitation_whose_end_has_come_gives_nothing(them: Neighbors) -> None:
    token = them.invite(BOONE, ends_on=them.moment.today + timedelta(days=2))
    later = replace(them, now=them.now + timedelta(days=2))

    with pytest.raises(InvitationOver):
        accept(later, token, them.boone)
