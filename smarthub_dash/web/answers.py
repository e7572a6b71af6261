"""Answers of the HTTP door: pages that are never stored, compressed where the browser takes it."""

from urllib.parse import urlsplit

import brotli
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from smarthub_dash.domain.members.queries import SignedIn
from smarthub_dash.settings import Settings


def page_answer(request: Request, html: str, *, status: int = 200) -> Response:
    """Return a page that belongs to one reader: not to be stored by anyone."""
    body, headers = html.encode(), {"cache-control": "no-store", "vary": "accept-encoding, cookie"}
    if "br" in request.headers.get("accept-encoding", ""):
        # Level 4 costs a millisecond; the levels above cost more than they save on a page made for one request.
        body = brotli.compress(body, mode=brotli.MODE_TEXT, quality=4)
        headers["content-encoding"] = "br"
    return HTMLResponse(body, status_code=status, headers=headers)


def see_other(path: str) -> Response:
    """Send the browser on by GET to a path of our own."""
    return RedirectResponse(path, status_code=303, headers={"cache-control": "no-store"})


def signed_in_of(request: Request) -> SignedIn | None:
    """Return who the gate found behind a request."""
    return request.scope.get("state", {}).get("signed_in")


def own_path(typed: str | None, *, otherwise: str = "/home") -> str:
    """Return a path of this site as it was asked for, or the other one if it leads anywhere else."""
    path = typed or ""
    is_plain = path.isprintable() and path.isascii() and "\\" not in path and "%5c" not in path.lower()
    parts = urlsplit(path) if is_plain else None
    if parts is None or parts.scheme or parts.netloc or not path.startswith("/") or path.startswith("//"):
        return otherwise
    return path


def is_from_here(request: Request, settings: Settings) -> bool:
    """Tell whether a form was sent by a page of ours: every browser names the origin of a POST."""
    return request.headers.get("origin") == settings.public_url
