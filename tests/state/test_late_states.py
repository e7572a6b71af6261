"""The states of a tab: made when they are asked for, and told of whether or not they were."""

from typing import Any

import pytest
from reflex.istate.manager.memory import StateManagerMemory
from reflex.istate.manager.token import BaseStateToken
from reflex.state import BaseState, State

from smarthub_dash.smarthub_dash import app
from state.home import HomeState
from state.late_states import LateStates, begin_anew
from state.usage import UsageState

TAB: BaseStateToken = BaseStateToken(ident="tab", cls=State)


def _root(keeper: StateManagerMemory) -> Any:
    return keeper._get_or_create_state(TAB)


def _made(root: BaseState) -> set[str]:
    return set(dict.keys(root.substates))


def test_the_portal_keeps_its_tabs_this_way() -> None:
    assert isinstance(app.state_manager, LateStates)


def test_a_tab_is_told_of_every_state_and_keeps_none_that_nobody_asked_for() -> None:
    late, all_at_once = _root(LateStates()), _root(StateManagerMemory())

    assert late.dict() == all_at_once.dict()
    assert _made(late) == set()


def test_a_state_that_was_asked_for_is_the_same_ever_after() -> None:
    root = _root(LateStates())

    home = root.get_substate(HomeState.get_full_name().split("."))
    home.search = "shop"

    assert root.get_substate(HomeState.get_full_name().split(".")) is home
    assert root.dict()[HomeState.get_full_name()]["search_rx_state_"] == "shop"
    assert root.get_delta()[HomeState.get_full_name()] == {"search_rx_state_": "shop"}
    assert UsageState.get_name() not in _made(root)


def test_the_states_of_a_tab_are_let_go_with_it() -> None:
    keeper = LateStates()
    root = _root(keeper)
    root.get_substate(HomeState.get_full_name().split("."))

    keeper._purge_token(TAB)

    assert (keeper.states, _made(root)) == ({}, set())


@pytest.mark.parametrize("keeper", [LateStates, StateManagerMemory])
def test_a_tab_that_begins_anew_has_nothing_of_before(keeper: type[StateManagerMemory]) -> None:
    root = _root(keeper())
    root.get_substate(HomeState.get_full_name().split(".")).search = "shop"
    root._clean()

    begin_anew(root)

    assert root.get_substate(HomeState.get_full_name().split(".")).search == ""


def test_a_tab_that_begins_anew_makes_no_state_that_nobody_asked_for() -> None:
    root = _root(LateStates())

    begin_anew(root)
    root._reset_client_storage()
    root._clean()
    root.get_delta()

    assert _made(root) == set()
