"""What a browser may send to sign up for Auto Pay: a typed model that takes nothing else."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from smarthub_dash.journeys.payment_choice import AmountUnreadable, amount_of
from smarthub_dash.kit.money import Cents

ACCOUNT_FIELD = "account-"
DUE = "due"
"""The choice of each bill's due date; the other choices are days of the month."""
DAYS = (DUE, *(str(day) for day in range(1, 32)))
BAD_FORM = "That did not reach us as it should. Load the page again and try once more."
PICK_ACCOUNT = "Choose at least one account."
PICK_METHOD = "Choose the payment account to draw from."
BAD_CEILING = 'Write the ceiling as dollars, like "250" or "250.00", or leave it empty.'
ACCEPT = "Read the terms and tick the box under them: without your agreement nothing can be drawn."
MOST_ACCOUNTS = 60


class _Sent(BaseModel):
    # A select sends its value, a box `on`, true or nothing.
    model_config = ConfigDict(strict=True, extra="ignore")

    method: str = Field(default="", max_length=36)
    day: str = Field(default=DUE, max_length=3)
    ceiling: str = Field(default="", max_length=20)
    terms: str | bool = ""
    version: str = Field(default="", max_length=32)


@dataclass(frozen=True, slots=True)
class TypedForm:
    """The form as it was typed, and why it cannot be taken, by field."""

    numbers: tuple[str, ...]
    method: str
    day: str
    ceiling: str
    is_accepted: bool
    version: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """The form as it is meant. Units: cents."""

    numbers: tuple[str, ...]
    method_id: UUID
    chosen_day: int | None
    ceiling_cents: Cents | None


def typed_in(form: object) -> TypedForm | None:
    """Return what was typed; None if no page of ours sent it."""
    if not isinstance(form, dict):
        return None
    try:
        sent = _Sent.model_validate(form)
    except ValidationError:
        return None
    if sent.day not in DAYS:
        return None
    numbers = tuple(_number(name) for name, is_on in form.items() if _is_account(name) and is_on)
    return TypedForm(numbers[:MOST_ACCOUNTS], sent.method, sent.day, sent.ceiling, bool(sent.terms), sent.version)


def chosen_of(typed: TypedForm) -> Chosen | str:
    """Return what is meant, or the first thing to mend."""
    if not typed.numbers:
        return PICK_ACCOUNT
    method_id = uuid_of(typed.method)
    if method_id is None:
        return PICK_METHOD
    try:
        ceiling_cents = ceiling_of(typed.ceiling)
    except AmountUnreadable:
        return BAD_CEILING
    if not typed.is_accepted:
        return ACCEPT
    return Chosen(typed.numbers, method_id, day_of(typed.day), ceiling_cents)


def ceiling_of(typed: str) -> Cents | None:
    """
    Return a ceiling; None if the field is empty.

    :raises AmountUnreadable: if it is no amount above zero
    """
    return amount_of(typed) if typed.strip() else None


def day_of(typed: str) -> int | None:
    """Return the day of the month; None is the due date."""
    return None if typed == DUE else int(typed)


def uuid_of(text: object) -> UUID | None:
    """Return an id that a browser sent; None if it is none."""
    try:
        return UUID(text) if isinstance(text, str) else None
    except ValueError:
        return None


def _is_account(name: Any) -> bool:
    return isinstance(name, str) and name.startswith(ACCOUNT_FIELD)


def _number(name: str) -> str:
    return name.removeprefix(ACCOUNT_FIELD)[:24]
