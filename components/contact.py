"""Whom a member can call; the numbers are the co-op's own."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Desk:
    """A number that is answered by people."""

    name: str
    number: str
    about: str

    @property
    def link(self) -> str:
        return f"tel:+1-{self.number}"


CALLABYTE = Desk(name="Callabyte Technology", number="573-826-2371", about="fiber internet")
CEC = Desk(name="Callaway Electric Cooperative", number="573-642-3326", about="electric service")
DESKS = (CEC, CALLABYTE)
