"""What one check of the books found."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Checked:
    """What was looked at, how many of it, and what is wrong, each in a sentence."""

    name: str
    count: int
    faults: tuple[str, ...]
