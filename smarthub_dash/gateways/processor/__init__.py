"""
The processor: what moves money from cards and bank accounts to the cooperative.

Numbers of cards and bank accounts are typed on the processor's own page and never reach us; what we hold is a token.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from smarthub_dash.kit.errors import Unavailable
from smarthub_dash.kit.money import Cents

MESSAGE_PATH = "/processor/messages"
"""Where on the portal the processor posts its messages; whoever sets up a real one names it there."""
SIGNATURE_HEADER = "stripe-signature"


class ProcessorAway(Unavailable):
    """
    No answer, or none that can be understood.

    What was asked for may have been done: ask again with the same key, or look it up by the key.
    """


class MessageForged(Exception):
    """A message is not signed by the processor, or too old; nothing in it may be believed."""


class InstrumentKind(StrEnum):
    """What a token stands for."""

    CARD = "card"
    BANK = "bank"


class ChargeState(StrEnum):
    """Where a charge stands at the processor."""

    CLEARED = "cleared"
    PENDING = "pending"
    """A bank draft that was accepted."""
    NEEDS_STEP = "needs_step"
    """The card's bank asks its holder something, at `Charge.step_url`."""
    DECLINED = "declined"
    RETURNED = "returned"
    """A bank draft that failed or came back after it had been accepted."""
    UNKNOWN = "unknown"
    """Being worked on; ask again."""


@dataclass(frozen=True, slots=True)
class Instrument:
    """A card or bank account as the processor describes it."""

    token: str
    kind: InstrumentKind
    brand: str
    """Of a card; of a bank account the name of the bank."""
    account_type: str
    """Of a bank account: checking or savings."""
    last_four: str
    expires_year: int | None
    expires_month: int | None
    mandate_ref: str = ""


@dataclass(frozen=True, slots=True)
class Charge:
    """
    A charge as the processor knows it now.

    Units: cents. `code` says why it was declined or returned, in the processor's word (`insufficient_funds`, `R01`).
    """

    charge_ref: str
    """Empty where an order was refused outright: nothing of it is kept there."""
    key: str
    """What we called it when we asked for it."""
    state: ChargeState
    cents: Cents
    refunded_cents: Cents
    made_at: datetime
    code: str = ""
    step_url: str = ""


@dataclass(frozen=True, slots=True)
class ChargeOrder:
    """
    What is asked of the processor, once for each key whatever happens.

    Units: cents. `return_url` is where a member comes back to after a step of the card's bank; `is_attended` is False
    where nobody is there to take one (Auto Pay).
    """

    key: str
    cents: Cents
    token: str
    customer_ref: str
    kind: InstrumentKind
    description: str
    return_url: str
    is_attended: bool = True
    mandate_ref: str = ""


@dataclass(frozen=True, slots=True)
class EntryPage:
    """A page of the processor's on which somebody enters a card or bank account."""

    session_ref: str
    url: str


@dataclass(frozen=True, slots=True)
class GivenBack:
    """
    A refund as the processor knows it.

    Units: cents.
    """

    refund_ref: str
    key: str
    charge_ref: str
    cents: Cents
    is_done: bool
    """False while it is on its way."""
    code: str = ""
    """Why it failed; empty if it did not."""


@dataclass(frozen=True, slots=True)
class Message:
    """What the processor tells of itself: that something changed. What it is now, the processor is asked."""

    message_id: str
    kind: str
    object_ref: str
    """Of the charge, the refund or the entry page that changed."""
    made_at: datetime


class Processor(Protocol):
    """What charges tokens. Every call may raise `ProcessorAway`, and none may be made inside a transaction."""

    def customer(self, *, key: str, name: str, email: str) -> str:
        """Make whoever pays known; return the processor's name for it, the same for the same key."""

    def entry_page(
        self, *, key: str, customer_ref: str, kinds: tuple[InstrumentKind, ...], return_url: str, cancel_url: str
    ) -> EntryPage:
        """Open a page on which a card or bank account is entered; nothing is charged on it."""

    def entered(self, *, session_ref: str) -> Instrument | None:
        """Return what was entered on a page; None if nothing was, or not yet."""

    def forget(self, *, token: str) -> None:
        """Let a token go: it can never be charged again."""

    def charge(self, order: ChargeOrder) -> Charge:
        """
        Charge a token once for the key of the order, however often this is called.

        A refusal is an answer: a charge that was declined. `ProcessorAway` means that nobody can say.
        """

    def charge_of(self, *, key: str) -> Charge | None:
        """Look a charge up by its key; None if the processor never took the order."""

    def charge_now(self, *, charge_ref: str) -> Charge:
        """Return a charge as it stands."""

    def charges_of(self, *, made_from: datetime, made_to: datetime) -> Iterator[Charge]:
        """Yield every charge made in `[made_from, made_to)`."""

    def refund(self, *, key: str, charge_ref: str, cents: Cents) -> GivenBack:
        """Give back a part of a charge or all of it, once for the key; what has not settled yet is voided."""

    def call_off(self, *, key: str, charge_ref: str) -> Charge:
        """
        Call off what has not gone through, once for the key; return where it stands then.

        It may have cleared meanwhile, and stays so: nothing is ever given back by this.
        """

    def message_in(self, body: bytes, *, signature: str, now: datetime) -> Message:
        """
        Read a message that came in over HTTP.

        :raises MessageForged: if it is not signed by the processor, or older than five minutes
        """
