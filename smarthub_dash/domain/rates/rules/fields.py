"""Read the fields of a TOML table strictly: a mistake names the file, the key and the reason."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TypeVar

from smarthub_dash.kit.errors import Refused

Choice = TypeVar("Choice", bound=StrEnum)
MISSING = object()
PRICE_BOUND = Decimal(1_000_000)


class RefusedSchedule(Refused):
    """A rate schedule's file has mistakes; the message names file, key and reason, a line for each."""


class Fields:
    """One table of a schedule's file. Each field is taken once; what is left at `close` was not understood."""

    def __init__(self, table: object, *, file_name: str, path: str = "") -> None:
        self.file_name = file_name
        self.path = path
        if not isinstance(table, dict):
            raise RefusedSchedule(f"{file_name}: {path or 'the file'}: must be a table")
        self._left = dict(table)

    def refusal(self, key: str, reason: str) -> RefusedSchedule:
        return RefusedSchedule(f"{self.file_name}: {self.path}{key}: {reason}")

    def has(self, key: str) -> bool:
        return key in self._left

    def text(self, key: str, *, default: str | None = None, at_most: int = 80) -> str:
        value = self._take(key, MISSING if default is None else default)
        if not isinstance(value, str):
            raise self.refusal(key, "must be text in quotes")
        if len(value) > at_most or (default is None and not value.strip()):
            raise self.refusal(key, f"must have between 1 and {at_most} characters")
        if not value.isprintable():
            raise self.refusal(key, "must be one line of text that can be printed")
        return value

    def number(self, key: str, *, default: str | None = None, allows_negative: bool = False) -> Decimal:
        value = self._take(key, MISSING if default is None else default)
        if not isinstance(value, str):
            # A bare TOML number would be read as a binary float and would no longer be the printed price.
            raise self.refusal(key, 'must be a number in quotes, such as "0.1185"')
        try:
            number = Decimal(value)
        except InvalidOperation:
            raise self.refusal(key, f"{value!r} is not a number") from None
        if not number.is_finite() or abs(number) >= PRICE_BOUND or _decimals_of(number) > 8:
            raise self.refusal(key, f"{value!r} is out of bounds")
        if number < 0 and not allows_negative:
            raise self.refusal(key, "must not be below zero")
        return number

    def whole(self, key: str, *, default: int | None = None, least: int = 1, most: int = 1_000_000) -> int:
        value = self._take(key, MISSING if default is None else default)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise self.refusal(key, f"must be a whole number from {least} to {most}")
        return value

    def flag(self, key: str, *, default: bool) -> bool:
        value = self._take(key, default)
        if not isinstance(value, bool):
            raise self.refusal(key, "must be true or false")
        return value

    def day(self, key: str) -> date:
        value = self._take(key, MISSING)
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.refusal(key, "must be a date without quotes, such as 2026-01-01")
        return value

    def choice(self, key: str, kind: type[Choice], *, default: str | None = None) -> Choice:
        value = self._take(key, MISSING if default is None else default)
        names = [str(one) for one in kind]
        if not isinstance(value, str) or value not in names:
            raise self.refusal(key, f"must be one of {', '.join(names)}")
        return kind(value)

    def texts(self, key: str) -> Sequence[str]:
        value = self._take(key, MISSING)
        if not isinstance(value, list) or not value or not all(isinstance(one, str) for one in value):
            raise self.refusal(key, "must be a list of texts")
        return [str(one) for one in value]

    def table(self, key: str) -> "Fields | None":
        value = self._take(key, None)
        return None if value is None else Fields(value, file_name=self.file_name, path=f"{self.path}{key}.")

    def tables(self, key: str) -> "Sequence[Fields]":
        """Return the tables of a key; a single one may be written as [key]."""
        value = self._take(key, [])
        if isinstance(value, dict):
            return [Fields(value, file_name=self.file_name, path=f"{self.path}{key}.")]
        if not isinstance(value, list):
            raise self.refusal(key, f"must be written as [[{key}]]")
        return [
            Fields(one, file_name=self.file_name, path=f"{self.path}{key} {number}.")
            for number, one in enumerate(value, start=1)
        ]

    def names(self) -> Sequence[str]:
        return list(self._left)

    def close(self) -> None:
        """
        End the reading of the table.

        :raises RefusedSchedule: if keys were not understood, a line for each
        """
        if self._left:
            refusals = [self.refusal(key, "is not a key that is known here") for key in self._left]
            raise RefusedSchedule("\n".join(map(str, refusals)))

    def _take(self, key: str, default: object) -> object:
        value = self._left.pop(key, default)
        if value is MISSING:
            raise self.refusal(key, "is missing")
        return value


def _decimals_of(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0
