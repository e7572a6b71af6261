"""
The guard in front of every event: refuse by default.

Reflex lets any open socket call any public method of any state. A handler here runs only if it says who may call it
(`@for_members`, `@for_staff`) and the socket's session, looked up again at each event, is one of those.
"""

import asyncio
from collections.abc import Callable
from contextvars import ContextVar
from typing import TypeVar
from urllib.parse import urlencode

import reflex as rx
from reflex.middleware import Middleware
from reflex.state import BaseState, StateUpdate
from reflex_base.event import Event
from reflex_base.registry import RegistrationContext

from smarthub_dash.domain.members.queries import SignedIn
from smarthub_dash.domain.members.rules import PROOF_LIFE, MemberRole
from smarthub_dash.wiring import Wiring, wiring

SESSION_HEADER = "x-smarthub-session"
SIGN_IN_PAGE = "/login?ended=1"
PROOF_PAGE = "/confirm"
AUDIENCE = "__audience__"
FRESHLY = "__freshly_proved__"
FRAMEWORK_HANDLERS = frozenset(
    ("hydrate", "hydrate_and_load", "on_load_internal", "set_is_hydrated", "handle_frontend_exception")
)
"""What Reflex itself must be able to call, for whoever is signed in: hydrating sends all that a tab's state holds."""

Handler = TypeVar("Handler", bound=Callable)

_current: ContextVar[SignedIn] = ContextVar("signed_in")


def for_members(handler: Handler) -> Handler:
    """Let members and staff call a handler; write it under `@rx.event`."""
    setattr(handler, AUDIENCE, frozenset(MemberRole))
    return handler


def for_staff(handler: Handler) -> Handler:
    """Let only staff call a handler; write it under `@rx.event`."""
    setattr(handler, AUDIENCE, frozenset({MemberRole.STAFF}))
    return handler


def freshly_proved(handler: Handler) -> Handler:
    """Ask who it is again before a handler that changes money or identity, unless that was proved a moment ago."""
    setattr(handler, FRESHLY, True)
    return handler


def who() -> SignedIn:
    """
    Return who called the handler that is running.

    :raises LookupError: outside a guarded handler
    """
    return _current.get()


class Guard(Middleware):
    """Runs before every event, also chained and background ones, in the task that runs the handler."""

    def __init__(self, parts: Callable[[], Wiring] = wiring) -> None:
        self._parts = parts

    async def preprocess(self, app: rx.App, state: BaseState, event: Event) -> StateUpdate | None:
        """Return None to let the event through, or what to answer instead."""
        signed_in = await self._signed_in(state)
        if signed_in is None:
            # Not `is_external`: that opens another window. The sign-in page loads itself anew (see `plain_page`).
            return StateUpdate(events=Event.from_event_type(rx.redirect(SIGN_IN_PAGE, replace=True)))
        if signed_in.role not in _audience_of(event.name):
            return StateUpdate()
        if _needs_proof(event.name) and self._parts().clock.now() - signed_in.proved_at > PROOF_LIFE:
            return StateUpdate(events=Event.from_event_type(rx.redirect(_proof_page(state), replace=True)))
        _current.set(signed_in)
        return None

    async def _signed_in(self, state: BaseState) -> SignedIn | None:
        token_hash = state.router_data.get("headers", {}).get(SESSION_HEADER, "")
        if not token_hash:
            return None
        parts = self._parts()
        now = parts.clock.now()
        is_known, found = parts.sessions.remembered(token_hash, now=now)
        return found if is_known else await asyncio.to_thread(parts.sessions.who, token_hash, now=now)


def _needs_proof(event_name: str) -> bool:
    registered = RegistrationContext.get().event_handlers.get(event_name)
    return bool(registered and getattr(registered.handler.fn, FRESHLY, False))


def _proof_page(state: BaseState) -> str:
    return f"{PROOF_PAGE}?{urlencode({'next': state.router_data.get('pathname', '')})}"


def _audience_of(event_name: str) -> frozenset[MemberRole]:
    registered = RegistrationContext.get().event_handlers.get(event_name)
    if registered is None:
        return frozenset()
    handler = registered.handler.fn
    if registered.states[0].__module__.startswith("reflex.") and handler.__name__ in FRAMEWORK_HANDLERS:
        return frozenset(MemberRole)
    return getattr(handler, AUDIENCE, frozenset())
