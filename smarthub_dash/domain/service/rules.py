"""Rules of service requests: what they are about and how far they are."""

from enum import StrEnum


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
