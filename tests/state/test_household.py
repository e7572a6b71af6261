"""Events of Linked Accounts and Household: what a browser sends is parsed, and checked in SQL for whose it is."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from smarthub_dash.domain.accounts.rules import HouseholdRole
from smarthub_dash.journeys.answer_invitation import accept_invitation
from smarthub_dash.journeys.household import open_household
from smarthub_dash.kit.database import open_database
from smarthub_dash.wiring import Wiring
from state import acting, guard, household, linked_accounts
from state.acting import this_moment
from state.guard import FRESHLY
from state.household import HouseholdState
from state.linked_accounts import LinkedAccountsState
from tests.support.apart import run_apart
from tests.support.doors import SetClock, wiring_of
from tests.support.letters import posted
from tests.support.sharing import CLARAS, FIBER, HOME, Neighbors, neighbors
from tests.support.states import HANDLERS
from tests.support.tabs import signed_in_as

BOONE = "boone@cec.example"
FRESH = {"ask_unlink", "unlink", "begin_invitation", "invite", "ask_change", "change", "ask_removal", "remove"}


@pytest.fixture
def them(sqlite_address: str, now: datetime) -> Iterator[Neighbors]:
    database = open_database(sqlite_address)
    yield neighbors(database, now)
    database.close()


@pytest.fixture
def parts(them: Neighbors, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Wiring:
    made = wiring_of(them.database, SetClock(now))
    for module in (acting, household, linked_accounts):
        monkeypatch.setattr(module, "wiring", lambda: made)
    return made


def called(parts: Wiring, state: Any, member_id: Any, handler: str, *arguments: Any) -> Any:
    """Run a handler as a member whose event the guard has let through."""

    async def call() -> None:
        guard._current.set(signed_in_as(member_id, parts, session_hash="session"))
        outcome = type(state).event_handlers[handler].fn(state, *arguments)
        if outcome is not None:
            await outcome

    run_apart(call())
    return state


def a_state(kind: type) -> Any:
    return kind(_reflex_internal_init=True)


def a_household(parts: Wiring, them: Neighbors, member_id: Any) -> Any:
    state = a_state(HouseholdState)
    run_as(parts, state, member_id)
    return state


def run_as(parts: Wiring, state: Any, member_id: Any) -> None:
    async def show() -> None:
        guard._current.set(signed_in_as(member_id, parts, session_hash="session"))
        await state._show(this_moment())

    run_apart(show())


def test_what_changes_who_sees_an_account_asks_for_a_fresh_proof() -> None:
    fresh = {
        name.rpartition(".")[2]
        for name, handler in HANDLERS.items()
        if (".household." in name or "household_state" in name or "linked_accounts_state" in name)
        and getattr(handler, FRESHLY, False)
    }

    assert fresh == FRESH


def test_an_invitation_is_sent_by_the_form(parts: Wiring, them: Neighbors) -> None:
    state = a_household(parts, them, them.ada)

    called(parts, state, them.ada, "invite", {"email": BOONE, "role": "payer", "ends_on": "", "account-1": "on"})

    assert (state.mend, state.news) == ("", f"An invitation is on its way to {BOONE}.")
    assert [each.email for each in state.invitations] == [BOONE]


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"email": BOONE},
        {"email": BOONE, "role": "king", "account-1": "on"},
        {"email": BOONE, "role": "payer", "ends_on": "soon", "account-1": "on"},
        {"email": ["x"], "role": "payer", "account-1": "on"},
        {"email": BOONE, "role": {"$ne": ""}, "account-1": "on"},
        {"email": BOONE, "role": "payer", "ends_on": "2026-11-17", "account-1": "on"},
        {"email": BOONE, "role": "payer", f"account-{CLARAS}": "on"},
        {"email": BOONE, "role": "payer", "account-' OR 1=1": "on"},
        {"email": BOONE, "role": "payer", 7: "on"},
        {"email": "x" * 900, "role": "payer", "account-1": "on"},
    ],
)
def test_a_form_that_no_page_of_ours_sends_is_refused(parts: Wiring, them: Neighbors, form: dict) -> None:
    state = a_household(parts, them, them.ada)

    called(parts, state, them.ada, "invite", form)

    assert state.mend
    assert posted(them.database, parts.sealer) == []


def test_clara_reaches_nobody_by_a_key_that_is_not_on_her_page(parts: Wiring, them: Neighbors) -> None:
    accept_invitation(them.database, token=them.invite(BOONE), member_id=them.boone, moment=them.moment)
    them.invite("dee@cec.example")
    (waiting,) = open_household(them.database, member_id=them.ada, moment=them.moment).invitations
    state = a_household(parts, them, them.clara)

    for handler in ("ask_change", "ask_removal"):
        called(parts, state, them.clara, handler, f"{HOME} {BOONE}")
    state.asked_key = f"{HOME} {BOONE}"
    called(parts, state, them.clara, "remove")
    called(parts, state, them.clara, "change", {"role": "owner"})
    said = []
    for key in (str(waiting.invitation_id), "00000000-0000-0000-0000-000000000000", "no id"):
        called(parts, state, them.clara, "take_back", key)
        said.append(state.mend)

    assert not state.is_changing
    assert not state.is_removing
    assert said[0] == said[1]
    assert list(them.sees(them.boone).values()) == [HouseholdRole.VIEWER]
    assert open_household(them.database, member_id=them.ada, moment=them.moment).invitations == (waiting,)


def test_an_owner_changes_and_removes_who_was_asked_about(parts: Wiring, them: Neighbors) -> None:
    accept_invitation(them.database, token=them.invite(BOONE), member_id=them.boone, moment=them.moment)
    state = a_household(parts, them, them.ada)

    called(parts, state, them.ada, "ask_change", f"{HOME} {BOONE}")
    assert (state.is_changing, state.asked_role) == (True, "viewer")
    called(parts, state, them.ada, "change", {"role": "caretaker", "ends_on": "2027-01-01"})
    assert list(them.sees(them.boone).values()) == [HouseholdRole.CARETAKER]
    called(parts, state, them.ada, "ask_removal", f"{HOME} {BOONE}")
    called(parts, state, them.ada, "remove")

    assert not them.sees(them.boone)
    assert state.news == "Boone Adams no longer has access."


@pytest.mark.parametrize("number", [CLARAS, "404", "", None, 7])
def test_a_number_that_is_not_the_members_names_moves_and_unlinks_nothing(
    parts: Wiring, them: Neighbors, number: Any
) -> None:
    state, said = a_state(LinkedAccountsState), list[str]()

    for handler, argument in (
        ("save_nickname", {"key": number, "nickname": "mine"}),
        ("move_up", number),
        ("move_down", number),
    ):
        called(parts, state, them.ada, handler, argument)
        said.append(state.mend)
    assert all(said)
    called(parts, state, them.ada, "ask_unlink", number)
    assert not state.is_asking
    state.asked_number = str(number)
    called(parts, state, them.ada, "unlink")

    assert state.mend
    assert len(them.sees(them.ada)) == 2
    assert len(them.sees(them.clara)) == 1


def test_a_nickname_and_a_place_are_saved(parts: Wiring, them: Neighbors) -> None:
    state = a_state(LinkedAccountsState)

    called(parts, state, them.ada, "save_nickname", {"key": FIBER, "nickname": "Office"})
    called(parts, state, them.ada, "move_up", FIBER)

    assert [(row.number, row.nickname) for row in state.rows] == [(FIBER, "Office"), (HOME, "Ada 1")]
