"""
Codes of an authenticator app: six digits that both sides count from a shared key and the time.

Source: RFC 6238, with the values that every app takes: SHA-1, six digits, thirty seconds.
"""

import hmac
from datetime import datetime

import pyotp

STEP_SECONDS = 30
DRIFT_STEPS = 1
"""How far a telephone's clock may be off, either way."""


def new_totp_key() -> str:
    """Return a new key in base32, as it is typed into an app."""
    return pyotp.random_base32()


def totp_step(key: str, *, code: str, now: datetime) -> int | None:
    """
    Return the step that a code belongs to; None if it belongs to none of now.

    Whoever takes a code keeps its step, and takes none of that step or before again.
    """
    typed = "".join(code.split())
    if len(typed) != 6 or not typed.isascii() or not typed.isdigit():
        return None
    counter, this_step = pyotp.HOTP(key), int(now.timestamp()) // STEP_SECONDS
    # All are compared, so that the time tells nothing; the newest first, for it closes the others.
    fitting = [
        step
        for step in range(this_step + DRIFT_STEPS, this_step - DRIFT_STEPS - 1, -1)
        if hmac.compare_digest(counter.at(step), typed)
    ]
    return fitting[0] if fitting else None


def totp_address(key: str, *, email: str, issuer: str) -> str:
    """Return the `otpauth:` address that an app reads from a picture; it holds the key."""
    return pyotp.TOTP(key).provisioning_uri(name=email, issuer_name=issuer)
