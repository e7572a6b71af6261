"""Entry pages: opened for a customer, filled in once, good for a day."""

from dataclasses import dataclass

from smarthub_dash.demo.world.processor.desk import ApiError, Desk, new_id
from smarthub_dash.demo.world.processor.journal import Json
from smarthub_dash.demo.world.processor.methods import BANK, bank_account, card
from smarthub_dash.demo.world.processor.typed import TypedBank, TypedCard

LIFE_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class OpenPage:
    """An entry page as its visitor finds it; `is_open` is False once it was filled in or grew too old."""

    session: Json
    is_open: bool


def make_session(desk: Desk, *, customer: str, kinds: list[str], success_url: str, cancel_url: str, key: str) -> Json:
    """
    Open an entry page.

    :raises ApiError: if there is no such customer
    """
    if desk.journal.thing("customer", customer) is None:
        raise ApiError(400, "resource_missing", "No such customer.").about({"param": "customer"})
    secret = new_id("enter")
    session = {
        "id": new_id("cs"),
        "object": "checkout.session",
        "created": int(desk.now()),
        "mode": "setup",
        "status": "open",
        "url": f"{desk.address}/enter/{secret}",
        "customer": customer,
        "payment_method_types": kinds,
        "success_url": success_url,
        "cancel_url": cancel_url,
        "payment_intent": None,
        "setup_intent": None,
        "metadata": {"key": key},
    }
    desk.journal.put(session, key=key)
    desk.journal.keep_fact(f"enter:{secret}", session["id"])
    return session


def session_in_full(desk: Desk, session_id: str) -> Json:
    """
    Return an entry page and what was entered on it.

    :raises ApiError: if there is none of that id
    """
    found = desk.journal.thing("checkout.session", session_id)
    if found is None:
        raise ApiError(404, "resource_missing", "No such checkout.session.").about({"param": "session"})
    return found


def page_of(desk: Desk, secret: str) -> OpenPage | None:
    """Return the entry page of an address; None if there is none."""
    found = desk.journal.thing("checkout.session", desk.journal.fact(f"enter:{secret}"))
    if found is None:
        return None
    is_young = desk.now() - found["created"] < LIFE_SECONDS
    return OpenPage(found, found["status"] == "open" and is_young)


def fill_in(desk: Desk, session: Json, typed: TypedCard | TypedBank) -> Json:
    """Keep what was entered; the number itself ends here."""
    customer = session["customer"]
    if isinstance(typed, TypedCard):
        method = card(desk, number=typed.number, year=typed.year, month=typed.month, customer=customer)
    else:
        method = bank_account(
            desk, routing=typed.routing, number=typed.number, account_type=typed.account_type, customer=customer
        )
    setup = {
        "id": new_id("seti"),
        "object": "setup_intent",
        "status": "succeeded",
        "payment_method": method,
        "mandate": new_id("mandate") if method["type"] == BANK else None,
    }
    session |= {"status": "complete", "setup_intent": setup}
    desk.journal.put(session, key=session["metadata"]["key"])
    desk.tell("checkout.session.completed", session)
    return session
