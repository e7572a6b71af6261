"""What goes wrong on demand: a plan of faults, each for the next calls of one kind."""

from dataclasses import dataclass, field
from enum import StrEnum


class Fault(StrEnum):
    """
    How a call fails.

    BEFORE means that nothing is done, AFTER that all of it is done and only the answer is lost. What was answered with
    a 500 after the work is answered so again for the same key, as Stripe does it.
    """

    TIMEOUT_BEFORE = "timeout_before"
    TIMEOUT_AFTER = "timeout_after"
    ERROR_BEFORE = "error_before"
    ERROR_AFTER = "error_after"
    SLOW = "slow"
    """Done, and answered after `seconds`; meanwhile the same key is refused with a 409."""
    GARBAGE = "garbage"
    """Done, and answered with half of a JSON text."""
    BUSY = "busy"
    """Nothing is done: 429."""
    LOST = "lost"
    """Of a message: it is never sent."""
    DOUBLE = "double"
    """Of a message: it is sent twice at once."""
    LATE = "late"
    """Of a message: it is sent after `seconds`, and so behind others."""
    FORGED = "forged"
    """Of a message: it is signed with another secret, once; then it is sent as it should be."""
    STALE = "stale"
    """Of a message: it is signed ten minutes before; then it is sent as it should be."""


class Call(StrEnum):
    """What can be asked, and the sending of a message."""

    CUSTOMER = "customer"
    ENTRY = "entry"
    ENTERED = "entered"
    FORGET = "forget"
    CHARGE = "charge"
    CHARGE_NOW = "charge_now"
    LOOK_UP = "look_up"
    LIST = "list"
    CANCEL = "cancel"
    REFUND = "refund"
    DISPUTES = "disputes"
    MESSAGE = "message"


@dataclass(slots=True)
class Planned:
    """A fault of the next calls of one kind."""

    on: Call
    fault: Fault
    times: int
    seconds: float


@dataclass(slots=True)
class FaultPlan:
    """The faults that are still to come, in order."""

    planned: list[Planned] = field(default_factory=list)

    def take(self, on: Call) -> Planned | None:
        """Return the fault of a call, and count it; None if all goes well."""
        for plan in self.planned:
            if plan.on is on:
                plan.times -= 1
                if plan.times <= 0:
                    self.planned.remove(plan)
                return plan
        return None
