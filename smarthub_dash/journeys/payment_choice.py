"""What a member has chosen to pay, as the address of Make a Payment holds it: to be left, kept and come back to."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from urllib.parse import urlencode
from uuid import UUID

from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.money import Cents

PAY_PATH = "/billing/pay"
ONCE_PATH = f"{PAY_PATH}/once"
"""Where something is entered that pays once and is not kept."""
MOST_ACCOUNTS = 60
LONGEST_NUMBER = 24
LONGEST_AMOUNT = 14
NOTHING = "none"
AMOUNT = re.compile(r"\$?\s?([0-9]{1,9})(?:\.([0-9]{0,2}))?")


class AmountUnreadable(Refused):
    """What was typed is not an amount of money."""


class AmountKind(StrEnum):
    """Which amount of an account is paid."""

    DUE = "due"
    PAST = "past"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Wanted:
    """The amount that was chosen for an account; `typed` is what stands in the field of another amount."""

    kind: AmountKind = AmountKind.DUE
    typed: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """
    All that was chosen; None where nothing was yet, and the page chooses.

    Shape: accounts by their numbers.
    """

    wanted: Mapping[str, Wanted] | None = None
    method_id: UUID | None = None
    pay_on: date | None = None
    """None is today."""
    is_review: bool = field(default=False, compare=False)


def choice_of(query: Mapping[str, str]) -> Choice:
    """Read an address; what it gets wrong is left out, for it may be an old bookmark."""
    return Choice(
        wanted=_wanted(query),
        # Whoever added a payment account comes back with `method`.
        method_id=_uuid(query.get("method", "") or query.get("with", "")),
        pay_on=day_of(query.get("on", "")),
        is_review=query.get("step", "") == "review",
    )


def address_of(choice: Choice) -> str:
    """Return the address that makes a choice."""
    parts: dict[str, str] = {}
    if choice.wanted is not None:
        told = [f"{number}:{_told(wanted)}" for number, wanted in choice.wanted.items()]
        parts["pay"] = ",".join(told) or NOTHING
    if choice.method_id is not None:
        parts["with"] = str(choice.method_id)
    if choice.pay_on is not None:
        parts["on"] = choice.pay_on.isoformat()
    if choice.is_review:
        parts["step"] = "review"
    return f"{PAY_PATH}?{urlencode(parts, safe=':,.')}" if parts else PAY_PATH


def amount_of(typed: str) -> Cents:
    """
    Return an amount as a member types it.

    Source: "25", "25.5", "$1,025.50".
    :raises AmountUnreadable: if it is none, not above zero, or not in whole cents
    """
    found = AMOUNT.fullmatch(typed.strip().replace(",", ""))
    if found is None:
        raise AmountUnreadable("Enter an amount such as 25.00.")
    cents = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))
    if cents <= 0:
        raise AmountUnreadable("Enter an amount above zero, such as 25.00.")
    return cents


def day_of(typed: str) -> date | None:
    """Read a day as browsers write it; None if it is none."""
    try:
        return date.fromisoformat(typed) if len(typed) == 10 else None
    except ValueError:
        return None


def _wanted(query: Mapping[str, str]) -> Mapping[str, Wanted] | None:
    if account := query.get("account", "")[:LONGEST_NUMBER]:
        return {account: Wanted()}
    told = query.get("pay", "")
    if not told:
        return None
    found: dict[str, Wanted] = {}
    for part in told.split(",")[:MOST_ACCOUNTS]:
        number, _, amount = part.partition(":")
        if number and number != NOTHING and len(number) <= LONGEST_NUMBER:
            kinds = (AmountKind.DUE, AmountKind.PAST)
            is_typed = amount not in kinds
            found[number] = (
                Wanted(AmountKind.OTHER, amount[:LONGEST_AMOUNT]) if is_typed else Wanted(AmountKind(amount))
            )
    return found


def _told(wanted: Wanted) -> str:
    if wanted.kind is not AmountKind.OTHER:
        return wanted.kind.value
    return "".join(sign for sign in wanted.typed if sign.isdigit() or sign == ".") or "0"


def _uuid(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None
