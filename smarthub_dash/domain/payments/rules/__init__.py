"""Rules of payments: the words for how one comes in, where it stands, and with what it is paid."""

from enum import StrEnum


class PaymentSource(StrEnum):
    """By which way a member pays."""

    PORTAL = "portal"
    SCHEDULED = "scheduled"
    AUTO_PAY = "auto_pay"
    PAY_NOW = "pay_now"
    """Without sign-in."""


class TenderState(StrEnum):
    """
    Where an offer of money stands.

    OPEN is every moment in which nobody can say: not sent, being sent, or no answer understood.
    """

    OPEN = "open"
    NEEDS_STEP = "needs_step"
    """The card's bank asks the member something first, on a page of the processor."""
    PENDING = "pending"
    """A bank draft that the processor accepted: credited, and not yet confirmed by the bank."""
    CLEARED = "cleared"
    DECLINED = "declined"
    RETURNED = "returned"
    """The bank took it back: what was credited is turned around."""
    REFUNDED = "refunded"
    """Given back as a whole, or voided before it settled."""


CREDITED = (TenderState.PENDING, TenderState.CLEARED)
"""The states in which the ledger holds the payments of a tender."""
UNSETTLED = (TenderState.OPEN, TenderState.NEEDS_STEP)

LEGAL_MOVES = frozenset(
    {
        (TenderState.OPEN, TenderState.NEEDS_STEP),
        (TenderState.OPEN, TenderState.PENDING),
        (TenderState.OPEN, TenderState.CLEARED),
        (TenderState.OPEN, TenderState.DECLINED),
        (TenderState.NEEDS_STEP, TenderState.OPEN),
        (TenderState.NEEDS_STEP, TenderState.PENDING),
        (TenderState.NEEDS_STEP, TenderState.CLEARED),
        (TenderState.NEEDS_STEP, TenderState.DECLINED),
        (TenderState.PENDING, TenderState.CLEARED),
        (TenderState.PENDING, TenderState.RETURNED),
        (TenderState.PENDING, TenderState.REFUNDED),
        (TenderState.CLEARED, TenderState.RETURNED),
        (TenderState.CLEARED, TenderState.REFUNDED),
    }
)
"""Every way a tender may go from one state to another; there is no way back from declined, returned or refunded."""


class MethodKind(StrEnum):
    """With what a member pays."""

    CARD = "card"
    BANK = "bank"


class MethodState(StrEnum):
    """Whether a stored payment account can be used."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    """After a return that says the bank account cannot be drawn on."""
    REMOVED = "removed"


class VisitPurpose(StrEnum):
    """Why somebody was sent to the processor's page."""

    ADD_METHOD = "add_method"
    PAY_ONCE = "pay_once"
    """To pay with something that is not kept, with or without sign-in."""


class ScheduledState(StrEnum):
    """What became of a payment that was put down for a later day."""

    WAITING = "waiting"
    MADE = "made"
    CANCELLED = "cancelled"
    FAILED = "failed"
    """It could not be made on its day: the event or `failure` says why."""


class RefundState(StrEnum):
    """Where a refund stands."""

    OPEN = "open"
    DONE = "done"
    FAILED = "failed"
