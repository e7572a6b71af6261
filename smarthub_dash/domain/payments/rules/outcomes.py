"""What a charge's answer means: where a tender goes from there, and what the member reads of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from smarthub_dash.domain.payments.rules import CREDITED, LEGAL_MOVES, UNSETTLED, MethodKind, TenderState


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where a charge stands, in our words; OPEN is "nobody can say yet"."""

    state: TenderState
    charge_ref: str = ""
    code: str = ""
    step_url: str = ""


def next_state(state: TenderState, told: TenderState) -> TenderState | None:
    """
    Return where a tender goes that is told where its charge stands; None if it stays, whatever came late.

    A draft that came back before it was ever credited is declined: there is nothing to turn around. One that was
    credited and is called off after that is returned: what was credited is turned around.
    """
    if told is TenderState.RETURNED and state in UNSETTLED:
        return TenderState.DECLINED
    if told is TenderState.DECLINED and state in CREDITED:
        return TenderState.RETURNED
    return told if (state, told) in LEGAL_MOVES else None


STATE_WORDS: Mapping[TenderState, str] = {
    TenderState.OPEN: "Processing",
    TenderState.NEEDS_STEP: "Processing",
    TenderState.PENDING: "Posted",
    TenderState.CLEARED: "Posted",
    TenderState.DECLINED: "Declined",
    TenderState.RETURNED: "Returned",
    TenderState.REFUNDED: "Refunded",
}
"""One word for a badge."""

NOT_ENOUGH = "There was not enough money in the account."
CLOSED = "The bank account is closed or could not be found."
NOT_AUTHORIZED = "The bank says that the payment was not authorized."
REASONS: Mapping[str, str] = {
    "insufficient_funds": NOT_ENOUGH,
    "R01": NOT_ENOUGH,
    "R09": "The money in the account was not available yet.",
    "R02": CLOSED,
    "R03": CLOSED,
    "R04": CLOSED,
    "account_closed": CLOSED,
    "no_account": CLOSED,
    "R05": NOT_AUTHORIZED,
    "R07": NOT_AUTHORIZED,
    "R08": "Payment was stopped at the bank.",
    "R10": NOT_AUTHORIZED,
    "R11": NOT_AUTHORIZED,
    "R16": "The bank account is frozen.",
    "R20": "The bank account cannot be used for payments.",
    "debit_not_authorized": NOT_AUTHORIZED,
    "expired_card": "The card has expired.",
    "incorrect_cvc": "The card's security code did not match.",
    "lost_card": "The card's bank did not accept it.",
    "stolen_card": "The card's bank did not accept it.",
    "authentication_required": "The card's bank wanted to ask you something first.",
    "step_not_taken": "The step that your card's bank asked for was not finished.",
    "payment_intent_authentication_failure": "The step that your card's bank asked for did not succeed.",
    "never_taken": "The payment could not be sent.",
}


def reason_words(code: str, *, kind: MethodKind) -> str:
    """Return why a payment was declined or returned, in a sentence."""
    default = "The card's bank did not accept it." if kind is MethodKind.CARD else "The bank did not accept it."
    return REASONS.get(code, default)


def what_to_do(code: str, *, kind: MethodKind) -> str:
    """Return what the member can do about it, in a sentence."""
    if code == "never_taken":
        return "Please try again."
    if code in ("step_not_taken", "authentication_required", "payment_intent_authentication_failure"):
        return "Try again and say yes when your card's bank asks, or pay with another payment account."
    if code in ("insufficient_funds", "R01", "R09"):
        return "Pay with another payment account, or try again later."
    return "Pay with another payment account" + (", or call your card's bank." if kind is MethodKind.CARD else ".")
