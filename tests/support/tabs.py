"""Open tabs without a browser: Reflex's own state in memory, and a socket that keeps what is sent through it."""

import asyncio
import json
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import reflex as rx
from reflex.istate.manager.memory import StateManagerMemory
from reflex.state import StateUpdate
from reflex_base.registry import RegistrationContext
from reflex_base.utils.format import json_dumps
from socketio.packet import Packet

from smarthub_dash.domain.accounts.queries import scope_of
from smarthub_dash.domain.members.operations import start_session
from smarthub_dash.domain.members.queries import SignedIn, signed_in
from smarthub_dash.journeys.open_dashboard import open_dashboard
from smarthub_dash.kit.clock import local_day
from smarthub_dash.kit.secrets import hash_of
from smarthub_dash.wiring import Wiring
from state.home import HomeState
from state.home_view import home_view
from state.live import open_tab

PREFIX = "42/_event,"


@dataclass(frozen=True, slots=True)
class Sent:
    """What a tab read from its socket."""

    delta: dict[str, dict[str, Any]]
    events: list[str]


@dataclass(slots=True)
class Sockets:
    """Stands where Reflex's socket server does, and keeps what is written to each socket."""

    namespace: str = "/_event"
    packet_class: type[Packet] = field(init=False)
    token_to_sid: dict[str, str] = field(default_factory=dict)
    sent: list[tuple[str, Sent]] = field(default_factory=list)
    disconnected: list[str] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    """The tokens of tabs whose sockets fail when they are written to."""
    arrivals: asyncio.Queue[Sent] = field(default_factory=asyncio.Queue)

    def __post_init__(self) -> None:
        codec = SimpleNamespace(dumps=json_dumps, loads=json.loads)
        self.packet_class = type("ReflexPacket", (Packet,), {"json": codec})

    async def emit_update(self, update: StateUpdate, token: str) -> None:
        """Take what Reflex itself sends when a state changed; the tests look at pushes only."""

    def get_environ(self, sid: str, namespace: str) -> dict[str, Any] | None:
        assert namespace == self.namespace
        token = next((token for token, each in self.token_to_sid.items() if each == sid), None)
        return {"asgi.send": partial(self._send, token), "asgi.scope": {}} if token else None

    async def _send(self, token: str, message: dict[str, str]) -> None:
        assert message["type"] == "websocket.send"
        assert message["text"].startswith(PREFIX)
        if token in self.broken:
            raise RuntimeError("the socket is closed")
        name, update = json.loads(message["text"].removeprefix(PREFIX))
        assert name == "event"
        sent = Sent(update.get("delta") or {}, [event["name"] for event in update.get("events") or ()])
        self.sent.append((token, sent))
        self.arrivals.put_nowait(sent)

    async def disconnect(self, sid: str, namespace: str) -> None:
        assert namespace == self.namespace
        self.disconnected.append(sid)

    def deltas_of(self, token: str) -> list[dict[str, Any]]:
        """Return what a tab was sent, by the names of the vars."""
        return [
            {
                name.removesuffix("_rx_state_"): value
                for of_state in sent.delta.values()
                for name, value in of_state.items()
            }
            for to, sent in self.sent
            if to == token and sent.delta
        ]

    def events_of(self, token: str) -> list[str]:
        """Return what a tab was told to do, by the names of the events."""
        return [name for to, sent in self.sent if to == token for name in sent.events]


def app_with(sockets: Sockets) -> rx.App:
    """Return an app whose tabs are held in memory and whose sockets are these."""
    # A registry of its own: Reflex ties one to one app.
    with RegistrationContext.get().fork():
        app = rx.App(toaster=None)
    app._state = rx.State
    app._state_manager = StateManagerMemory()
    app._event_namespace = sockets  # ty: ignore[invalid-assignment]
    app.sio = sockets  # ty: ignore[invalid-assignment]
    return app


def signed_in_as(member_id: UUID, parts: Wiring, *, session_hash: str) -> SignedIn:
    """Return a member as a session holds them; the session goes by the hash that the test gives it."""
    now = parts.clock.now()
    with parts.database.unit_of_work() as session:
        token = start_session(session, member_id=member_id, address="", user_agent="", now=now)
        found = signed_in(session, token_hash=hash_of(token), now=now)
    assert found
    return replace(found, session_hash=session_hash)


async def open_home(
    app: rx.App,
    sockets: Sockets,
    parts: Wiring,
    *,
    member_id: UUID,
    token: str,
    session_hash: str = "session",
    opened_at: datetime | None = None,
) -> None:
    """Open Home in a tab, as its `load` does, and forget what that sent."""
    now, zone = parts.clock.now(), parts.settings.zone
    with parts.database.reading() as session:
        scope = scope_of(session, member_id=member_id, today=local_day(now, zone))
    sockets.token_to_sid[token] = f"sid of {token}"
    signed_in = signed_in_as(member_id, parts, session_hash=session_hash)
    opened_at = opened_at or now - timedelta(minutes=1)
    open_tab(parts, token=token, who=signed_in, page="home", scope=scope, now=opened_at)
    dashboard = open_dashboard(parts.database, scope=scope, now=now, zone=zone)
    async with app.modify_state(rx.BaseStateToken(ident=token, cls=HomeState)) as root:
        state = await root.get_state(HomeState)
        state._show(home_view(dashboard, steps=None, zone=zone), now)
    sockets.sent.clear()
