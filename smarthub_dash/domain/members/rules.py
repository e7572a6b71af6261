"""Rules of members: what makes a sign-in, how long it lasts, and when guessing is slowed."""

from datetime import datetime, timedelta
from enum import StrEnum

from smarthub_dash.kit.errors import Refused


class MemberRole(StrEnum):
    """Whom a sign-in belongs to."""

    MEMBER = "member"
    STAFF = "staff"


class SecretPurpose(StrEnum):
    """What a one-time secret is good for; one made for another purpose opens nothing."""

    REGISTER = "register"
    RESET = "reset"
    SECOND_STEP = "second step"
    SIGN_IN_CODE = "sign-in code"
    NEW_EMAIL = "new email"
    PASSKEY = "passkey"
    OPENID = "openid"


class SignInMethod(StrEnum):
    """By what a sign-in proved who it is."""

    PASSWORD = "password"
    PASSKEY = "passkey"
    OPENID = "openid"


class TwoStep(StrEnum):
    """What a sign-in by password asks for after it."""

    NONE = "none"
    APP = "app"
    EMAIL = "email"


class BillFormat(StrEnum):
    """How a member's bills come."""

    PRINTED = "printed"
    PAPERLESS = "paperless"


class Language(StrEnum):
    """What the portal speaks to a member."""

    ENGLISH = "en"
    SPANISH = "es"


PROOF_LIFE = timedelta(minutes=5)
"""How long after proving who they are a member may change money and identity without being asked again."""
SESSION_LIFE = timedelta(hours=12)
SESSION_REST = timedelta(hours=4)
"""How long a session lives without any request."""
SEEN_STEP = timedelta(minutes=5)
"""How stale `seen_at` may be before a request writes it again."""

ATTEMPT_WINDOW = timedelta(minutes=15)
FREE_ATTEMPTS = 5
"""How many wrong passwords for one e-mail from one address go unpunished in a window."""
MOST_PER_EMAIL = 50
"""How many wrong passwords for one e-mail, from anywhere, a window may hold."""
LONGEST_PASSWORD = 256

MOST_CODE_TRIES = 5
"""How many guesses a code of six digits survives."""
LONGEST_BODY = 4_000
"""How many characters of JSON a one-time secret may bring back."""


class SignInRefused(Refused):
    """The e-mail or the password is wrong; the same words for both."""


class TooManyAttempts(Refused):
    """Someone is guessing."""


def email_of(typed: str) -> str:
    """Return an e-mail address as the name of a sign-in: trimmed, lower case."""
    return typed.strip().lower()


def wait_after(attempts: int) -> timedelta:
    """Return how long the next attempt must wait after so many wrong ones: none, then doubling up to the window."""
    over = attempts - FREE_ATTEMPTS
    return timedelta() if over < 0 else min(timedelta(seconds=15 * 2 ** min(over, 10)), ATTEMPT_WINDOW)


def is_alive(*, ended_at: datetime | None, seen_at: datetime, expires_at: datetime, now: datetime) -> bool:
    """Tell whether a session may still be used."""
    return ended_at is None and now < expires_at and now - seen_at < SESSION_REST
