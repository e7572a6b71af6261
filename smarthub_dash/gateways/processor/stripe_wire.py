"""How Stripe's API is spoken: forms in, JSON out, one key for each thing that must be done once."""

import hashlib
import json
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from smarthub_dash.gateways.bounded import BoundedTransport
from smarthub_dash.gateways.processor import ProcessorAway
from smarthub_dash.kit.database import refuse_inside_transaction

VERSION = "2024-12-18.acacia"
"""Of their API: shapes change with it, so it is said and not left to the account's setting."""
MOST_BYTES = 4_000_000
"""A page of a hundred charges with all that hangs on them is about 1 MB."""
PATIENCE = 12.0
"""In seconds, for one answer: a member waits for it, and the lease of a job is far longer."""
LONGEST_KEY = 255

Fields = Iterable[tuple[str, str]]
_LOGGER = logging.getLogger(__name__)


class OrderRefused(Exception):
    """What was asked for was understood, and not done; `code` says why."""

    def __init__(self, code: str, error: Mapping[str, Any]) -> None:
        super().__init__(code)
        self.code = code
        self.error = error


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `is_replayed` if it is the answer of an earlier time, kept for its key."""

    body: Mapping[str, Any]
    is_replayed: bool


class StripeWire:
    """One account at Stripe, or at whoever speaks like it. Safe to share between threads."""

    def __init__(
        self, *, url: str, key: str, transport: Callable[[], httpx.BaseTransport], patience: float = PATIENCE
    ) -> None:
        bounded = BoundedTransport(transport(), away=ProcessorAway, most_bytes=MOST_BYTES, most_seconds=patience)
        headers = {"authorization": f"Bearer {key}", "stripe-version": VERSION}
        timeout = httpx.Timeout(patience, connect=min(4.0, patience))
        self._client = httpx.Client(
            base_url=url, headers=headers, transport=bounded, timeout=timeout, trust_env=False, follow_redirects=False
        )

    def ask(self, path: str, fields: Fields = ()) -> Mapping[str, Any]:
        """
        Read something.

        :raises OrderRefused: if there is no such thing
        """
        return self._sent(self._client.build_request("GET", path, params=list(fields))).body

    def tell(self, path: str, fields: Fields, *, key: str) -> Answer:
        """
        Have something done, once for the key.

        :raises OrderRefused: if it was refused, and so was not done
        """
        # httpx makes a form of a mapping only; a name that comes twice has a list there.
        headers = {"idempotency-key": _header_of(key)}
        form: dict[str, list[str]] = {}
        for name, value in fields:
            form.setdefault(name, []).append(value)
        return self._sent(self._client.build_request("POST", path, data=form, headers=headers))

    def _sent(self, request: httpx.Request) -> Answer:
        refuse_inside_transaction()
        with understanding():
            answer = self._through(request)
            if answer.status_code >= 500 or answer.status_code in (401, 403, 409, 429):
                raise ProcessorAway(f"the processor answered {answer.status_code}")
            body = json.loads(answer.content)
            if answer.is_success:
                return Answer(_object(body), answer.headers.get("idempotent-replayed") == "true")
            raise _refusal(_object(body["error"]), answer.status_code)

    def _through(self, request: httpx.Request) -> httpx.Response:
        try:
            return self._client.send(request)
        except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError):
            # A connection that was kept open may have been closed over there just now. The key makes it safe to send
            # the same once more, even where the first did arrive.
            return self._client.send(request)


@contextmanager
def understanding() -> Iterator[None]:
    """
    Tell what goes wrong on the way to the processor, and answers that make no sense, in one word.

    :raises ProcessorAway: for all of them
    """
    try:
        yield
    except httpx.HTTPError as error:
        raise ProcessorAway(f"the processor did not answer: {type(error).__name__}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ProcessorAway(f"the processor's answer makes no sense: {type(error).__name__}") from error


def _header_of(key: str) -> str:
    """Return a key as a header can hold it: what is too long or not plain goes as its hash."""
    is_plain = key.isascii() and key.isprintable() and len(key) <= LONGEST_KEY
    return key if is_plain else hashlib.sha256(key.encode()).hexdigest()


def _refusal(error: Mapping[str, Any], status: int) -> Exception:
    if error.get("type") == "idempotency_error" or status not in (400, 402, 404):
        # Under this key something else was asked for before: what became of that is to be looked up, not guessed.
        return ProcessorAway(f"the processor answered {status}: {error.get('type')}")
    code = str(error.get("decline_code") or error.get("code") or "refused")
    if error.get("type") != "card_error":
        _LOGGER.warning("the processor refused an order: %s (%s)", code, error.get("param", "no parameter named"))
    return OrderRefused(code, error)


def _object(found: object) -> Mapping[str, Any]:
    if not isinstance(found, dict):
        raise TypeError("not a JSON object")
    return found
