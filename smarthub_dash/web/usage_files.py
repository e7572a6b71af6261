"""Usage as a file: CSV, Green Button XML or both, as a download."""

import tempfile
from collections.abc import Iterator
from typing import IO
from urllib.parse import quote, urlencode

import anyio
import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from smarthub_dash.domain.members.queries import SignedIn
from smarthub_dash.journeys.export_usage import UsageFile, UsageFileRequest, file_request_of, write_usage_file
from smarthub_dash.journeys.open_dashboard import scope_for
from smarthub_dash.kit.errors import Refused
from smarthub_dash.web.answers import see_other, signed_in_of
from smarthub_dash.wiring import Wiring

PATH = "/usage/download"
FILES_AT_ONCE = 2
"""A year of quarter hours is a fifth of a second of work; pages must not wait behind a row of them."""
PIECE = 65_536


class UsageFiles:
    """The route that answers with a member's usage."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring
        self._writing = anyio.CapacityLimiter(FILES_AT_ONCE)

    def routes(self) -> list[Route]:
        """Return the route of this door."""
        return [Route(PATH, self.download, methods=["GET"])]

    async def download(self, request: Request) -> Response:
        """Answer with the usage of one account that is the reader's to see."""
        if request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            return Response("This was not asked for from our pages.", status_code=403)
        who = signed_in_of(request)
        if who is None:
            return see_other("/login?" + urlencode({"next": "/usage"}))
        asked = file_request_of(request.query_params)
        try:
            written, file = await anyio.to_thread.run_sync(self._written, who, asked, limiter=self._writing)
        except Refused as refused:
            return Response(str(refused), status_code=404, headers={"cache-control": "no-store"})
        headers = {
            "cache-control": "no-store",
            "content-disposition": f'attachment; filename="{quote(written.name)}"',
            # Known before the first byte is sent, so that the browser shows how far it has come.
            "content-length": str(file.seek(0, 2)),
        }
        file.seek(0)
        return StreamingResponse(_pieces(file), media_type=written.media_type, headers=headers)

    def _written(self, who: SignedIn, asked: UsageFileRequest) -> tuple[UsageFile, IO[bytes]]:
        parts, now = self._wiring, self._wiring.clock.now()
        zone = parts.settings.zone
        scope = scope_for(parts.database, member_id=who.member_id, now=now, zone=zone)
        # On disk and without a name: neither memory nor a snapshot of the database waits for a slow reader.
        file = tempfile.TemporaryFile()  # noqa: SIM115 - it outlives this function: the answer reads and closes it
        try:
            return write_usage_file(parts.database, scope=scope, request=asked, to=file, now=now, zone=zone), file
        except BaseException:
            file.close()
            raise


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece
