"""Writing to open sockets: by the server's own way where it is known, and past those that are gone."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, cast

import reflex as rx
from reflex.state import StateUpdate
from socketio.packet import Packet

from state.sockets import PLAIN_SEND, OpenSockets, keeping_plain_send
from tests.support.apart import run_apart


class Written:
    """What was written to one socket; it may be gone."""

    def __init__(self, *, is_gone: bool = False) -> None:
        self.texts: list[str] = []
        self._is_gone = is_gone

    async def __call__(self, message: Mapping[str, Any]) -> None:
        if self._is_gone:
            raise RuntimeError("gone")
        self.texts.append(message["text"])


def _sockets(environs: Mapping[str, Any]) -> OpenSockets:
    sio = SimpleNamespace(packet_class=Packet, get_environ=lambda sid, _namespace: environs.get(sid))
    app = SimpleNamespace(sio=sio, event_namespace=SimpleNamespace(namespace="/_event", token_to_sid={}))
    return OpenSockets(cast("rx.App", app))


def _environ(around: Written, plain: Written | None = None) -> dict[str, Any]:
    return {"asgi.send": around, "asgi.scope": {PLAIN_SEND: plain} if plain else {}}


def test_a_socket_is_written_to_past_what_stands_around_it() -> None:
    around, plain, other = Written(), Written(), Written()
    sockets = _sockets({"one": _environ(around, plain), "two": _environ(other)})

    run_apart(sockets.send([(["one", "two"], StateUpdate(delta={"home": {"total": "$1.00"}}))]))

    assert around.texts == []
    assert plain.texts == other.texts
    assert '"total":"$1.00"' in plain.texts[0]


def test_one_that_is_gone_keeps_nothing_from_the_others() -> None:
    gone, alive = Written(is_gone=True), Written()
    sockets = _sockets({"gone": _environ(gone), "alive": _environ(alive)})

    run_apart(sockets.send([(["gone", "unknown", "alive"], StateUpdate(delta={"home": {"total": "$2.00"}}))]))

    assert len(alive.texts) == 1


def test_the_servers_own_way_is_kept_for_sockets_alone() -> None:
    scopes: list[Any] = []

    async def app(scope: Any, _receive: Any, _send: Any) -> None:
        scopes.append(scope)

    served, send = keeping_plain_send(app), Written()

    async def receive() -> Any:
        return {}

    async def serve() -> None:
        for kind in ("websocket", "http"):
            await served({"type": kind}, receive, cast("Any", send))

    run_apart(serve())

    assert [scope.get(PLAIN_SEND) for scope in scopes] == [send, None]
