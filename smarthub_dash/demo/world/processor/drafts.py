"""What the bank does in its own time: it confirms drafts, sends them back, also late, and finishes refunds."""

from smarthub_dash.demo.world.processor.desk import ApiError, Desk, new_id
from smarthub_dash.demo.world.processor.intents import clear, fail
from smarthub_dash.demo.world.processor.journal import Json
from smarthub_dash.demo.world.processor.methods import BANK
from smarthub_dash.demo.world.processor.numbers import RETURN_WORDS


def work_off(desk: Desk) -> int:
    """Do everything whose time has come at the bank; return how many things moved."""
    moved = 0
    while step := work_some(desk):
        moved += step
    return moved


def work_some(desk: Desk) -> int:
    """Do a part of what has come, so that others are answered in between; return how many things moved."""
    due = desk.journal.due(desk.bank_time())
    with desk.journal.whole():
        for thing in due:
            _move(desk, thing)
    return len(due)


def send_back(desk: Desk, intent: Json, *, code: str) -> Json:
    """
    Let a bank send a draft back now: while it is on its way it fails, later it is disputed.

    :raises ApiError: if it is no draft, or has come back already
    """
    charge = intent["latest_charge"]
    if intent["_kind"] != BANK or intent["status"] not in ("processing", "succeeded") or charge["disputed"]:
        raise ApiError(400, "payment_intent_unexpected_state", f"It is {intent['status']}.")
    intent["_due_at"] = None
    if intent["status"] == "succeeded":
        return _dispute(desk, intent, code)
    charge |= {"status": "failed", "failure_code": RETURN_WORDS.get(code, "generic_could_not_process")}
    error = {"type": "api_error", "code": charge["failure_code"], "network_decline_code": code}
    return fail(desk, intent, error=error | {"message": "The bank sent the draft back."})


def make_refund(desk: Desk, intent: Json, *, cents: int, key: str) -> Json:
    """
    Give back.

    :raises ApiError: if there is not so much left of it, or nothing to give back yet
    """
    charge = intent["latest_charge"]
    if intent["status"] != "succeeded":
        raise ApiError(400, "payment_intent_unexpected_state", f"It is {intent['status']}.")
    if charge["disputed"]:
        raise ApiError(400, "charge_disputed", "The money was taken back already.")
    if not 0 < cents <= charge["amount"] - charge["amount_refunded"]:
        raise ApiError(400, "charge_already_refunded", "So much is not left of it.").about({"param": "amount"})
    is_bank = intent["_kind"] == BANK
    refund = {
        "id": new_id("re"),
        "object": "refund",
        "created": int(desk.now()),
        "amount": cents,
        "payment_intent": intent["id"],
        "metadata": {"key": key},
        "status": "pending" if is_bank else "succeeded",
        "_due_at": desk.bank_time() + desk.draft_seconds if is_bank else None,
    }
    charge["amount_refunded"] += cents
    desk.journal.put(intent, key=intent["metadata"]["key"])
    desk.journal.put(refund, key=key)
    desk.tell("charge.refunded", charge)
    return refund


def _move(desk: Desk, thing: Json) -> None:
    thing["_due_at"] = None
    if thing["object"] == "refund":
        thing["status"] = "succeeded"
        desk.journal.put(thing)
        desk.tell("refund.updated", thing)
    elif thing["status"] == "succeeded" or (thing["_returned"] and not thing["_is_late"]):
        send_back(desk, thing, code=thing["_returned"])
    else:
        if thing["_is_late"]:
            thing["_due_at"] = desk.bank_time() + desk.draft_seconds
        clear(desk, thing, thing["latest_charge"])


def _dispute(desk: Desk, intent: Json, code: str) -> Json:
    # So Stripe tells of drafts that come back after they had cleared: as a dispute that is lost from the start.
    dispute = {
        "id": new_id("du"),
        "object": "dispute",
        "created": int(desk.now()),
        "amount": intent["amount"],
        "payment_intent": intent["id"],
        "reason": RETURN_WORDS.get(code, "bank_cannot_process"),
        "network_reason_code": code,
        "status": "lost",
    }
    intent["latest_charge"]["disputed"] = True
    desk.journal.put(intent, key=intent["metadata"]["key"])
    desk.journal.put(dispute, key=intent["id"])
    desk.tell("charge.dispute.created", dispute)
    return intent
