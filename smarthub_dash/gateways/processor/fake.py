"""A processor in memory for tests of journeys; it can be told what becomes of a token, and to fail before or after."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from smarthub_dash.gateways.processor import (
    Charge,
    ChargeOrder,
    ChargeState,
    EntryPage,
    GivenBack,
    Instrument,
    InstrumentKind,
    Message,
    MessageForged,
)
from smarthub_dash.kit.database import refuse_inside_transaction
from smarthub_dash.kit.money import Cents

SIGNATURE = "signed by the fake"
ADDRESS = "https://processor.example"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a charge."""

    state: ChargeState
    code: str = ""


@dataclass(slots=True)
class FakeProcessor:
    """
    Clears cards and accepts bank drafts, unless `outcomes` says otherwise for a token.

    As long as `fails_with` is set every call raises it and does nothing; as long as `loses_answers_with` is set every
    call does its work and then raises it.
    """

    now: datetime
    """At which charges are made."""
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    charges: dict[str, Charge] = field(default_factory=dict)
    """By our key, in the order in which they were made."""
    orders: list[ChargeOrder] = field(default_factory=list)
    """Every order that arrived, the repeated ones too."""
    entries: dict[str, Instrument | None] = field(default_factory=dict)
    """What was entered, by the entry page."""
    ways_back: dict[str, str] = field(default_factory=dict)
    """Where somebody goes after an entry page, by that page."""
    forgotten: list[str] = field(default_factory=list)
    refunds: dict[str, GivenBack] = field(default_factory=dict)
    customers: dict[str, str] = field(default_factory=dict)
    fails_with: BaseException | None = None
    loses_answers_with: BaseException | None = None

    def settle(self, key: str, state: ChargeState, *, code: str = "") -> Charge:
        """Let a charge go on at the processor: a draft clears or returns, a step is taken."""
        self.charges[key] = replace(self.charges[key], state=state, code=code, step_url="")
        return self.charges[key]

    def enter(self, session_ref: str, instrument: Instrument) -> None:
        """Let somebody enter a card or bank account on an entry page."""
        self.entries[session_ref] = instrument

    def message(self, object_ref: str, *, message_id: str, kind: str = "payment_intent.succeeded") -> bytes:
        """Return the body of a message that says that something changed; `SIGNATURE` signs it."""
        return json.dumps({"id": message_id, "kind": kind, "object": object_ref}).encode()

    def customer(self, *, key: str, name: str, email: str) -> str:
        """Make a customer, once for the key."""
        with _Call(self):
            return self.customers.setdefault(key, f"cus_{len(self.customers) + 1}")

    def entry_page(
        self, *, key: str, customer_ref: str, kinds: tuple[InstrumentKind, ...], return_url: str, cancel_url: str
    ) -> EntryPage:
        """Open an entry page, once for the key."""
        with _Call(self):
            self.entries.setdefault(f"cs_{key}", None)
            self.ways_back[f"cs_{key}"] = return_url
            return EntryPage(f"cs_{key}", f"{ADDRESS}/enter/{key}")

    def entered(self, *, session_ref: str) -> Instrument | None:
        """Return what `enter` was told."""
        with _Call(self):
            return self.entries.get(session_ref)

    def forget(self, *, token: str) -> None:
        """Note that a token was let go; a charge of it is declined from then on."""
        with _Call(self):
            self.forgotten.append(token)

    def charge(self, order: ChargeOrder) -> Charge:
        """Charge once for the key, with the outcome of the token."""
        with _Call(self):
            self.orders.append(order)
            if order.key not in self.charges:
                self.charges[order.key] = self._made(order)
            return self.charges[order.key]

    def charge_of(self, *, key: str) -> Charge | None:
        """Return the charge of a key."""
        with _Call(self):
            return self.charges.get(key)

    def charge_now(self, *, charge_ref: str) -> Charge:
        """Return a charge as it stands."""
        with _Call(self):
            return next(charge for charge in self.charges.values() if charge.charge_ref == charge_ref)

    def charges_of(self, *, made_from: datetime, made_to: datetime) -> Iterator[Charge]:
        """Yield the charges of a time, the newest first."""
        with _Call(self):
            found = [charge for charge in self.charges.values() if made_from <= charge.made_at < made_to]
        yield from reversed(found)

    def refund(self, *, key: str, charge_ref: str, cents: Cents) -> GivenBack:
        """Give back, once for the key; more than is left of the charge is an answer with a code."""
        with _Call(self):
            if key not in self.refunds:
                self.refunds[key] = self._given_back(key, charge_ref, cents)
            return self.refunds[key]

    def call_off(self, *, key: str, charge_ref: str) -> Charge:
        """Decline what waits for a step, and void an accepted draft; all else stays."""
        with _Call(self):
            charge = next(each for each in self.charges.values() if each.charge_ref == charge_ref)
            if charge.state is ChargeState.NEEDS_STEP:
                self.settle(charge.key, ChargeState.DECLINED, code="canceled")
            elif charge.state is ChargeState.PENDING:
                self.charges[charge.key] = replace(charge, state=ChargeState.CLEARED, refunded_cents=charge.cents)
            return self.charges[charge.key]

    def message_in(self, body: bytes, *, signature: str, now: datetime) -> Message:
        """Read what `message` wrote."""
        if signature != SIGNATURE:
            raise MessageForged("the signature is not the fake's")
        told = json.loads(body)
        return Message(told["id"], told["kind"], told["object"], now)

    def _made(self, order: ChargeOrder) -> Charge:
        usual = ChargeState.CLEARED if order.kind is InstrumentKind.CARD else ChargeState.PENDING
        outcome = self.outcomes.get(order.token, Outcome(usual))
        if order.token in self.forgotten:
            outcome = Outcome(ChargeState.DECLINED, "resource_missing")
        if outcome.state is ChargeState.NEEDS_STEP and not order.is_attended:
            outcome = Outcome(ChargeState.DECLINED, "authentication_required")
        step_url = f"{ADDRESS}/step/{order.key}" if outcome.state is ChargeState.NEEDS_STEP else ""
        ref = f"pi_{len(self.charges) + 1}"
        return Charge(ref, order.key, outcome.state, order.cents, 0, self.now, outcome.code, step_url)

    def _given_back(self, key: str, charge_ref: str, cents: Cents) -> GivenBack:
        charge = next(each for each in self.charges.values() if each.charge_ref == charge_ref)
        ref = f"re_{len(self.refunds) + 1}"
        if not 0 < cents <= charge.cents - charge.refunded_cents:
            return GivenBack(ref, key, charge_ref, cents, is_done=False, code="charge_already_refunded")
        self.charges[charge.key] = replace(charge, refunded_cents=charge.refunded_cents + cents)
        return GivenBack(ref, key, charge_ref, cents, is_done=True)


class _Call:
    """One call: refused inside a transaction; fails before or after its work, as told."""

    __slots__ = ("_fake",)

    def __init__(self, fake: FakeProcessor) -> None:
        self._fake = fake

    def __enter__(self) -> None:
        refuse_inside_transaction()
        if self._fake.fails_with is not None:
            raise self._fake.fails_with

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        if error is None and self._fake.loses_answers_with is not None:
            raise self._fake.loses_answers_with
