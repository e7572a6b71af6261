"""Accounts are linked by a bill, named and ordered for oneself, and unlinked."""

from dataclasses import replace
from datetime import datetime

import pytest
from sqlmodel import select

from smarthub_dash.domain.accounts.rules import HouseholdRole, NicknameTooLong, NotYours
from smarthub_dash.domain.members.records import SignInAttempt
from smarthub_dash.domain.members.rules import TooManyAttempts
from smarthub_dash.journeys.account_proof import AccountClaim, FactKind
from smarthub_dash.journeys.linked_accounts import (
    AlreadyLinked,
    WrongFacts,
    link_account,
    linked_accounts,
    move_linked_account,
    name_linked_account,
    unlink_account,
)
from smarthub_dash.kit.database import Database
from tests.support.doors import SEALER
from tests.support.letters import posted
from tests.support.meters import add_meter
from tests.support.sharing import CLARAS, FIBER, HOME, Neighbors, neighbors

RIGHT = AccountClaim(HOME, "Adams", FactKind.BILL_AMOUNT, "142.17")


@pytest.fixture
def them(database: Database, now: datetime) -> Neighbors:
    return neighbors(database, now)


def link(them: Neighbors, claim: AccountClaim = RIGHT, *, address: str = "203.0.113.7") -> str:
    return link_account(
        them.database, member_id=them.boone, claim=claim, address=address, sealer=SEALER, moment=them.moment
    )


def numbers(them: Neighbors) -> list[str]:
    return [each.view.account_number for each in linked_accounts(them.database, member_id=them.ada, moment=them.moment)]


def test_a_bill_makes_an_owner_and_the_owners_before_are_told(them: Neighbors) -> None:
    assert link(them) == "1408 Bluff Street (1)"

    assert list(them.sees(them.boone).values()) == [HouseholdRole.OWNER]
    assert {(each.template, each.address) for each in posted(them.database, SEALER)} == {
        ("account_linked", "boone@cec.example"),
        ("owner_added", "ada@cec.example"),
    }


@pytest.mark.parametrize(
    "wrong",
    [
        replace(RIGHT, account_number="404"),
        replace(RIGHT, name="Whitfield"),
        replace(RIGHT, fact_kind=FactKind.SERVICE_ZIP, fact="65252"),
        replace(
            RIGHT, fact_kind=FactKind.SERVICE_ZIP, fact="65251"
        ),  # right, but a ZIP code is no proof of what is owned
        replace(RIGHT, fact_kind=FactKind.BILL_AMOUNT, fact="1.00"),
    ],
)
def test_wrong_facts_are_refused_in_the_same_words_and_counted(them: Neighbors, wrong: AccountClaim) -> None:
    with pytest.raises(WrongFacts, match="Something does not match"):
        link(them, wrong)

    with them.database.reading() as session:
        assert len(session.exec(select(SignInAttempt)).all()) == 1
    assert posted(them.database, SEALER) == []
    assert not them.sees(them.boone)


def test_guessing_is_slowed(them: Neighbors) -> None:
    with pytest.raises(TooManyAttempts):
        for number in range(100):
            with pytest.raises(WrongFacts):
                link(them, replace(RIGHT, fact=f"{10_000 + number}"))


def test_an_account_is_linked_once_and_a_lesser_role_is_raised(them: Neighbors) -> None:
    link(them)

    with pytest.raises(AlreadyLinked):
        link(them)


def test_an_account_that_was_unlinked_can_be_claimed_again(them: Neighbors) -> None:
    link(them)
    unlink_account(them.database, member_id=them.boone, account_number=HOME, moment=them.moment)
    assert not them.sees(them.boone)

    link(them)

    assert len(them.sees(them.boone)) == 1


def test_accounts_move_in_ones_own_order_only(them: Neighbors) -> None:
    add_meter(them.database, "9")
    link(them)

    move_linked_account(them.database, member_id=them.ada, account_number=FIBER, is_up=True, moment=them.moment)
    assert numbers(them) == [FIBER, HOME]
    move_linked_account(them.database, member_id=them.ada, account_number=FIBER, is_up=True, moment=them.moment)
    assert numbers(them) == [FIBER, HOME]
    move_linked_account(them.database, member_id=them.ada, account_number=FIBER, is_up=False, moment=them.moment)
    assert numbers(them) == [HOME, FIBER]


def test_a_nickname_is_ones_own_one_line_and_short(them: Neighbors) -> None:
    link(them)

    name_linked_account(
        them.database, member_id=them.ada, account_number=HOME, nickname="  The \n old\u2028place ", moment=them.moment
    )

    names = {
        member_id: linked_accounts(them.database, member_id=member_id, moment=them.moment)[0].view.nickname
        for member_id in (them.ada, them.boone)
    }
    assert names == {them.ada: "The old place", them.boone: "1408 Bluff Street"}
    with pytest.raises(NicknameTooLong):
        name_linked_account(
            them.database, member_id=them.ada, account_number=HOME, nickname="x" * 41, moment=them.moment
        )


@pytest.mark.parametrize("number", [CLARAS, "404", ""])
def test_anothers_account_is_answered_as_one_that_is_not_there(them: Neighbors, number: str) -> None:
    for act in (
        lambda: name_linked_account(
            them.database, member_id=them.ada, account_number=number, nickname="mine", moment=them.moment
        ),
        lambda: move_linked_account(
            them.database, member_id=them.ada, account_number=number, is_up=True, moment=them.moment
        ),
        lambda: unlink_account(them.database, member_id=them.ada, account_number=number, moment=them.moment),
    ):
        with pytest.raises(NotYours, match="We could not find that account among yours"):
            act()
