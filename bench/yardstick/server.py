"""The yardstick's server: two documents, one JSON route and one stream of events, compressed by brotli."""

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import brotli
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from bench.yardstick import documents
from bench.yardstick.store import connect

WATCH_SECONDS = 0.005
DATABASE = Path(os.environ["YARDSTICK_DATABASE"])
connection: sqlite3.Connection = connect(DATABASE)
listeners: set[asyncio.Queue[str]] = set()


def compressed(text: str, *, media_type: str) -> Response:
    """Return a response that a browser of today takes in the fewest bytes."""
    body = brotli.compress(text.encode(), quality=5)
    headers = {"Content-Encoding": "br", "Cache-Control": "no-store", "Vary": "Accept-Encoding"}
    return Response(body, media_type=media_type, headers=headers)


async def home(_request: Request) -> Response:
    return compressed(documents.home(connection), media_type="text/html")


async def usage(request: Request) -> Response:
    span = request.query_params.get("range", "bill")
    return compressed(documents.usage(connection, span=span), media_type="text/html")


async def series(request: Request) -> Response:
    shown = documents.series(connection, span=request.query_params.get("range", "bill"))
    return compressed(documents.json.dumps(shown), media_type="application/json")


async def live(_request: Request) -> Response:
    return StreamingResponse(_messages(), media_type="text/event-stream", headers={"Cache-Control": "no-store"})


async def root(_request: Request) -> Response:
    return RedirectResponse("/home")


async def _messages() -> AsyncIterator[str]:
    queue: asyncio.Queue[str] = asyncio.Queue()
    listeners.add(queue)
    try:
        yield ": open\n\n"
        while True:
            yield f"data: {await queue.get()}\n\n"
    finally:
        listeners.discard(queue)


async def _watch() -> None:
    """Tell every open page what changed: one question to the file, one read for all."""
    watcher = connect(DATABASE)
    seen = watcher.execute("PRAGMA data_version").fetchone()
    while True:
        await asyncio.sleep(WATCH_SECONDS)
        version = watcher.execute("PRAGMA data_version").fetchone()
        if version != seen:
            seen = version
            message = documents.live(connection)
            for queue in listeners:
                queue.put_nowait(message)


@asynccontextmanager
async def _lifespan(_app: Starlette) -> AsyncIterator[None]:
    watch = asyncio.create_task(_watch())
    yield
    watch.cancel()


app = Starlette(
    routes=[
        Route("/", root),
        Route("/home", home),
        Route("/usage", usage),
        Route("/series", series),
        Route("/live", live),
    ],
    lifespan=_lifespan,
)
