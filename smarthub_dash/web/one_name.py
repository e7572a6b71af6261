"""One name for the portal of a demo: cookie, forms and socket belong to the public address alone."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

LOOPBACK = frozenset(("localhost", "127.0.0.1", "::1"))


class OneName:
    """An ASGI wrapper: whoever looks at this machine by another of its names is sent to the public address."""

    def __init__(self, app: ASGIApp, public_url: str) -> None:
        self._app = app
        self._public_url = public_url
        self._public = urlsplit(public_url)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "GET" and self._is_other_name(Headers(scope=scope)):
            query = scope["query_string"].decode("latin-1")
            there = f"{self._public_url}{scope['raw_path'].decode('latin-1')}" + (f"?{query}" if query else "")
            answer = RedirectResponse(there, status_code=307, headers={"cache-control": "no-store"})
            await answer(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _is_other_name(self, headers: Headers) -> bool:
        # The Host only chooses between going on and going to our own address: nothing of it is written anywhere.
        try:
            asked = urlsplit(f"//{headers.get('host', '')}")
            is_same_port = asked.port == self._public.port
        except ValueError:
            return False
        if self._public.hostname not in LOOPBACK or asked.hostname not in LOOPBACK:
            return False
        return is_same_port and asked.hostname != self._public.hostname
