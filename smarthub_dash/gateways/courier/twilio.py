"""
Text messages by Twilio, or by whoever speaks like it.

Source: POST /2010-04-01/Accounts/{sid}/Messages.json as a form; errors are JSON with a `code`; messages to us are
signed by X-Twilio-Signature, the base64 of an HMAC-SHA1 over the address and the sorted fields.
"""

import base64
import hashlib
import hmac
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import httpx

from smarthub_dash.gateways.bounded import BoundedTransport
from smarthub_dash.gateways.courier import (
    AddressRefused,
    CourierAway,
    CourierUnsure,
    LetterRefused,
    NewsForged,
    TextMessage,
)
from smarthub_dash.kit.database import refuse_inside_transaction

MOST_BYTES = 100_000
PATIENCE = 12.0
"""In seconds; far shorter than a job's lease."""
NOT_A_MOBILE = frozenset({21211, 21214, 21217, 21219, 21612, 21614, 30003, 30005, 30006})
STOPPED_THERE = 21610
"""Its owner told the carrier itself to let nothing of ours through."""
_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TextAccount:
    """Whose messages they are: the account at the carrier, its secret, and the number that they come from."""

    url: str
    sid: str
    token: str
    number: str
    status_url: str


class TwilioCarrier:
    """Hands text messages over. Safe to share between threads."""

    def __init__(self, account: TextAccount, *, transport: Callable[[], httpx.BaseTransport] = httpx.HTTPTransport):
        self._account = account
        bounded = BoundedTransport(transport(), away=CourierAway, most_bytes=MOST_BYTES, most_seconds=PATIENCE)
        self._client = httpx.Client(
            base_url=account.url,
            auth=(account.sid, account.token),
            transport=bounded,
            timeout=httpx.Timeout(PATIENCE, connect=4.0),
            trust_env=False,
            follow_redirects=False,
        )

    def send(self, message: TextMessage) -> str:
        """
        Hand a text message over; return the carrier's name for it.

        :raises CourierAway: if the carrier is away, or has too much to do
        :raises CourierUnsure: if it stopped answering in the middle
        :raises LetterRefused: if it refuses the number or the message for good
        """
        refuse_inside_transaction()
        told = self._account
        form = {"To": message.to, "From": told.number, "Body": message.body, "StatusCallback": told.status_url}
        try:
            answer = self._client.post(f"/2010-04-01/Accounts/{told.sid}/Messages.json", data=form)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise CourierAway(f"the text carrier is away: {type(error).__name__}") from error
        except (httpx.HTTPError, CourierAway) as error:
            # The order had left us: it may have been taken.
            raise CourierUnsure(f"the text carrier stopped answering: {type(error).__name__}") from error
        if answer.status_code == 429 or answer.status_code in (401, 403, 503):
            raise CourierAway(f"the text carrier answered {answer.status_code}")
        if answer.status_code >= 500:
            raise CourierUnsure(f"the text carrier answered {answer.status_code}")
        return _taken(answer)

    def refuse_forged(self, *, url: str, fields: Mapping[str, str], signature: str) -> None:
        """
        Pass only what the carrier signed.

        :raises NewsForged: if somebody else may have sent it
        """
        wanted = signature_of(url=url, fields=fields, token=self._account.token)
        if not hmac.compare_digest(wanted.encode(), signature.encode()):
            raise NewsForged("the text carrier did not sign this")


def signature_of(*, url: str, fields: Mapping[str, str], token: str) -> str:
    """Return the signature of what is sent to an address."""
    signed = url + "".join(f"{name}{fields[name]}" for name in sorted(fields))
    return base64.b64encode(hmac.new(token.encode(), signed.encode(), hashlib.sha1).digest()).decode()


def _taken(answer: httpx.Response) -> str:
    try:
        told = answer.json()
        code = int(told.get("code") or told.get("error_code") or 0)
        sid = str(told.get("sid") or "")
    except (ValueError, AttributeError, TypeError) as error:
        raise CourierUnsure("the text carrier's answer makes no sense") from error
    if answer.is_success and not code:
        return sid
    if code in NOT_A_MOBILE:
        raise AddressRefused(f"the text carrier refused the number ({code})")
    if code != STOPPED_THERE:
        _LOGGER.warning("the text carrier refused a message: %s", code)
    raise LetterRefused(f"the text carrier refused the message ({code})")
