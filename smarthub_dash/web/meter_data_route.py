"""Meter data sent by head ends over the web: one file a request, with the head end's own token."""

import logging
import re
import tempfile
from pathlib import Path

import anyio
import anyio.to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from smarthub_dash.gateways.headend import RefusedFile
from smarthub_dash.journeys.receive_files import Sender, receive_file, sender_of
from smarthub_dash.wiring import Wiring

PATH = "/feeds/meter-data"
LARGEST = 2 * 1024**3
IMPORTS_AT_ONCE = 1
"""They wait for one another in the database as it is; worker threads are not to wait with them."""
LONGEST_TOKEN = 128
NAME = re.compile(r"[^A-Za-z0-9._-]+")
NO_STORE = {"cache-control": "no-store"}

log = logging.getLogger(__name__)


class MeterDataRoute:
    """The route that takes files of meter data."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring
        self._importing = anyio.CapacityLimiter(IMPORTS_AT_ONCE)

    def routes(self) -> list[Route]:
        """Return the route of this door."""
        return [Route(PATH, self.receive, methods=["POST"])]

    async def receive(self, request: Request) -> Response:
        """Import the file in the request's body; the answer says what it changed, or each line that is wrong."""
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        sender = await self._sender(token.strip()) if kind.lower() == "bearer" else None
        if sender is None:
            challenge = {"www-authenticate": 'Bearer realm="meter data"', **NO_STORE}
            return JSONResponse({"error": "This token may not deliver."}, status_code=401, headers=challenge)
        if (told := request.headers.get("content-length", "")).isdigit() and int(told) > LARGEST:
            return _too_large()
        name = NAME.sub("-", request.query_params.get("name", ""))[:100].lstrip(".-") or "delivery"
        with tempfile.TemporaryDirectory(prefix="meter-data-") as folder:
            path = Path(folder) / name
            if not await _kept(request, path):
                return _too_large()
            return await anyio.to_thread.run_sync(self._imported, path, sender, limiter=self._importing)

    async def _sender(self, token: str) -> Sender | None:
        if not 0 < len(token) <= LONGEST_TOKEN:
            return None
        parts, now = self._wiring, self._wiring.clock.now()
        return await anyio.to_thread.run_sync(lambda: sender_of(parts.database, token=token, now=now))

    def _imported(self, path: Path, sender: Sender) -> Response:
        parts, now = self._wiring, self._wiring.clock.now()
        try:
            done = receive_file(parts.database, path=path, sender=sender, now=now, zone=parts.settings.zone)
        except RefusedFile as refused:
            log.warning("Refused %s of head end %s: %s", path.name, sender.name, refused)
            lines = [{"line": note.line, "reason": note.reason} for note in refused.lines]
            return JSONResponse({"refused": lines}, status_code=422, headers=NO_STORE)
        if done is None:
            return JSONResponse({"repeated": True}, headers=NO_STORE)
        passed_over = [{"line": note.line, "reason": note.reason} for note in done.refused]
        counts = {"new": done.new, "changed": done.changed, "same": done.same, "late": done.late}
        told = {**counts, "doubts": done.doubts, "meters": done.meters, "passed_over": passed_over}
        return JSONResponse(told, headers=NO_STORE)


async def _kept(request: Request, path: Path) -> bool:
    """Write the body into a file, piece by piece; tell whether it was short enough."""
    size = 0
    async with await anyio.open_file(path, "wb") as file:
        async for piece in request.stream():
            size += len(piece)
            if size > LARGEST:
                return False
            await file.write(piece)
    return True


def _too_large() -> Response:
    return JSONResponse({"error": "The file is larger than 2 GB."}, status_code=413, headers=NO_STORE)
