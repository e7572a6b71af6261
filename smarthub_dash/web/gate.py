"""
The outermost door: it turns the session cookie into a session before Reflex sees anything.

A websocket without a living session is refused. One with a session reaches Reflex without cookie or credentials, and
its client token is bound to the session: the state of a tab is addressed by both, so a stolen token opens nothing.
"""

import hashlib
import hmac
from collections.abc import Iterable
from urllib.parse import parse_qs, urlencode

import anyio.to_thread
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from smarthub_dash.domain.members.queries import SignedIn
from smarthub_dash.kit.secrets import hash_of
from smarthub_dash.web.cookies import token_in
from smarthub_dash.wiring import Wiring

SESSION_HEADER = b"x-smarthub-session"
SOCKET_PATH = "/_event"
CLOSED_PATHS = ("/_upload", "/_all_routes", "/auth-codespace", "/_health", "/ping")
"""What Reflex serves beside the pages and the socket, and this portal does not use."""
SOCKET_HEADERS = frozenset((b"host", b"origin", b"upgrade", b"connection", b"user-agent"))
"""What a socket's headers keep: Reflex holds them in every tab's state for as long as it lives."""


class Gate:
    """
    An ASGI wrapper: sets `scope["state"]["signed_in"]` for every request, and guards the socket.

    The whole application stands behind it.
    """

    def __init__(self, app: ASGIApp, wiring: Wiring) -> None:
        self._app = app
        self._wiring = wiring

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        path = scope["path"]
        if path.startswith(CLOSED_PATHS):
            await _refuse(scope, send, 404)
            return
        who = await self._who(Headers(scope=scope))
        if path.startswith(SOCKET_PATH):
            if scope["type"] != "websocket" or who is None or not self._is_own_origin(scope):
                await _refuse(scope, send, 403)
                return
            scope = _bound(scope, who)
        else:
            scope = {**scope, "state": {**scope.get("state", {}), "signed_in": who}}
        await self._app(scope, receive, send)

    async def _who(self, headers: Headers) -> SignedIn | None:
        if (token := token_in(headers, self._wiring.settings)) is None:
            return None
        token_hash, now = hash_of(token), self._wiring.clock.now()
        is_known, who = self._wiring.sessions.remembered(token_hash, now=now)
        if is_known:
            return who
        return await anyio.to_thread.run_sync(lambda: self._wiring.sessions.who(token_hash, now=now))

    def _is_own_origin(self, scope: Scope) -> bool:
        return Headers(scope=scope).get("origin", "") == self._wiring.settings.public_url


def _bound(scope: Scope, who: SignedIn) -> Scope:
    """Return the socket's scope with the session in place of the cookie and the client token bound to it."""
    query = parse_qs(scope["query_string"].decode("latin-1"))
    client_token = query.get("token", [""])[0]
    bound_token = hmac.new(who.session_hash.encode(), client_token.encode(), hashlib.sha256).hexdigest()
    query["token"] = [bound_token]
    headers = [pair for pair in scope["headers"] if _is_kept(pair[0])]
    headers.append((SESSION_HEADER, who.session_hash.encode()))
    return {**scope, "headers": headers, "query_string": urlencode(query, doseq=True).encode("latin-1")}


def _is_kept(name: bytes) -> bool:
    return name in SOCKET_HEADERS or name.startswith(b"sec-websocket")


async def _refuse(scope: Scope, send: Send, status: int) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 4403})
        return
    headers: Iterable[tuple[bytes, bytes]] = [(b"content-type", b"text/plain; charset=utf-8")]
    start: Message = {"type": "http.response.start", "status": status, "headers": list(headers)}
    await send(start)
    await send({"type": "http.response.body", "body": b"Not here."})
