"""Send events through the guard, as the sockets of members do."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

import reflex as rx
from reflex.state import StateUpdate
from reflex_base.event import Event

from smarthub_dash.domain.members.operations import add_member, start_session
from smarthub_dash.domain.members.rules import MemberRole
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.secrets import hash_of
from smarthub_dash.wiring import Wiring
from state.guard import SESSION_HEADER, Guard
from tests.support.apart import run_apart
from tests.support.states import HANDLERS
from tests.support.tabs import Sockets, app_with

LOOK_FOR = "reflex___state____state.state___home____home_state.look_for"
INTERNAL = {name for name in HANDLERS if ".reflex___" in name or name.count(".") == 1}
REFUSED, REDIRECTED, LET_THROUGH = "refused", "redirected", "let through"


def session_of(database: Database, role: MemberRole, now: datetime) -> str:
    """Return the token of a new session of a new member."""
    with database.unit_of_work() as session:
        email = f"{role.value}@cec.example"
        member = add_member(session, email=email, full_name="Ada Adams", role=role, password="p" * 12, now=now)
        return start_session(session, member_id=member.id, address="", user_agent="", now=now)


def answers(
    parts: Wiring,
    names: Sequence[str],
    token: str,
    *,
    path: str = "",
    payload: Mapping[str, object] = MappingProxyType({}),
) -> list[StateUpdate | None]:
    """Send events through one guard, one after the other; return what it answers to each."""

    async def ask() -> list[StateUpdate | None]:
        state = rx.State(_reflex_internal_init=True)  # ty: ignore[unknown-argument]
        state.router_data = {"headers": {SESSION_HEADER: hash_of(token)} if token else {}, "asPath": path, "token": "t"}
        guard, app = Guard(lambda: parts), app_with(Sockets())
        return [await guard.preprocess(app, state, Event(name=name, payload=dict(payload))) for name in names]

    return run_apart(ask())


def asked(parts: Wiring, name: str, token: str) -> str:
    """Send one event through the guard; tell what became of it."""
    (update,) = answers(parts, [name], token)
    if update is None:
        return LET_THROUGH
    assert not update.delta
    return REDIRECTED if leads_to(update) else REFUSED


def leads_to(update: StateUpdate | None) -> str:
    """Return the address that an answer leads to; empty if it leads nowhere."""
    events = update.events if update else []
    return next((event.payload["path"] for event in events if event.name == "_redirect"), "")
