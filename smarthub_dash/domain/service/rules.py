"""Rules of service requests: what they are about, how far they are, and what may be asked."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid5

from smarthub_dash.kit.errors import Refused

LONGEST_WORDS = 2_000
SHORTEST_WORDS = 3
MOST_A_DAY = 10
"""How many requests one member may open in a day: enough for a bad one, too few for a program."""
DAY = timedelta(days=1)
QUESTIONS = UUID("0d4f8f1e-6a55-4c2b-9c27-2b1f4d1c7a90")
"""The namespace that turns a question into the id of its request."""
NUMBER_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter that is read as a digit on the phone."""


class RequestKind(StrEnum):
    """What a request is about."""

    BILLING = "billing"


class RequestState(StrEnum):
    """How far a request is."""

    RECEIVED = "received"
    ASSIGNED = "assigned"
    DONE = "done"
    CLOSED = "closed"


class StepKind(StrEnum):
    """What happened to a request."""

    RECEIVED = "received"
    NOTE = "note"
    STATE = "state"


OPEN_STATES = frozenset({RequestState.RECEIVED, RequestState.ASSIGNED})


class NothingAsked(Refused):
    """The words of a request are missing."""


class WordsTooLong(Refused):
    """The words of a request are more than we read."""


class TooManyRequests(Refused):
    """One member opened more requests in a day than anyone needs."""


class RequestOver(Refused):
    """A request that is done or closed takes no more words."""


def asked_words(typed: str) -> str:
    """
    Return what a member wrote as it is kept: lines stay lines, nothing invisible stays.

    :raises NothingAsked: if there is nothing to read
    :raises WordsTooLong: if it is more than we read
    """
    lines = ("".join(sign if sign.isprintable() else " " for sign in line) for line in typed[:20_000].splitlines())
    words = "\n".join(" ".join(line.split()) for line in lines).strip()
    if len(words) < SHORTEST_WORDS:
        raise NothingAsked("Write what you would like to know.")
    if len(words) > LONGEST_WORDS:
        raise WordsTooLong(f"Write at most {LONGEST_WORDS:,} letters; you wrote {len(words):,}.")
    return words


def request_id_of(*, member_id: UUID, statement_id: UUID, words: str, on: date) -> UUID:
    """Return the id of a question on a bill: the same words on the same day are the same question, pressed twice."""
    return uuid5(QUESTIONS, f"{member_id}:{statement_id}:{on.isoformat()}:{words}")


def request_number_of(request_id: UUID, *, on: date) -> str:
    """Return the number of a request: the month and forty bits of its id. Source: "R2611-7F3K-Q92D"."""
    digits = "".join(NUMBER_ALPHABET[request_id.int >> shift & 31] for shift in range(35, -1, -5))
    return f"R{on:%y%m}-{digits[:4]}-{digits[4:]}"


def may_open_another(opened_at: Sequence[datetime], *, now: datetime) -> None:
    """
    Refuse a request beyond what one member may open in a day.

    :raises TooManyRequests: if there were as many already
    """
    if sum(each > now - DAY for each in opened_at) >= MOST_A_DAY:
        raise TooManyRequests(
            f"You opened {MOST_A_DAY} requests since yesterday. Call us, or write more to one of them."
        )
