"""What a member agrees to before a bank account is entered; each text keeps its version for ever."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from smarthub_dash.domain.payments.rules import MethodKind
from smarthub_dash.kit.errors import Refused


class NotAuthorized(Refused):
    """The box below the authorization was not ticked."""


@dataclass(frozen=True, slots=True)
class Authorization:
    """
    A text as it is shown, agreed to and sent as a copy.

    Source: Nacha Operating Rules, WEB debits: what is authorized, how amount and day are known, how it is revoked.
    """

    version: str
    sentences: tuple[str, ...]
    tick: str


BANK = Authorization(
    "bank-2026-11",
    (
        (
            "I authorize Callaway Electric Cooperative, for itself and for Callabyte Technology, to debit the bank "
            "account that I enter on the next page, and to credit it where a debit was a mistake."
        ),
        (
            "It is debited only for payments that I make or put down for a later day here, and for Auto Pay where I "
            "sign up for it: each time for the amount and on the day that I was shown before."
        ),
        (
            "I can end this at any time: by removing the bank account under My Profile, or by calling 573-642-3326. "
            "A payment for a later day can be stopped until the day before."
        ),
    ),
    "I authorize these debits, and I may sign for this bank account.",
)
ONE_DEBIT = Authorization(
    "bank-once-2026-11",
    (
        (
            "I authorize Callaway Electric Cooperative, for itself and for Callabyte Technology, to debit the bank "
            "account that I enter on the next page once, today, for the amount shown here."
        ),
        "The bank account is not kept for later payments. To take this back, call 573-642-3326 at once.",
    ),
    "I authorize this debit, and I may sign for this bank account.",
)
ONE_DEBIT_OF_MEMBER = Authorization(
    "bank-once-own-2026-11",
    (
        (
            "I authorize Callaway Electric Cooperative, for itself and for Callabyte Technology, to debit the bank "
            "account that I enter on the next page once, today, for the total that I confirm after it."
        ),
        "The bank account is not kept for later payments. To take this back, call 573-642-3326 at once.",
    ),
    "I authorize this debit, and I may sign for this bank account.",
)
AUTHORIZATIONS: Mapping[MethodKind, Authorization] = MappingProxyType({MethodKind.BANK: BANK})
"""What must be agreed to before something is kept; a card is agreed on with the processor, on its own page."""


def agreed_version(kind: MethodKind, *, is_agreed: bool, is_once: bool = False) -> str:
    """
    Return which text was agreed to; empty where there is none.

    :raises NotAuthorized: if there is one and it was not
    """
    text = ONE_DEBIT_OF_MEMBER if is_once and kind is MethodKind.BANK else AUTHORIZATIONS.get(kind)
    if text is None:
        return ""
    if not is_agreed:
        raise NotAuthorized("Tick the box below the authorization: without it a bank account cannot be used.")
    return text.version
