"""Column types that keep the house's promises in every database."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import DateTime, String
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


class UtcInstant(TypeDecorator[datetime]):
    """
    An aware instant, stored and read as UTC.

    :raises ValueError: on the way in, if the instant is naive
    """

    # SQLite forgets zones: what it returns is naive, and is UTC only because nothing else was let in.
    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a naive instant was refused: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Word(TypeDecorator[StrEnum]):
    """
    One of the words of an enum, stored as the word itself.

    A type of the database's own would need a migration for every new word, and hold our names for them.
    :raises ValueError: on the way in, if it is none of the words
    :raises KeyError: on the way out, likewise
    """

    impl = String(16)
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__()
        self.words = words
        self._by_text = {str(word): word for word in words}  # asking the enum itself is ten times slower

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else str(self.words(value))

    def process_result_value(self, value: Any, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self._by_text[value]
