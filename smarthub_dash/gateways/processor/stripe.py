"""Stripe: cards and bank drafts, entered on its hosted page, charged once for each key."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import httpx

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
    ProcessorAway,
)
from smarthub_dash.gateways.processor.signatures import refuse_forged
from smarthub_dash.gateways.processor.stripe_shapes import (
    KINDS,
    charge_of_intent,
    instant,
    instrument_of,
    is_disputed,
    refund_of,
)
from smarthub_dash.gateways.processor.stripe_wire import PATIENCE, OrderRefused, StripeWire, understanding
from smarthub_dash.kit.money import Cents

PAGE = 100
WITH_CHARGE = ("expand[]", "latest_charge")
NEVER = datetime.fromtimestamp(0, UTC)
"""When an order was made that was refused outright."""
VOIDABLE = ("requires_action", "requires_confirmation", "requires_payment_method", "processing")


class StripeProcessor:
    """Speaks Stripe's API, as one account; every call may raise `ProcessorAway`."""

    def __init__(self, wire: StripeWire, *, message_secrets: Sequence[str]) -> None:
        self._wire = wire
        self._message_secrets = tuple(message_secrets)

    def customer(self, *, key: str, name: str, email: str) -> str:
        """Return the customer of a key; what it is called is what the first call said."""
        found = self._wire.ask("/v1/customers/search", [("query", _with_key(key)), ("limit", "1")])
        with understanding():
            if found["data"]:
                return str(found["data"][0]["id"])
        fields = [("name", name), ("email", email), ("metadata[key]", key)]
        made = self._told("/v1/customers", fields, key=f"customer:{key}")
        with understanding():
            return str(made["id"])

    def entry_page(
        self, *, key: str, customer_ref: str, kinds: tuple[InstrumentKind, ...], return_url: str, cancel_url: str
    ) -> EntryPage:
        """Open a Checkout page that stores what is entered and charges nothing."""
        fields = [("mode", "setup"), ("customer", customer_ref), ("success_url", return_url), ("metadata[key]", key)]
        fields += [("cancel_url", cancel_url), *(("payment_method_types[]", KINDS[kind]) for kind in kinds)]
        made = self._told("/v1/checkout/sessions", fields, key=key)
        with understanding():
            return EntryPage(str(made["id"]), str(made["url"]))

    def entered(self, *, session_ref: str) -> Instrument | None:
        """Return what was entered."""
        found = self._asked(f"/v1/checkout/sessions/{_id(session_ref)}", [("expand[]", "setup_intent.payment_method")])
        with understanding():
            return instrument_of(found)

    def forget(self, *, token: str) -> None:
        """Detach a payment method; one that is not there is forgotten already."""
        try:
            self._wire.tell(f"/v1/payment_methods/{_id(token)}/detach", [], key=f"forget:{token}")
        except OrderRefused:
            return

    def charge(self, order: ChargeOrder) -> Charge:
        """Make and confirm a payment intent."""
        try:
            answer = self._wire.tell("/v1/payment_intents", _order_fields(order), key=order.key)
        except OrderRefused as refused:
            return self._refused(order, refused)
        if answer.is_replayed:
            # The answer of that time is kept for the key; meanwhile a step may have been taken, a draft returned.
            return self.charge_now(charge_ref=str(answer.body.get("id")))
        return self._charge(answer.body)

    def charge_of(self, *, key: str) -> Charge | None:
        """Look up by the key kept with it. Their search is up to a minute behind; within a day `charge` is exact."""
        query = [("query", _with_key(key)), ("limit", "1"), ("expand[]", "data.latest_charge")]
        found = self._asked("/v1/payment_intents/search", query)
        with understanding():
            return self._charge(found["data"][0]) if found["data"] else None

    def charge_now(self, *, charge_ref: str) -> Charge:
        """Return a payment intent as it stands."""
        return self._charge(self._asked(f"/v1/payment_intents/{_id(charge_ref)}", [WITH_CHARGE]))

    def charges_of(self, *, made_from: datetime, made_to: datetime) -> Iterator[Charge]:
        """Yield page by page, the newest first."""
        # Their stamps are whole seconds: what is stamped `s` was made in [s, s + 1), and counts as made at s.
        window = [("created[gte]", _whole(made_from)), ("created[lt]", _whole(made_to))]
        query = [*window, ("limit", str(PAGE)), ("expand[]", "data.latest_charge")]
        after: list[tuple[str, str]] = []
        while True:
            found = self._asked("/v1/payment_intents", [*query, *after])
            with understanding():
                page, has_more = list(found["data"]), bool(found["has_more"])
            yield from map(self._charge, page)
            if not (page and has_more):
                return
            after = [("starting_after", str(page[-1].get("id")))]

    def refund(self, *, key: str, charge_ref: str, cents: Cents) -> GivenBack:
        """Cancel what has not settled where all of it is given back; else refund."""
        intent = self._asked(f"/v1/payment_intents/{_id(charge_ref)}")
        with understanding():
            is_whole = intent["amount"] == cents and intent["status"] in (*VOIDABLE, "canceled")
        if is_whole and self._is_canceled(key=key, charge_ref=charge_ref):
            return GivenBack(f"void_{charge_ref}", key, charge_ref, cents, is_done=True)
        fields = [("payment_intent", charge_ref), ("amount", str(cents)), ("metadata[key]", key)]
        try:
            answer = self._wire.tell("/v1/refunds", fields, key=key)
        except OrderRefused as refused:
            return GivenBack("", key, charge_ref, cents, is_done=False, code=refused.code)
        made = answer.body
        if answer.is_replayed:
            made = self._asked(f"/v1/refunds/{_id(str(made.get('id')))}")
        with understanding():
            return refund_of(made, key=key)

    def call_off(self, *, key: str, charge_ref: str) -> Charge:
        """Cancel a payment intent if that is still possible."""
        self._is_canceled(key=key, charge_ref=charge_ref)
        return self.charge_now(charge_ref=charge_ref)

    def message_in(self, body: bytes, *, signature: str, now: datetime) -> Message:
        """Verify the signature of an event over its raw body, then read of it which object changed."""
        refuse_forged(body, signature=signature, secrets=self._message_secrets, now=now)
        try:
            event = json.loads(body)
            told = event["data"]["object"]
            ref = told["id"] if told["object"] in ("payment_intent", "refund") else told.get("payment_intent")
            return Message(str(event["id"]), str(event["type"]), str(ref or told["id"]), instant(event["created"]))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise MessageForged("the message is signed and makes no sense") from error

    def _is_canceled(self, *, key: str, charge_ref: str) -> bool:
        try:
            self._wire.tell(f"/v1/payment_intents/{_id(charge_ref)}/cancel", [], key=f"void:{key}")
        except OrderRefused:
            # Too late for that, or canceled before under another key.
            return self._asked(f"/v1/payment_intents/{_id(charge_ref)}").get("status") == "canceled"
        return True

    def _charge(self, intent: Mapping[str, Any]) -> Charge:
        disputes = None
        if is_disputed(intent):
            disputes = self._asked("/v1/disputes", [("payment_intent", str(intent.get("id"))), ("limit", "10")])
        with understanding():
            return charge_of_intent(intent, disputes=disputes)

    def _refused(self, order: ChargeOrder, refused: OrderRefused) -> Charge:
        intent = refused.error.get("payment_intent")
        if isinstance(intent, dict):
            with understanding():
                made = charge_of_intent(intent)
                code = made.code or refused.code
                return Charge(made.charge_ref, order.key, ChargeState.DECLINED, order.cents, 0, made.made_at, code)
        return Charge("", order.key, ChargeState.DECLINED, order.cents, 0, NEVER, refused.code)

    def _asked(self, path: str, fields: Sequence[tuple[str, str]] = ()) -> Mapping[str, Any]:
        try:
            return self._wire.ask(path, fields)
        except OrderRefused as refused:
            raise ProcessorAway(f"the processor does not know what we ask for: {refused.code}") from refused

    def _told(self, path: str, fields: Sequence[tuple[str, str]], *, key: str) -> Mapping[str, Any]:
        try:
            return self._wire.tell(path, fields, key=key).body
        except OrderRefused as refused:
            raise ProcessorAway(f"the processor refused what must always go: {refused.code}") from refused


def stripe_processor(
    *, url: str, key: str, message_secrets: Sequence[str], patience: float = PATIENCE
) -> StripeProcessor:
    """Return a processor that is spoken to over the network."""
    limits = httpx.Limits(max_connections=64, max_keepalive_connections=32, keepalive_expiry=30)

    def transport() -> httpx.BaseTransport:
        return httpx.HTTPTransport(limits=limits)

    return StripeProcessor(
        StripeWire(url=url, key=key, transport=transport, patience=patience), message_secrets=message_secrets
    )


def _order_fields(order: ChargeOrder) -> Sequence[tuple[str, str]]:
    fields = [
        ("amount", str(order.cents)),
        ("currency", "usd"),
        ("customer", order.customer_ref),
        ("payment_method", order.token),
        ("payment_method_types[]", KINDS[order.kind]),
        ("confirm", "true"),
        ("description", order.description),
        ("metadata[key]", order.key),
        WITH_CHARGE,
    ]
    if order.mandate_ref:
        fields.append(("mandate", order.mandate_ref))
    # Whoever is there can take a step of the card's bank, and needs a way back from it.
    fields.append(("return_url", order.return_url) if order.is_attended else ("off_session", "true"))
    return fields


def _with_key(key: str) -> str:
    quoted = key.replace("\\", "\\\\").replace("'", "\\'")
    return f"metadata['key']:'{quoted}'"


def _whole(moment: datetime) -> str:
    return str(math.ceil(moment.timestamp()))


def _id(ref: str) -> str:
    return quote(ref, safe="")
