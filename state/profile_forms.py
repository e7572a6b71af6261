"""What a browser may send to change a profile: typed models that take nothing else."""

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from smarthub_dash.domain.members.rules import Language
from smarthub_dash.domain.members.rules.contact import (
    LONGEST_TYPED,
    FieldRefused,
    city_of,
    full_name_of,
    phone_of,
    state_of,
    street_of,
    zip_of,
)

Typed = Annotated[str, StringConstraints(max_length=LONGEST_TYPED)]


class _Form(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class NameForm(_Form):
    full_name: Typed


class AddressForm(_Form):
    street: Typed
    city: Typed
    state: Typed
    zip_code: Typed


class PhoneForm(_Form):
    phone: Typed


class EmailForm(_Form):
    email: Typed


class LanguageChoice(_Form):
    language: Language


class PrintChoice(_Form):
    wants_large_print: bool


FORMS: Mapping[str, type[_Form]] = MappingProxyType(
    {"name": NameForm, "address": AddressForm, "phone": PhoneForm, "email": EmailForm}
)
"""The forms of the page by the part they change."""

FIELDS = tuple(field for form in FORMS.values() for field in form.model_fields)
COLUMNS: Mapping[str, tuple[str, Callable[[str], str]]] = MappingProxyType(
    {
        "full_name": ("full_name", full_name_of),
        "street": ("mailing_street", street_of),
        "city": ("mailing_city", city_of),
        "state": ("mailing_state", state_of),
        "zip_code": ("mailing_zip", zip_of),
        "phone": ("phone", phone_of),
    }
)
"""Where a field is kept, and how it is read."""


def typed_in(part: str, sent: object) -> dict[str, str] | None:
    """Return what was typed into a form, by field; None if no page of ours sent it."""
    if part not in FORMS:
        return None
    try:
        return FORMS[part].model_validate(sent).model_dump()
    except ValidationError:
        return None


def part_in(typed: Mapping[str, str]) -> tuple[str, dict[str, str]] | None:
    """Return which form was typed into, and what, of fields that were kept; None if they are of no form."""
    for part, form in FORMS.items():
        if typed and set(typed) <= set(form.model_fields):
            return part, dict(typed)
    return None


def values_of(typed: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return what is to be kept, by column, and what is to be mended, by field."""
    values, mends = {}, {}
    for field, text in typed.items():
        column, read = COLUMNS[field]
        try:
            values[column] = read(text)
        except FieldRefused as refused:
            mends[field] = str(refused)
    return values, mends


def choice_in(form: type[_Form], sent: object) -> dict[str, object] | None:
    """Return the one thing that was chosen, by column; None if it is none of what the page offers."""
    (name,) = form.model_fields
    try:
        # As JSON: there a word may stand for a member of an enum, and everything else stays strict.
        return form.model_validate_json(json.dumps({name: sent})).model_dump()
    except (ValidationError, TypeError, ValueError):
        return None
