"""The archive of everything about a member, as a download."""

import tempfile
from collections.abc import Iterator
from typing import IO

import anyio
import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from smarthub_dash.domain.members.queries import SignedIn
from smarthub_dash.journeys.download_archive import DownloadedTooOften, allow_archive, write_archive
from smarthub_dash.kit.clock import local_day
from smarthub_dash.web.proof import proved_reader
from smarthub_dash.wiring import Wiring

ARCHIVE_PATH = "/profile/download"
ARCHIVES_AT_ONCE = 1
"""Each is a second of work or two; pages must not wait behind a row of them."""
PIECE = 65_536


class ArchiveRoute:
    """The route that answers with the archive."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring
        self._building = anyio.CapacityLimiter(ARCHIVES_AT_ONCE)

    def routes(self) -> list[Route]:
        """Return the route of this door."""
        return [Route(ARCHIVE_PATH, self.download, methods=["GET"])]

    async def download(self, request: Request) -> Response:
        """Answer with the archive, to a member who just proved who they are."""
        if request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            return Response("This was not asked for from our pages.", status_code=403)
        who = await proved_reader(request, self._wiring, page=ARCHIVE_PATH)
        if isinstance(who, Response):
            return who
        try:
            file = await anyio.to_thread.run_sync(self._built, who, limiter=self._building)
        except DownloadedTooOften as refused:
            return Response(str(refused), status_code=429, headers={"retry-after": "60", "cache-control": "no-store"})
        day = local_day(self._wiring.clock.now(), self._wiring.settings.zone)
        headers = {
            "cache-control": "no-store",
            "content-disposition": f'attachment; filename="smarthub-{day.isoformat()}.zip"',
            "content-length": str(file.seek(0, 2)),
        }
        file.seek(0)
        return StreamingResponse(_pieces(file), media_type="application/zip", headers=headers)

    def _built(self, who: SignedIn) -> IO[bytes]:
        parts, now = self._wiring, self._wiring.clock.now()
        allow_archive(parts.database, member_id=who.member_id, now=now)
        # On disk and without a name: neither memory nor a snapshot of the database waits for a slow reader.
        file = tempfile.TemporaryFile()  # noqa: SIM115 - it outlives this function: the answer reads and closes it
        try:
            write_archive(parts.database, member_id=who.member_id, to=file, now=now, zone=parts.settings.zone)
        except BaseException:
            file.close()
            raise
        return file


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece
