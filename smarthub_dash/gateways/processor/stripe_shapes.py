"""What Stripe's objects mean to us."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from smarthub_dash.gateways.processor import Charge, ChargeState, GivenBack, Instrument, InstrumentKind

KINDS = {InstrumentKind.CARD: "card", InstrumentKind.BANK: "us_bank_account"}
RETURN_CODES = {
    "insufficient_funds": "R01",
    "account_closed": "R02",
    "no_account": "R03",
    "invalid_account_number": "R04",
    "incorrect_account_details": "R04",
    "debit_not_authorized": "R10",
    "bank_account_restricted": "R16",
}
"""What banks say as Nacha numbers it, where Stripe tells it in words of its own."""
BRANDS = {"amex": "American Express", "diners": "Diners Club", "jcb": "JCB", "unionpay": "UnionPay"}
"""How cards are called whose name is not simply their word with a capital letter."""
NOT_WITHDRAWN = ("won", "warning_needs_response", "warning_under_review", "warning_closed")
"""A dispute in one of these states has taken no money, or has given it back."""

_NACHA = re.compile(r"R[0-9]{2}")
Json = Mapping[str, Any]


def charge_of_intent(intent: Json, *, disputes: Json | None = None) -> Charge:
    """Return a payment intent as a charge; `disputes` where its latest charge says that there are some."""
    made = intent.get("latest_charge")
    latest: Json = made if isinstance(made, dict) else {}
    state, code = _standing(intent, latest)
    reason = _withdrawn_for(disputes)
    if reason is not None:
        state, code = ChargeState.RETURNED, RETURN_CODES.get(reason, reason)
    return Charge(
        charge_ref=_text(intent["id"]),
        key=_text((intent.get("metadata") or {}).get("key", "")),
        state=state,
        cents=_cents(intent["amount"]),
        refunded_cents=_refunded(intent, latest),
        made_at=instant(intent["created"]),
        code=code if state in (ChargeState.DECLINED, ChargeState.RETURNED) else "",
        step_url=_step_url(intent) if state is ChargeState.NEEDS_STEP else "",
    )


def is_disputed(intent: Json) -> bool:
    """Return whether somebody asked for the money of a payment intent back through a bank."""
    latest = intent.get("latest_charge")
    return isinstance(latest, dict) and latest.get("disputed") is True


def instrument_of(session: Json) -> Instrument | None:
    """Return what was entered on a hosted page; None if nothing was, or its bank has yet to confirm it."""
    setup = session.get("setup_intent")
    if session.get("status") != "complete" or not isinstance(setup, dict) or setup.get("status") != "succeeded":
        return None
    method = setup["payment_method"]
    kind = InstrumentKind.CARD if method["type"] == "card" else InstrumentKind.BANK
    shown = method[KINDS[kind]]
    is_card = kind is InstrumentKind.CARD
    return Instrument(
        token=_text(method["id"]),
        kind=kind,
        brand=_brand(shown["brand"]) if is_card else _text(shown.get("bank_name") or ""),
        account_type="" if is_card else _text(shown.get("account_type") or "checking"),
        last_four=_text(shown["last4"]),
        expires_year=int(shown["exp_year"]) if is_card else None,
        expires_month=int(shown["exp_month"]) if is_card else None,
        mandate_ref=_text(setup.get("mandate") or ""),
    )


def refund_of(refund: Json, *, key: str) -> GivenBack:
    """Return a refund."""
    status = refund["status"]
    has_failed = status in ("failed", "canceled")
    return GivenBack(
        refund_ref=_text(refund["id"]),
        key=key,
        charge_ref=_text(refund["payment_intent"]),
        cents=_cents(refund["amount"]),
        is_done=status == "succeeded",
        code=_text(refund.get("failure_reason") or status) if has_failed else "",
    )


def instant(stamp: object) -> datetime:
    """Return the instant of a stamp in whole seconds."""
    return datetime.fromtimestamp(_cents(stamp), UTC)


def _standing(intent: Json, latest: Json) -> tuple[ChargeState, str]:
    is_bank = "us_bank_account" in intent.get("payment_method_types", ())
    match intent["status"]:
        case "succeeded":
            return ChargeState.CLEARED, ""
        case "processing":
            return (ChargeState.PENDING if is_bank else ChargeState.UNKNOWN), ""
        case "requires_action":
            return (ChargeState.NEEDS_STEP if _step_url(intent) else ChargeState.UNKNOWN), ""
        case "requires_payment_method":
            # A draft that its bank sent back goes to where it began; that it had been accepted its charge tells.
            state = ChargeState.RETURNED if is_bank and latest else ChargeState.DECLINED
            return state, _failure(intent, latest, is_bank=is_bank)
        case "canceled":
            # Voided after it had been accepted: no money moves, and all of it counts as given back.
            return (ChargeState.CLEARED if latest else ChargeState.DECLINED), "canceled"
        case _:
            return ChargeState.UNKNOWN, ""


def _failure(intent: Json, latest: Json, *, is_bank: bool) -> str:
    error: Json = intent.get("last_payment_error") or {}
    network = _text(error.get("network_decline_code") or "")
    if is_bank and _NACHA.fullmatch(network):
        return network
    word = error.get("decline_code") or latest.get("failure_code") or error.get("code") or "declined"
    return RETURN_CODES.get(_text(word), _text(word)) if is_bank else _text(word)


def _withdrawn_for(disputes: Json | None) -> str | None:
    for dispute in disputes["data"] if disputes else ():
        if dispute["status"] not in NOT_WITHDRAWN:
            code = _text(dispute.get("network_reason_code") or "")
            return code if _NACHA.fullmatch(code) else _text(dispute["reason"])
    return None


def _refunded(intent: Json, latest: Json) -> int:
    if intent["status"] == "canceled" and latest:
        return _cents(intent["amount"])
    return _cents(latest.get("amount_refunded", 0))


def _step_url(intent: Json) -> str:
    action: Json = intent.get("next_action") or {}
    redirect: Json = action.get("redirect_to_url") or {}
    deposits: Json = action.get("verify_with_microdeposits") or {}
    return _text(redirect.get("url") or deposits.get("hosted_verification_url") or "")


def _brand(word: object) -> str:
    return BRANDS.get(_text(word), _text(word).capitalize())


def _text(found: object) -> str:
    if not isinstance(found, str):
        raise TypeError("not a text")
    return found


def _cents(found: object) -> int:
    if not isinstance(found, int) or isinstance(found, bool):
        raise TypeError("not a whole number")
    return found
