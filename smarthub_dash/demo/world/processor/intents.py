"""Charging: what becomes of an order at once, after a step of the card's bank, and when it is voided or given back."""

from smarthub_dash.demo.world.processor.desk import ApiError, Desk, new_id
from smarthub_dash.demo.world.processor.journal import Json
from smarthub_dash.demo.world.processor.methods import BANK, CARD, fate_of, method_for
from smarthub_dash.demo.world.processor.numbers import Fate, is_over

LEAST_CENTS, MOST_CENTS = 50, 99_999_999
"""What Stripe charges in dollars at least and at most."""
DECLINE_WORDS = {
    "expired_card": "expired_card",
    "incorrect_cvc": "incorrect_cvc",
    "processing_error": "processing_error",
}
"""Where the code of an error is the decline's own; of all others it is `card_declined`."""


def make_intent(desk: Desk, asked: Json) -> Json:
    """
    Make and confirm a payment intent.

    :raises ApiError: if it is refused; a card's refusal is kept with it, as an intent that was not paid
    """
    cents = asked["amount"]
    if not LEAST_CENTS <= cents <= MOST_CENTS:
        code = "amount_too_small" if cents < LEAST_CENTS else "amount_too_large"
        raise ApiError(400, code, "The amount is out of bounds.").about({"param": "amount"})
    method = method_for(desk, token=asked["payment_method"], customer=asked["customer"])
    if method["type"] not in asked["payment_method_types"]:
        raise ApiError(400, "payment_method_unexpected_type", "That kind is not in payment_method_types.")
    intent = _drawn_up(desk, asked, method)
    fate = fate_of(method)
    if method["type"] == BANK:
        return _draft(desk, intent, fate)
    if _has_expired(desk, method):
        raise _declined(desk, intent, "expired_card")
    if fate.needs_step:
        return _ask_for_step(desk, intent, asked)
    if fate.declined:
        raise _declined(desk, intent, fate.declined)
    return clear(desk, intent, _charge(desk, intent, "succeeded"))


def clear(desk: Desk, intent: Json, charge: Json) -> Json:
    """Note that an intent is paid."""
    charge |= {"status": "succeeded", "paid": True}
    intent |= {"status": "succeeded", "amount_received": intent["amount"], "latest_charge": charge}
    intent |= {"next_action": None}
    desk.journal.put(intent, key=intent["metadata"]["key"])
    desk.tell("payment_intent.succeeded", intent)
    return intent


def fail(desk: Desk, intent: Json, *, error: Json) -> Json:
    """Note that an intent was not paid."""
    intent |= {"status": "requires_payment_method", "last_payment_error": error, "next_action": None}
    desk.journal.put(intent, key=intent["metadata"]["key"])
    desk.tell("payment_intent.payment_failed", intent)
    return intent


def take_step(desk: Desk, intent: Json, *, is_approved: bool) -> Json:
    """Let a card's holder answer what the card's bank asks; the second answer changes nothing."""
    if intent["status"] != "requires_action":
        return intent
    if is_approved:
        return clear(desk, intent, _charge(desk, intent, "succeeded"))
    code = "payment_intent_authentication_failure"
    return fail(desk, intent, error={"type": "card_error", "code": code, "message": "The holder did not agree."})


def cancel(desk: Desk, intent: Json) -> Json:
    """
    Void what has not settled.

    :raises ApiError: if it has
    """
    if intent["status"] not in ("requires_action", "requires_payment_method", "processing"):
        raise ApiError(400, "payment_intent_unexpected_state", f"It is {intent['status']}.")
    intent |= {"status": "canceled", "canceled_at": int(desk.now()), "next_action": None, "_due_at": None}
    if isinstance(intent["latest_charge"], dict):
        intent["latest_charge"] |= {"status": "failed", "failure_code": "canceled"}
    desk.journal.put(intent, key=intent["metadata"]["key"])
    desk.tell("payment_intent.canceled", intent)
    return intent


def _has_expired(desk: Desk, method: Json) -> bool:
    shown = method[CARD]
    return is_over(year=shown["exp_year"], month=shown["exp_month"], today=desk.moment().date())


def _drawn_up(desk: Desk, asked: Json, method: Json) -> Json:
    return {
        "id": new_id("pi"),
        "object": "payment_intent",
        "created": int(desk.now()),
        "livemode": False,
        "amount": asked["amount"],
        "amount_received": 0,
        "currency": "usd",
        "customer": asked["customer"] or None,
        "description": asked["description"],
        "metadata": {"key": asked["key"]},
        "payment_method": method["id"],
        "payment_method_types": asked["payment_method_types"],
        "status": "requires_confirmation",
        "latest_charge": None,
        "last_payment_error": None,
        "next_action": None,
        "_secret": new_id("step"),
        "_kind": method["type"],
        "_last4": method[method["type"]]["last4"],
        "_return_url": asked["return_url"],
        "_due_at": None,
    }


def _charge(desk: Desk, intent: Json, status: str) -> Json:
    return {
        "id": new_id("py" if intent["_kind"] == BANK else "ch"),
        "object": "charge",
        "created": int(desk.now()),
        "amount": intent["amount"],
        "amount_refunded": 0,
        "disputed": False,
        "paid": status == "succeeded",
        "status": status,
        "failure_code": None,
        "payment_intent": intent["id"],
    }


def _draft(desk: Desk, intent: Json, fate: Fate) -> Json:
    if fate.declined:
        # Refused before any bank was asked: there is no charge of it, and no intent that could be paid later.
        raise ApiError(400, fate.declined, "This bank account is blocked.").about({"param": "payment_method"})
    due_at = None if fate.is_stuck else desk.bank_time() + desk.draft_seconds
    intent |= {"status": "processing", "latest_charge": _charge(desk, intent, "pending"), "_due_at": due_at}
    intent |= {"_returned": fate.returned, "_is_late": fate.is_late}
    desk.journal.put(intent, key=intent["metadata"]["key"])
    desk.tell("payment_intent.processing", intent)
    return intent


def _ask_for_step(desk: Desk, intent: Json, asked: Json) -> Json:
    if asked["off_session"]:
        raise _declined(desk, intent, "authentication_required")
    if not asked["return_url"]:
        raise ApiError(400, "parameter_missing", "A step needs a return_url.").about({"param": "return_url"})
    url = f"{desk.address}/step/{intent['_secret']}"
    redirect = {"url": url, "return_url": asked["return_url"]}
    intent |= {
        "status": "requires_action",
        "next_action": {"type": "redirect_to_url", "redirect_to_url": redirect},
    }
    desk.journal.put(intent, key=intent["metadata"]["key"])
    desk.journal.keep_fact(f"step:{intent['_secret']}", intent["id"])
    desk.tell("payment_intent.requires_action", intent)
    return intent


def _declined(desk: Desk, intent: Json, decline_code: str) -> ApiError:
    code = DECLINE_WORDS.get(decline_code, "card_declined")
    error = {"type": "card_error", "code": code, "decline_code": decline_code, "message": "The card was declined."}
    intent["latest_charge"] = _charge(desk, intent, "failed") | {"failure_code": code}
    kept = fail(desk, intent, error=error)
    return ApiError(402, code, error["message"], kind="card_error").about(
        {"decline_code": decline_code, "payment_intent": kept}
    )
