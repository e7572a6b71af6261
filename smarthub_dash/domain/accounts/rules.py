"""Rules of accounts: the words for who and what, what a role may do, and when a billing period begins and ends."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import NoReturn
from uuid import UUID

from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.periods import Period, day_of_month


class Provider(StrEnum):
    """Who serves an account."""

    CEC = "cec"
    CALLABYTE = "callabyte"


class ServiceKind(StrEnum):
    """What is served."""

    ELECTRIC = "electric"
    INTERNET = "internet"


class HouseholdRole(StrEnum):
    """What a member may do with an account."""

    OWNER = "owner"
    PAYER = "payer"
    VIEWER = "viewer"
    CARETAKER = "caretaker"


class NotYours(Refused):
    """The account is not one that this member may see; said in the same words whether or not it exists."""


@dataclass(frozen=True, slots=True)
class AccountScope:
    """
    What one signed-in member may see: the only key to accounts.

    Only `accounts.queries.scope_of` makes one (a house test holds it).
    """

    member_id: UUID
    roles: Mapping[UUID, HouseholdRole]

    @property
    def account_ids(self) -> tuple[UUID, ...]:
        return tuple(self.roles)

    def only(self, account_id: UUID) -> "AccountScope":
        """
        Narrow the scope to one account.

        :raises NotYours: if it holds no such account
        """
        if account_id not in self.roles:
            self.refuse()
        return AccountScope(self.member_id, MappingProxyType({account_id: self.roles[account_id]}))

    def refuse(self) -> NoReturn:
        """
        Say that an account is not among the member's.

        :raises NotYours: always
        """
        raise NotYours("We could not find that account among yours.")

    def joined(self, others: "Iterable[AccountScope]") -> "AccountScope":
        """Return one scope for one read that serves several; what it finds is given out by each one's own."""
        roles = dict(self.roles)
        for other in others:
            roles.update(other.roles)
        return AccountScope(self.member_id, MappingProxyType(roles))


@lru_cache(maxsize=4_096)
def billing_period_of(day: date, *, read_day: int) -> Period:
    """Return the billing period that holds a day: from one reading of the meter to the next."""
    start = day_of_month(day.year, day.month, read_day)
    if start > day:
        month_before = (day.year - 1, 12) if day.month == 1 else (day.year, day.month - 1)
        start = day_of_month(*month_before, read_day)
    year, month = (start.year + 1, 1) if start.month == 12 else (start.year, start.month + 1)
    return Period(start, day_of_month(year, month, read_day))


def billing_periods(within: Period, *, read_day: int) -> Iterator[Period]:
    """Return every billing period that holds a day of `within`, oldest first."""
    period = billing_period_of(within.start_on, read_day=read_day)
    while period.start_on < within.end_on:
        yield period
        period = billing_period_of(period.end_on, read_day=read_day)
