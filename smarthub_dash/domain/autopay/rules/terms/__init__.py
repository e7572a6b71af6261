"""The terms of Auto Pay, every version that anyone may have accepted, as they were on screen."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

NEWEST = "2026-11"
"""Whoever signs up accepts this version. A text is never changed: a change is a new file."""


@dataclass(frozen=True, slots=True)
class TermsPart:
    """A part of the terms under its heading."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Terms:
    """One version of the terms."""

    version: str
    sha256: str
    parts: tuple[TermsPart, ...]

    @property
    def text(self) -> str:
        """All of it, as a letter carries it."""
        return "\n\n".join(f"{part.title}\n{part.text}" for part in self.parts)


@lru_cache(maxsize=32)
def terms_of(version: str) -> Terms:
    """
    Return a version of the terms.

    :raises FileNotFoundError: if there never was such a version
    """
    kept = (Path(__file__).parent / f"{version}.txt").read_bytes()
    parts = (part.partition("\n") for part in kept.decode().strip().split("\n\n"))
    return Terms(version, hashlib.sha256(kept).hexdigest(), tuple(TermsPart(title, text) for title, _, text in parts))


def terms_now() -> Terms:
    """Return the terms that whoever signs up accepts."""
    return terms_of(NEWEST)
