"""
The open sockets of this worker, and the short way to write to them.

Socket.IO hands every message through a room, a task, a queue and a writer: right for one event's answer, and most of
the cost where a thousand tabs are told of a new read. A push is encoded by the same codecs and goes to the socket as it
is; the engine keeps what it must know of (heartbeats, answers, closing).
"""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

import reflex as rx
from engineio.packet import MESSAGE
from engineio.packet import Packet as EnginePacket
from reflex.state import StateUpdate
from reflex_base.constants import SocketEvent
from socketio.packet import EVENT
from starlette.types import ASGIApp, Receive, Scope, Send

AT_ONCE = 50
"""How many updates are written together; between two lots others get their turn."""

PLAIN_SEND = "smarthub.send"
"""Where the server's own way to write to a socket stands in its scope."""

Item = TypeVar("Item")

log = logging.getLogger(__name__)


def keeping_plain_send(app: ASGIApp) -> ASGIApp:
    """Return an app whose sockets can be written to past what stands around it: layers for answers with headers."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            scope[PLAIN_SEND] = send
        await app(scope, receive, send)

    return serve


class OpenSockets:
    """The sockets of an app's tabs, by the tokens of the tabs."""

    def __init__(self, app: rx.App) -> None:
        self._app = app

    def by_token(self) -> Mapping[str, str]:
        """Return the socket of each tab's token; Reflex builds the mapping anew at each call."""
        namespace = self._app.event_namespace
        return namespace.token_to_sid if namespace else {}

    async def send(self, updates: Iterable[tuple[Sequence[str], StateUpdate]]) -> None:
        """Send each update to its sockets, encoded once for all of them; one that is gone is passed over."""
        for some in _batches(updates, AT_ONCE):
            writes = [
                send({"type": "websocket.send", "text": text})
                for sids, text in [(sids, self._encoded(update)) for sids, update in some]
                for sid in sids
                if (send := self._send_of(sid))
            ]
            # All are begun before any is waited for: each ends only when the server's own threads have taken it.
            for write in writes:
                try:
                    await write
                except Exception as gone:  # noqa: BLE001 - what the server raises for a closed socket has no name
                    log.debug("a socket closed while it was written to: %r", gone)

    async def cut(self, sids: Iterable[str]) -> None:
        """Close sockets, as the server's own decision."""
        if not (self._app.sio and self._app.event_namespace):
            return
        for sid in sids:
            await self._app.sio.disconnect(sid, namespace=self._app.event_namespace.namespace)

    def _encoded(self, update: StateUpdate) -> str:
        sio, namespace = self._app.sio, self._app.event_namespace
        if not (sio and namespace):
            raise RuntimeError("the app has no socket server")
        packet = sio.packet_class(EVENT, namespace=namespace.namespace, data=[str(SocketEvent.EVENT), update])
        return str(EnginePacket(MESSAGE, packet.encode()).encode())

    def _send_of(self, sid: str) -> Any:
        sio, namespace = self._app.sio, self._app.event_namespace
        environ = sio.get_environ(sid, namespace.namespace) if sio and namespace else None
        return environ["asgi.scope"].get(PLAIN_SEND, environ["asgi.send"]) if environ else None


def _batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
