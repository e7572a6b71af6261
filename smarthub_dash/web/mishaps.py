"""What is answered when a request cannot be served: calm words, and a number by which the log knows it."""

import logging
import secrets
from html import escape

from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger(__name__)


class Mishaps:
    """An ASGI wrapper: an error becomes an answer here, inside the headers, and is logged once."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        has_started = False

        async def noted_send(message: Message) -> None:
            nonlocal has_started
            has_started = True
            await send(message)

        try:
            await self._app(scope, receive, noted_send)
        except (HTTPException, MultiPartException) as refused:
            if has_started:
                raise
            status = refused.status_code if isinstance(refused, HTTPException) else 400
            await PlainTextResponse("This request could not be read.", status_code=status)(scope, receive, send)
        except Exception:
            number = secrets.token_hex(4).upper()
            # The path only: a query or a header may hold what a log should not.
            log.exception("mishap %s at %s %s", number, scope["method"], scope["path"])
            if has_started:
                raise
            await _apology(number)(scope, receive, send)


def _apology(number: str) -> Response:
    return HTMLResponse(
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        "<title>Something went wrong · SmartHub</title><main><h1>Something went wrong on our side</h1>"
        "<p>Nothing was changed. Please try again in a minute.</p>"
        f"<p>If it happens again, call us and name this number: <strong>{escape(number)}</strong></p>"
        '<p><a href="/">Back to the start</a></p></main></html>',
        status_code=500,
        headers={"cache-control": "no-store"},
    )
