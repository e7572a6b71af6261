"""Rules of notices: by which ways they go, and what can become of one."""

from dataclasses import dataclass
from enum import StrEnum


class Channel(StrEnum):
    """By which way a notice goes."""

    EMAIL = "email"


class DeliveryState(StrEnum):
    """What became of a notice on its way to one address."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a notice goes."""

    channel: Channel
    address: str
