"""The courier: what carries e-mail and text messages out of the building, and what it says became of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from smarthub_dash.kit.errors import Unavailable

TEXT_STATUS_PATH = "/texts/status"
"""Where the carrier tells what became of a text message."""
TEXT_REPLY_PATH = "/texts/replies"
MAIL_NEWS_PATH = "/mail/news"


@dataclass(frozen=True, slots=True)
class Letter:
    """
    One e-mail, ready to send.

    The message id is ours and stays the same when a letter is sent again: a receiver may know a repeated one by it.
    """

    to: str
    subject: str
    text: str
    html: str
    message_id: str
    written_at: datetime
    unsubscribe: str = ""
    """The address that ends letters of this kind; empty where they cannot be ended."""


@dataclass(frozen=True, slots=True)
class TextMessage:
    """One text message, ready to send, to a number as E.164 writes it."""

    to: str
    body: str


class CourierAway(Unavailable):
    """It was not handed over now; later it may be."""


class CourierUnsure(Exception):
    """It may have been handed over, or not: the other side stopped answering in the middle."""


class LetterRefused(Exception):
    """It was refused for good; sending again changes nothing."""


class AddressRefused(LetterRefused):
    """Nobody takes anything at this address."""


class NewsForged(Exception):
    """A message about deliveries or replies does not bear the right signature."""


class Courier(Protocol):
    """What hands letters over."""

    def send(self, letter: Letter) -> None:
        """
        Hand a letter over.

        :raises CourierAway: if it may succeed later
        :raises CourierUnsure: if nobody knows whether it succeeded
        :raises LetterRefused: if it never will
        """


class TextCarrier(Protocol):
    """What hands text messages over."""

    def send(self, message: TextMessage) -> str:
        """
        Hand a text message over; return the carrier's name for it, by which it tells later what became of it.

        :raises CourierAway: if it may succeed later
        :raises CourierUnsure: if nobody knows whether it succeeded
        :raises LetterRefused: if it never will
        """
        ...

    def refuse_forged(self, *, url: str, fields: Mapping[str, str], signature: str) -> None:
        """
        Pass only what the carrier signed.

        :raises NewsForged: if somebody else may have sent it
        """
