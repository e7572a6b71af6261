"""Rules of notices: by which ways they go, and what can become of one."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Channel(StrEnum):
    """By which way a notice goes."""

    EMAIL = "email"
    TEXT = "text"
    PUSH = "push"


class DeliveryState(StrEnum):
    """What became of a notice on its way to one contact."""

    WAITING = "waiting"
    HELD = "held"
    """It goes with the next digest."""
    SENDING = "sending"
    """Being handed over; whoever finds it so after a crash does not know whether it was."""
    SENT = "sent"
    """Handed over."""
    RECEIVED = "received"
    """The other side says that it arrived."""
    UNSURE = "unsure"
    """It may have been handed over, or not; it is not sent a second time."""
    FAILED = "failed"


OPEN_STATES = (DeliveryState.WAITING, DeliveryState.SENDING)
"""Not settled yet: what a notice opens is still needed."""


class ContactState(StrEnum):
    """Whether a contact may be used."""

    WAITING = "waiting"
    """Its code was not typed yet: it gets that code and nothing else."""
    ACTIVE = "active"


class Category(StrEnum):
    """What a notice is about."""

    BILLING = "billing"
    PAYMENTS = "payments"
    SERVICE = "service"
    USAGE = "usage"
    SECURITY = "security"


class DigestEvery(StrEnum):
    """Whether notices that can wait are gathered into one."""

    NEVER = "never"
    DAY = "day"
    WEEK = "week"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a notice goes, and from when on; `is_held` if it waits for a digest."""

    channel: Channel
    address: str
    contact_id: UUID | None = None
    not_before: datetime | None = None
    is_held: bool = False
