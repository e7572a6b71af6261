"""Orders to the processor, as the journeys make them."""

from uuid import uuid4

from smarthub_dash.gateways.processor import ChargeOrder, InstrumentKind

BACK = "http://localhost:3000/billing/pay"
CARD, BANK = InstrumentKind.CARD, InstrumentKind.BANK


def an_order(
    token: str, *, key: str = "", cents: int = 14_217, customer_ref: str = "", is_attended: bool = True
) -> ChargeOrder:
    """Return an order under a key of its own, if none is given; what kind the token is its name says."""
    kind = BANK if "Bank" in token else CARD
    return ChargeOrder(key or uuid4().hex, cents, token, customer_ref, kind, "Your bills", BACK, is_attended)
