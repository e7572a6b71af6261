"""Paying later: what each provider allows, as data, and what follows for one bill."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from smarthub_dash.domain.accounts.rules import Provider
from smarthub_dash.kit.errors import Refused


class NoExtension(Refused):
    """The provider's rules do not allow to pay this bill later; the words say why."""


@dataclass(frozen=True, slots=True)
class LaterTerms:
    """What a provider allows. Illustrative, like all rules of the demo."""

    extension_days: int
    """How long after its due date a bill may be paid without a late charge."""
    days_past_due: int
    """How long after its due date it may still be asked for."""
    most_a_year: int


LATER: Mapping[Provider, LaterTerms] = MappingProxyType(
    {Provider.CEC: LaterTerms(10, 5, 2), Provider.CALLABYTE: LaterTerms(7, 3, 2)}
)


def extended_until(terms: LaterTerms, *, due_on: date, used: int, today: date) -> date:
    """
    Return until when a bill may be paid that was due on a day, after so many extensions within a year.

    :raises NoExtension: if the terms do not allow it
    """
    if used >= terms.most_a_year:
        raise NoExtension(
            f"This account had {used} extensions within a year, and more are not given online. Please call us."
        )
    if today > due_on + timedelta(days=terms.days_past_due):
        raise NoExtension("This bill is past due for too long to be extended online. Please call us.")
    return due_on + timedelta(days=terms.extension_days)
