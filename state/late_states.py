"""
The states of a tab that no page of it has asked for yet.

Reflex makes every state of the app for every tab at once, and fills it when the tab is told of its beginnings. With a
thousand tabs, each of which shows one page, most of that memory held nothing but beginnings.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import reflex as rx
from reflex.istate.manager.memory import StateManagerMemory
from reflex.istate.manager.token import TOKEN_TYPE, BaseStateToken, StateToken
from reflex.state import BaseState


def make_states_late(app: rx.App) -> None:
    """Let the states of an app's tabs be made when they are asked for, where this process keeps them itself."""
    if isinstance(app._state_manager, StateManagerMemory):
        app._state_manager = LateStates()


class LateStates(StateManagerMemory):
    """Keeps the states of tabs in memory, each from the first event that needs it."""

    def _get_or_create_state(self, token: StateToken[TOKEN_TYPE]) -> TOKEN_TYPE:
        if token.cache_key not in self.states and isinstance(token, BaseStateToken):
            self.states[token.cache_key] = _made(token.cls.get_root_state(), parent=None)
        return super()._get_or_create_state(token)


def begin_anew(root: BaseState) -> None:
    """Give every state of a tab its beginnings again; those that were made are let go."""
    is_late = isinstance(root.substates, LateChildren)
    if is_late:
        root.substates.clear()
    root.reset()
    if is_late:
        # States made for the moment named themselves changed; the next look would make them all, and keep them.
        root.dirty_substates.clear()


class LateChildren(dict[str, BaseState]):
    """
    The states below one, by name: asked for, one is made and kept.

    Who goes through all of them, to tell a tab of its beginnings, sees also those that nobody asked for; they are made
    for the moment and not kept.
    """

    __slots__ = ("_parent",)

    def __init__(self, parent: BaseState) -> None:
        super().__init__()
        self._parent = parent

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or name in _classes_below(type(self._parent))

    def __missing__(self, name: str) -> BaseState:
        kept = self[name] = _made(_classes_below(type(self._parent))[name], parent=self._parent)
        return kept

    def values(self) -> Any:
        return dict(self._all()).values()

    def items(self) -> Any:
        return dict(self._all()).items()

    def _all(self) -> Iterator[tuple[str, BaseState]]:
        for name, state_class in _classes_below(type(self._parent)).items():
            kept = dict.get(self, name)
            yield name, _made(state_class, parent=self._parent) if kept is None else kept


def _made(state_class: type[BaseState], *, parent: BaseState | None) -> BaseState:
    state = state_class(parent_state=parent, init_substates=False, _reflex_internal_init=True)
    if _classes_below(state_class):
        object.__setattr__(state, "substates", LateChildren(state))
    return state


@lru_cache(maxsize=256)
def _classes_below(state_class: type[BaseState]) -> Mapping[str, type[BaseState]]:
    # By the time a tab has a state, all modules are imported and all classes known.
    return {child.get_name(): child for child in state_class.get_substates()}
