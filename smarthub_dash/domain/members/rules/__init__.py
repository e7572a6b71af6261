"""Rules of members: what makes a sign-in, how long it lasts, and when guessing is slowed."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

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
    APP_KEY = "app key"
    EMAIL_CODES = "email codes"
    CONFIRM_CODE = "confirm code"
    CONFIRMED = "confirmed"
    KEPT_FORM = "kept form"
    CONTACT = "contact"
    """Its e-mail column holds the id of the contact that the code was sent to."""


class GuessPurpose(StrEnum):
    """What is guessed at; wrong tries at one weigh nothing on another."""

    SIGN_IN = "sign-in"
    REGISTER = "register"
    RESET = "reset"
    CODE = "code"
    PAY_NOW = "pay-now"
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
SESSION_LIFE, SESSION_REST = timedelta(hours=12), timedelta(minutes=30)
"""How long a session lives at most, and how long without any request or open page."""
KEPT_LIFE, KEPT_REST = timedelta(days=60), timedelta(days=14)
"""The same where the member chose to stay signed in on the device."""
SEEN_STEP = timedelta(minutes=5)
"""How stale `seen_at` may be before a request writes it again."""

GUESS_WINDOW = timedelta(days=1)
"""For how long a wrong try makes the next one wait."""
GUESS_MEMORY = timedelta(days=30)
"""For how long wrong tries in a row count toward MOST_IN_A_ROW."""
FREE_GUESSES = 5
"""How many wrong tries at one subject from one source cost no wait."""
FREE_FROM_SOURCE = 30
"""How many wrong tries from one source at whatever subjects cost no wait: a family or an office share an address."""
MOST_IN_A_ROW = 100
"""How many wrong tries in a row one subject takes. Source: NIST SP 800-63B-4, 3.2.2."""
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=15), timedelta(hours=4)
NEVER = datetime.max.replace(tzinfo=UTC)
_CALL = "Too many tries. Please call us; the numbers are on the Help page."
_PRINTED = (
    "Too many tries with this account number. Use the one-time code that is printed on your last bill, or call us; "
    "the numbers are on the Help page."
)
_RESET = "Too many tries. Sign in from where you have signed in before, or reset your password."
NO_MORE = {
    GuessPurpose.SIGN_IN: _RESET,
    GuessPurpose.CODE: _RESET,
    GuessPurpose.REGISTER: _PRINTED,
    GuessPurpose.RESET: _CALL,
    GuessPurpose.PAY_NOW: _CALL,
    GuessPurpose.OPENID: _CALL,
}
"""What is said after too many wrong tries in a row."""
SHORTEST_PASSWORD = 15
LONGEST_PASSWORD = 256

MOST_CODE_TRIES = 5
"""How many guesses a code of six digits survives."""
MOST_OPEN_LINKS = 3
"""How many links of one kind lie in a mailbox at once: who asks for more has a good one there, and floods nobody."""
LONGEST_BODY = 4_000
"""How many characters of JSON a one-time secret may bring back."""


class SignInRefused(Refused):
    """The e-mail or the password is wrong; the same words for both."""


class IdentityTaken(Refused):
    """Somebody's account at an OpenID provider already signs in as another member."""


class TooManyAttempts(Refused):
    """Someone is guessing."""


def email_of(typed: str) -> str:
    """Return an e-mail address as the name of a sign-in: trimmed, lower case."""
    return typed.strip().lower()


@dataclass(frozen=True, slots=True)
class Guesses:
    """The wrong tries that weigh on the next one: for its subject from its source, from its source, for its subject."""

    here: int
    newest_here_at: datetime | None
    from_source: int
    newest_from_source_at: datetime | None
    in_a_row: int
    """From everywhere, since the member last signed in; from a source of the member's own, from there alone."""
    is_own_source: bool
    """The member has signed in from there before: what others try elsewhere does not slow them."""
    today: int
    """Within the window, from everywhere."""


def source_of(address: str) -> str:
    """Return what an address is counted as: itself, or the /64 of an IPv6 address, which one home has all of."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address[:64]
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    return str(parsed.ipv4_mapped or ip_network((parsed, 64), strict=False))


def wait_after(tries: int, *, free: int = FREE_GUESSES) -> timedelta:
    """Return how long the next try must wait after so many wrong ones: not at all, then doubling up to the longest."""
    over = tries - free
    return timedelta() if over < 0 else min(FIRST_WAIT * 2 ** min(over, 10), LONGEST_WAIT)


def next_try_at(guesses: Guesses, *, most: int | None, now: datetime) -> datetime:
    """Return the instant from which the next try is let through; NEVER if there were as many in a row as it takes."""
    if most is not None and guesses.in_a_row >= most:
        return NEVER
    here = _waited(guesses.newest_here_at, wait_after(guesses.here), now)
    if guesses.is_own_source:
        return here
    spray = wait_after(guesses.from_source, free=FREE_FROM_SOURCE)
    return max(here, _waited(guesses.newest_from_source_at, spray, now))


def _waited(newest_at: datetime | None, wait: timedelta, now: datetime) -> datetime:
    # Without a wait now is right, even where another worker's clock noted the newest try a little later.
    return max(newest_at + wait, now) if newest_at and wait else now


def wait_words(wait: timedelta) -> str:
    """Return a wait as it is said to a member, never shorter than it is."""
    seconds = max(1, ceil(wait.total_seconds()))
    if seconds < 60:
        return "a second" if seconds == 1 else f"{seconds} seconds"
    minutes = ceil(seconds / 60)
    if minutes < 60:
        return "a minute" if minutes == 1 else f"{minutes} minutes"
    hours = ceil(minutes / 60)
    return "an hour" if hours == 1 else f"{hours} hours"


def session_life(*, is_kept: bool) -> timedelta:
    """Return how long a session lives at most."""
    return KEPT_LIFE if is_kept else SESSION_LIFE


def is_alive(
    *, ended_at: datetime | None, seen_at: datetime, expires_at: datetime, is_kept: bool, now: datetime
) -> bool:
    """Tell whether a session may still be used."""
    return ended_at is None and now < expires_at and now - seen_at < (KEPT_REST if is_kept else SESSION_REST)
