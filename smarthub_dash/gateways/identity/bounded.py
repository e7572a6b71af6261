"""What is read from a provider is bounded: in bytes and in time, however slowly it comes."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from smarthub_dash.gateways.bounded import BoundedTransport
from smarthub_dash.gateways.identity import IdentityAway

MOST_BYTES = 262_144
"""Far more than any metadata, key set or token of a provider."""
MOST_SECONDS = 8.0
"""For one answer as a whole; a member waits for three at most."""
TIMEOUT = httpx.Timeout(4.0)


def bounded(inner: httpx.BaseTransport) -> BoundedTransport:
    """Return a transport to a provider that reads within these bounds."""
    return BoundedTransport(inner, away=IdentityAway, most_bytes=MOST_BYTES, most_seconds=MOST_SECONDS)


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
