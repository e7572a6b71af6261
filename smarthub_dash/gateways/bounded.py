"""What is read from outside is bounded: in bytes and in time, however slowly it comes."""

import time
from collections.abc import Iterator

import httpx

from smarthub_dash.kit.errors import Unavailable


class BoundedTransport(httpx.BaseTransport):
    """Reads each answer to its end within the bounds, or says in the port's own word that nobody answered."""

    def __init__(
        self, inner: httpx.BaseTransport, *, away: type[Unavailable], most_bytes: int, most_seconds: float
    ) -> None:
        self._inner = inner
        self._away = away
        self._most_bytes = most_bytes
        self._most_seconds = most_seconds

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """
        Send a request and return its answer, already read.

        :raises Unavailable: the port's own kind, if the answer is too long, too slow, or packed (a packed one may hold
            any number of bytes)
        """
        request.headers["accept-encoding"] = "identity"
        ends_at = time.monotonic() + self._most_seconds
        answer = self._inner.handle_request(request)
        try:
            if answer.headers.get("content-encoding", "identity") != "identity":
                raise self._away("the answer was packed")
            body = b"".join(self._within_bounds(answer.stream, ends_at))
        finally:
            answer.close()
        return httpx.Response(answer.status_code, headers=_kept(answer.headers), content=body, request=request)

    def close(self) -> None:
        """Close the connections."""
        self._inner.close()

    def _within_bounds(self, stream: object, ends_at: float) -> Iterator[bytes]:
        size = 0
        if not isinstance(stream, httpx.SyncByteStream):
            raise self._away("the answer cannot be read")
        for piece in stream:
            size += len(piece)
            if size > self._most_bytes or time.monotonic() > ends_at:
                raise self._away("the answer was too long or too slow")
            yield piece


def _kept(headers: httpx.Headers) -> httpx.Headers:
    # The body is whole now: how it traveled says nothing anymore.
    return httpx.Headers([(name, value) for name, value in headers.multi_items() if name != "transfer-encoding"])
