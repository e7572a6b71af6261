"""Customers and what they pay with: cards and bank accounts, kept as a brand, four digits and a fate."""

from collections.abc import Mapping
from dataclasses import asdict

from smarthub_dash.demo.world.processor.desk import ApiError, Desk, new_id
from smarthub_dash.demo.world.processor.journal import Json
from smarthub_dash.demo.world.processor.numbers import BANK_ACCOUNTS, BANKS, CARDS, TOKENS, Fate

CARD, BANK = "card", "us_bank_account"


def make_customer(desk: Desk, *, name: str, email: str, key: str) -> Json:
    """Keep a customer."""
    customer = {
        "id": new_id("cus"),
        "object": "customer",
        "created": int(desk.now()),
        "name": name,
        "email": email,
        "metadata": {"key": key},
    }
    desk.journal.put(customer, key=key)
    return customer


def card(desk: Desk, *, number: str, year: int, month: int, customer: str, token: str = "") -> Json:
    """Return a card by one of the test numbers; of the number its last four digits are kept."""
    brand, fate = CARDS[number]
    shown = {"brand": brand, "last4": number[-4:], "exp_month": month, "exp_year": year, "funding": "credit"}
    return _kept(desk, CARD, shown, fate=fate, customer=customer, token=token)


def bank_account(desk: Desk, *, routing: str, number: str, account_type: str, customer: str, token: str = "") -> Json:
    """Return a bank account by one of the test numbers; of the number its last four digits are kept."""
    shown = {
        "bank_name": BANKS.get(routing, "Another Test Bank"),
        "last4": number[-4:],
        "account_type": account_type,
        "account_holder_type": "individual",
    }
    return _kept(desk, BANK, shown, fate=BANK_ACCOUNTS[number], customer=customer, token=token)


def method_for(desk: Desk, *, token: str, customer: str) -> Json:
    """
    Return what a token stands for, for the customer it belongs to.

    :raises ApiError: if there is no such token, or it is somebody else's, or was let go
    """
    if token in TOKENS:
        return _of_nobody(desk, token)
    found = desk.journal.thing("payment_method", token)
    if found is None or found["customer"] is None or found["customer"] != customer:
        raise ApiError(400, "resource_missing", "The customer has no such payment method.").about(
            {"param": "payment_method"}
        )
    return found


def detach(desk: Desk, *, token: str) -> Json:
    """
    Let a payment method go.

    :raises ApiError: if it is not there, or was let go before
    """
    found = desk.journal.thing("payment_method", token)
    if found is None or found["customer"] is None:
        raise ApiError(400, "resource_missing", "There is no such payment method with a customer.")
    found |= {"customer": None}
    desk.journal.put(found)
    desk.tell("payment_method.detached", found)
    return found


def fate_of(method: Mapping[str, object]) -> Fate:
    """Return what becomes of a charge of a payment method."""
    kept = method["_fate"]
    return Fate(**kept) if isinstance(kept, dict) else Fate()


def _of_nobody(desk: Desk, token: str) -> Json:
    found = desk.journal.thing("payment_method", token)
    if found is not None:
        return found
    kind, number = TOKENS[token]
    if kind == CARD:
        return card(desk, number=number, year=2099, month=12, customer="", token=token)
    return bank_account(desk, routing="110000000", number=number, account_type="checking", customer="", token=token)


def _kept(desk: Desk, kind: str, shown: Json, *, fate: Fate, customer: str, token: str) -> Json:
    method = {
        "id": token or new_id("pm"),
        "object": "payment_method",
        "created": int(desk.now()),
        "type": kind,
        kind: shown,
        "customer": customer,
        "_fate": asdict(fate),
    }
    desk.journal.put(method)
    return method
