"""Headers of every answer, errors included: what a browser may run, embed, remember and tell others."""

from collections.abc import Sequence

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

FOR_EVER = "public, max-age=31536000, immutable"
HASHED_PATHS = ("/assets/", "/fonts/")


def content_security_policy(script_hashes: Sequence[str]) -> str:
    """Return the policy: scripts of our own and the inline ones of the build by their hashes, nothing evaluated."""
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' {' '.join(script_hashes)}".strip(),
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

    def __init__(self, app: ASGIApp, *, policy: str, is_https: bool) -> None:
        self._app = app
        self._headers = {
            "content-security-policy": policy,
            "x-content-type-options": "nosniff",
            # `no-referrer` would make Chromium send `Origin: null` with our own forms.
            "referrer-policy": "same-origin",
            "cross-origin-opener-policy": "same-origin",
            "cross-origin-resource-policy": "same-origin",
            "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
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
                if "cache-control" not in headers:
                    headers["cache-control"] = caching if message["status"] < 400 else "no-store"
                del headers["server"]
            await send(message)

        await self._app(scope, receive, send_with_headers)
