"""
The guard in front of every event: refuse by default.

Reflex lets any open socket call any public method of any state. A handler here runs only if it says who may call it
(`@for_members`, `@for_staff`) and the socket's session, looked up again at each event, is one of those.
"""

import asyncio
from collections.abc import Callable
from contextvars import ContextVar
from datetime import datetime
from typing import TypeVar
from urllib.parse import urlencode

import reflex as rx
from reflex.middleware import Middleware
from reflex.state import BaseState, StateUpdate
from reflex_base.constants.state import FIELD_MARKER
from reflex_base.event import Event
from reflex_base.registry import RegistrationContext

from smarthub_dash.domain.members.queries import SignedIn
from smarthub_dash.domain.members.rules import PROOF_LIFE, MemberRole
from smarthub_dash.journeys.kept_forms import KEPT, keep_form
from smarthub_dash.wiring import Wiring, wiring
from state.late_states import begin_anew
from state.pace import Pace

SESSION_HEADER = "x-smarthub-session"
SIGN_IN_PAGE = "/login?ended=1"
PROOF_PAGE = "/confirm"
AUDIENCE = "__audience__"
FRESHLY = "__freshly_proved__"
FRAMEWORK_HANDLERS = frozenset(
    ("hydrate", "hydrate_and_load", "on_load_internal", "set_is_hydrated", "handle_frontend_exception")
)
"""What Reflex itself must be able to call, for whoever is signed in: hydrating sends all that a tab's state holds."""

HYDRATING = ("hydrate", "hydrate_and_load")
REPORT = ".handle_frontend_exception"
REPORTS_A_MINUTE = 5
"""How many complaints of its own scripts one session may write into our log."""
LONGEST_PATH = 2_000
LONGEST_FIELD = 254
TOO_FAST = {
    "reflex___state____state.state___frame____frame_state": {
        f"too_fast{FIELD_MARKER}": "That was too fast for us. Wait a moment, then try again."
    }
}
"""What a page shows when events were dropped, as Reflex sends it."""

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


def sign_in_page(path: str) -> str:
    """Return where whoever is not signed in any more goes, to come back to the same page."""
    return f"{SIGN_IN_PAGE}&{urlencode({'next': path})}" if path else SIGN_IN_PAGE


class Guard(Middleware):
    """Runs before every event, also chained and background ones, in the task that runs the handler."""

    def __init__(self, parts: Callable[[], Wiring] = wiring) -> None:
        self._parts = parts
        told = parts().settings
        self._events = Pace(per_second=told.events_per_second, at_once=told.events_at_once)
        # A browser that opens all its tabs again hydrates each of them; that is no flood.
        self._pages = Pace(per_second=told.events_per_second, at_once=4 * told.events_at_once)
        self._reports = Pace(per_second=REPORTS_A_MINUTE / 60, at_once=REPORTS_A_MINUTE)

    async def preprocess(self, app: rx.App, state: BaseState, event: Event) -> StateUpdate | None:
        """Return None to let the event through, or what to answer instead."""
        parts, path = self._parts(), _path_of(state)
        now = parts.clock.now()
        signed_in = await _signed_in(parts, state, now)
        if signed_in is None:
            # Not `is_external`: that opens another window. The sign-in page loads itself anew (see `plain_page`).
            return _leading_to(sign_in_page(path))
        if not self._pace_of(event.name).is_kept(signed_in.session_hash, now=now):
            return StateUpdate() if event.name.endswith(REPORT) else StateUpdate(delta=TOO_FAST)
        if signed_in.role not in _audience_of(event.name):
            return StateUpdate()
        if _needs_proof(event.name) and not await _is_proved(parts, signed_in, now):
            back = await asyncio.to_thread(_keeping_what_was_typed, parts, signed_in, event.payload, path, now)
            return _leading_to(f"{PROOF_PAGE}?{urlencode({'next': back})}")
        if event.name.rpartition(".")[2] in HYDRATING:
            # Kept from before the socket was lost, and sent whole before anything is read: it may not be theirs by now.
            begin_anew(state._get_root_state())
        parts.hub.went_to(state.router_data.get("token", ""), path)
        _current.set(signed_in)
        return None

    def _pace_of(self, event_name: str) -> Pace:
        if event_name.endswith(REPORT):
            return self._reports
        return self._pages if event_name.rpartition(".")[2] in FRAMEWORK_HANDLERS else self._events


async def _signed_in(parts: Wiring, state: BaseState, now: datetime) -> SignedIn | None:
    token_hash = state.router_data.get("headers", {}).get(SESSION_HEADER, "")
    if not token_hash:
        return None
    is_known, found = parts.sessions.remembered(token_hash, now=now)
    return found if is_known else await asyncio.to_thread(parts.sessions.who, token_hash, now=now)


def _needs_proof(event_name: str) -> bool:
    registered = RegistrationContext.get().event_handlers.get(event_name)
    return bool(registered and getattr(registered.handler.fn, FRESHLY, False))


async def _is_proved(parts: Wiring, signed_in: SignedIn, now: datetime) -> bool:
    if now - signed_in.proved_at <= PROOF_LIFE:
        return True
    # The proof may have been given to another worker a moment ago.
    found = await asyncio.to_thread(parts.sessions.who, signed_in.session_hash, now=now)
    return found is not None and now - found.proved_at <= PROOF_LIFE


def _path_of(state: BaseState) -> str:
    """Return the path and query of the page that a tab says it shows; the routes that follow it check it again."""
    claimed = state.router_data.get("asPath")
    if isinstance(claimed, str) and claimed.startswith("/") and len(claimed) <= LONGEST_PATH:
        return claimed
    return ""


def _keeping_what_was_typed(parts: Wiring, who: SignedIn, payload: object, path: str, now: datetime) -> str:
    """Return the path to come back to, with the word that gives back a form that was sent without a fresh proof."""
    form = payload.get("form") if isinstance(payload, dict) else None
    if not path or not isinstance(form, dict):
        return path
    typed = {str(name)[:40]: _text(value) for name, value in form.items() if _text(value)}
    page = path.partition("?")[0]
    token = keep_form(parts.database, member_id=who.member_id, page=page, typed=typed, sealer=parts.sealer, now=now)
    return f"{page}?{urlencode({KEPT: token})}" if token else path


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else ""
    return value[:LONGEST_FIELD] if isinstance(value, str) else ""


def _leading_to(address: str) -> StateUpdate:
    return StateUpdate(events=Event.from_event_type(rx.redirect(address, replace=True)))


def _audience_of(event_name: str) -> frozenset[MemberRole]:
    registered = RegistrationContext.get().event_handlers.get(event_name)
    if registered is None:
        return frozenset()
    handler = registered.handler.fn
    if registered.states[0].__module__.startswith("reflex.") and handler.__name__ in FRAMEWORK_HANDLERS:
        return frozenset(MemberRole)
    return getattr(handler, AUDIENCE, frozenset())
