"""The courier: what carries e-mail out of the building."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from smarthub_dash.kit.errors import Unavailable


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


class CourierAway(Unavailable):
    """The letter could not be handed over now; later it may."""


class LetterRefused(Exception):
    """The address or the letter was refused for good; sending again changes nothing."""


class Courier(Protocol):
    """What hands letters over."""

    def send(self, letter: Letter) -> None:
        """
        Hand a letter over.

        :raises CourierAway: if it may succeed later
        :raises LetterRefused: if it never will
        """
