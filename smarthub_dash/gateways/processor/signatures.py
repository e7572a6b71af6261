"""
How the processor signs what it tells us.

Source: `t=1700000000,v1=<hex>`, an HMAC-SHA256 of `<t>.<body>` under a secret that both sides know (Stripe-Signature).
"""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from smarthub_dash.gateways.processor import MessageForged

OLDEST = timedelta(minutes=5)
"""A message that somebody caught and sends again later is not believed."""
MOST_SIGNATURES = 8


def signature_of(body: bytes, *, secret: str, at: datetime) -> str:
    """Return the header that signs a body."""
    stamp = str(int(at.timestamp()))
    return f"t={stamp},v1={_mac(body, stamp, secret)}"


def refuse_forged(body: bytes, *, signature: str, secrets: Sequence[str], now: datetime) -> datetime:
    """
    Return when a body was signed.

    :raises MessageForged: if none of the secrets signed it, or not within the last five minutes
    """
    told = [part.strip().partition("=") for part in signature.split(",")]
    stamps = [value for name, _, value in told if name == "t"]
    given = [value for name, _, value in told if name == "v1"][:MOST_SIGNATURES]
    if len(stamps) != 1 or not (stamps[0].isascii() and stamps[0].isdigit() and len(stamps[0]) <= 12):
        raise MessageForged("the message does not say when it was signed")
    # Every pair is compared, in constant time: how long it takes says nothing of where the difference lies.
    wanted = [_mac(body, stamps[0], secret) for secret in secrets]
    fits = [hmac.compare_digest(mac.encode(), each.encode()) for mac in wanted for each in given]
    if not any(fits):
        raise MessageForged("nobody we know signed the message")
    signed_at = datetime.fromtimestamp(int(stamps[0]), UTC)
    if abs(now - signed_at) > OLDEST:
        raise MessageForged("the message is too old, or of another time")
    return signed_at


def _mac(body: bytes, stamp: str, secret: str) -> str:
    return hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
