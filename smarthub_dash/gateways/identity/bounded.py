"""What is read from a provider is bounded: in bytes and in time, however slowly it comes."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from smarthub_dash.gateways.identity import IdentityAway

MOST_BYTES = 262_144
"""Far more than any metadata, key set or token of a provider."""
MOST_SECONDS = 8.0
"""For one answer as a whole; a member waits for three at most."""
TIMEOUT = httpx.Timeout(4.0)


class BoundedTransport(httpx.BaseTransport):
    """Reads each answer to its end within the bounds."""

    def __init__(self, inner: httpx.BaseTransport) -> None:
        self._inner = inner

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """
        Send a request and return its answer, already read.

        :raises IdentityAway: if the answer is too long, too slow, or packed (a packed one may hold any number of bytes)
        """
        request.headers["accept-encoding"] = "identity"
        ends_at = time.monotonic() + MOST_SECONDS
        answer = self._inner.handle_request(request)
        try:
            if answer.headers.get("content-encoding", "identity") != "identity":
                raise IdentityAway("the provider's answer was packed")
            body = b"".join(_within_bounds(answer.stream, ends_at))
        finally:
            answer.close()
        return httpx.Response(answer.status_code, headers=_kept(answer.headers), content=body, request=request)

    def close(self) -> None:
        """Close the connections."""
        self._inner.close()


@contextmanager
def answering() -> Iterator[None]:
    """
    Tell what goes wrong on the way to a provider in one word.

    :raises IdentityAway: for every failure of the network and every answer that is not the JSON it should be
    """
    try:
        yield
    except httpx.HTTPError as error:
        raise IdentityAway(f"the provider could not be asked: {type(error).__name__}") from error
    except (ValueError, KeyError) as error:
        raise IdentityAway(f"the provider's answer makes no sense: {type(error).__name__}") from error


def json_object(answer: httpx.Response) -> dict[str, Any]:
    """
    Return the JSON object of an answer.

    :raises ValueError: if it is none
    :raises httpx.HTTPStatusError: if the answer is a failure
    """
    answer.raise_for_status()
    if not isinstance(found := json.loads(answer.content), dict):
        raise ValueError("not a JSON object")
    return found


def _within_bounds(stream: object, ends_at: float) -> Iterator[bytes]:
    size = 0
    if not isinstance(stream, httpx.SyncByteStream):
        raise IdentityAway("the provider's answer cannot be read")
    for piece in stream:
        size += len(piece)
        if size > MOST_BYTES or time.monotonic() > ends_at:
            raise IdentityAway("the provider's answer was too long or too slow")
        yield piece


def _kept(headers: httpx.Headers) -> httpx.Headers:
    # The body is whole now: how it traveled says nothing anymore.
    return httpx.Headers([(name, value) for name, value in headers.multi_items() if name != "transfer-encoding"])
