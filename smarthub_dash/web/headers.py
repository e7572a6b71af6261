"""Headers of every answer, errors included: what a browser may run, embed, remember and tell others."""

from collections.abc import Sequence

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

FOR_EVER = "public, max-age=31536000, immutable"
HASHED_PATHS = ("/assets/", "/fonts/")
ASKED_AGAIN = ("etag", "last-modified", "accept-ranges")
"""What serves to ask for a file again or in parts; a file that is kept for ever is not."""

FILE_POLICY = "default-src 'none'; frame-ancestors 'none'"
"""For what is not a page: it may do nothing at all. Short, for it travels with every file."""

PAGE_HEADERS = {"permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()"}
"""What means something for a page only. No opener policy: a browser changes processes for it before it paints."""


def page_policy(script_hashes: Sequence[str], *, has_own_script: bool = False) -> str:
    """
    Return a page's policy: scripts of our own and its inline ones by their hashes, nothing evaluated.

    A plain page runs none, unless it has a script of its own beside it.
    """
    sources = ("'self'", *script_hashes) if script_hashes or has_own_script else ("'none'",)
    scripts = f"script-src {' '.join(sources)}"
    return "; ".join(
        (
            "default-src 'self'",
            scripts,
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self'",
            "connect-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "frame-src 'none'",
            "frame-ancestors 'none'",
            "form-action 'self'",
        )
    )


class SecurityHeaders:
    """An ASGI wrapper that sets the headers; hashed files may be kept for ever, everything else is asked for again."""

    def __init__(self, app: ASGIApp, *, is_https: bool) -> None:
        self._app = app
        self._headers = {
            "x-content-type-options": "nosniff",
            # `no-referrer` would make Chromium send `Origin: null` with our own forms.
            "referrer-policy": "same-origin",
            "cross-origin-resource-policy": "same-origin",
        }
        if is_https:
            self._headers["strict-transport-security"] = "max-age=63072000; includeSubDomains"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        caching = FOR_EVER if scope["path"].startswith(HASHED_PATHS) else "no-cache"

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers[name] = value
                headers.setdefault("content-security-policy", FILE_POLICY)
                if "cache-control" not in headers:
                    headers["cache-control"] = caching if message["status"] < 400 else "no-store"
                if caching is FOR_EVER:
                    for name in ASKED_AGAIN:
                        del headers[name]
                # The server writes its own name where none is given.
                headers["server"] = "SmartHub"
            await send(message)

        await self._app(scope, receive, send_with_headers)
