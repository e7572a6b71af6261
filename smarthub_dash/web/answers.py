"""Answers of the HTTP door: pages that are never stored, compressed where the browser takes it."""

from collections.abc import Awaitable, Callable, Sequence

import brotli
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from smarthub_dash.domain.members.queries import SignedIn
from smarthub_dash.settings import Settings
from smarthub_dash.web.headers import PAGE_HEADERS, page_policy

FORM_BYTES = 16_384
BROTLI_LEVEL = 5
"""A millisecond or two; the levels above cost more than they save on a page made for one request."""


def page_answer(
    request: Request, html: str, *, script_hashes: Sequence[str] = (), has_own_script: bool = False, status: int = 200
) -> Response:
    """Return a page that belongs to one reader: not to be stored by anyone, and running no script but its own."""
    body = html.encode()
    headers = _page_headers(script_hashes, has_own_script=has_own_script)
    if _takes_brotli(request):
        body = brotli.compress(body, mode=brotli.MODE_TEXT, quality=BROTLI_LEVEL)
        headers["content-encoding"] = "br"
    return HTMLResponse(body, status_code=status, headers=headers)


class PageInTwoParts(Response):
    """
    A page whose beginning needs no database: it is on its way, and read by the browser, while the rest is made.

    `rest` must not fail: the page has begun, and there is no other answer any more.
    """

    media_type = "text/html"

    def __init__(
        self, request: Request, *, beginning: str, rest: Callable[[], Awaitable[str]], script_hashes: Sequence[str]
    ) -> None:
        super().__init__(headers=_page_headers(script_hashes))
        self._beginning = beginning
        self._rest = rest
        self._packer = (
            brotli.Compressor(mode=brotli.MODE_TEXT, quality=BROTLI_LEVEL) if _takes_brotli(request) else None
        )
        del self.headers["content-length"]
        if self._packer:
            self.headers["content-encoding"] = "br"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        first = self._packed(self._beginning, is_last=False)
        await send({"type": "http.response.body", "body": first, "more_body": True})
        await send({"type": "http.response.body", "body": self._packed(await self._rest(), is_last=True)})

    def _packed(self, html: str, *, is_last: bool) -> bytes:
        if self._packer is None:
            return html.encode()
        packed = self._packer.process(html.encode())
        return packed + (self._packer.finish() if is_last else self._packer.flush())


def _page_headers(script_hashes: Sequence[str], *, has_own_script: bool = False) -> dict[str, str]:
    return {
        **PAGE_HEADERS,
        "cache-control": "no-store",
        "vary": "accept-encoding, cookie",
        "content-security-policy": page_policy(script_hashes, has_own_script=has_own_script),
    }


def _takes_brotli(request: Request) -> bool:
    return "br" in request.headers.get("accept-encoding", "")


def see_other(path: str) -> Response:
    """Send the browser on by GET to a path of our own."""
    return RedirectResponse(path, status_code=303, headers={"cache-control": "no-store"})


def signed_in_of(request: Request) -> SignedIn | None:
    """Return who the gate found behind a request."""
    return request.scope.get("state", {}).get("signed_in")


def own_path(typed: str | None, *, otherwise: str = "/home") -> str:
    """Return a path of this site as it was asked for, or the other one if it leads anywhere else."""
    path = typed or ""
    # Browsers read a backslash as a slash, and drop tabs and line ends: what looks like a path may name a host.
    is_plain = path.isprintable() and path.isascii() and "\\" not in path and "%5c" not in path.lower()
    return path if is_plain and path.startswith("/") and not path.startswith("//") else otherwise


def is_from_here(request: Request, settings: Settings) -> bool:
    """Tell whether a form was sent by a page of ours: every browser names the origin of a POST."""
    return request.headers.get("origin") == settings.public_url


def is_short_form(request: Request) -> bool:
    """Tell whether a form says its length, and is no longer than any of ours."""
    length = request.headers.get("content-length", "")
    return length.isascii() and length.isdigit() and int(length) <= FORM_BYTES
