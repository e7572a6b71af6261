"""Rules of accounts: the words for who and what, what a role may do, and when a billing period begins and ends."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
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
    """Who a member is to an account."""

    OWNER = "owner"
    CARETAKER = "caretaker"
    PAYER = "payer"
    VIEWER = "viewer"


class Power(StrEnum):
    """What may be done with an account, in the words that members read."""

    SEE = "see bills and usage"
    REPORT = "report trouble"
    PAY = "pay bills"
    MANAGE = "change Auto Pay, Paperless Billing and notifications"
    SHARE = "invite people, change what they may do, and remove them"


POWERS: Mapping[HouseholdRole, tuple[Power, ...]] = MappingProxyType(
    {
        HouseholdRole.OWNER: tuple(Power),
        HouseholdRole.CARETAKER: (Power.SEE, Power.REPORT, Power.PAY, Power.MANAGE),
        HouseholdRole.PAYER: (Power.SEE, Power.REPORT, Power.PAY),
        HouseholdRole.VIEWER: (Power.SEE, Power.REPORT),
    }
)
"""The one table of what a role may do; pages show it, and `AccountScope` holds it. Anyone may leave."""


class NotYours(Refused):
    """The account is not one that this member may see; said in the same words whether or not it exists."""


class NicknameTooLong(Refused):
    """The nickname would not fit on a card."""


class EndTooEarly(Refused):
    """Access would end before it begins."""


class NotAllowed(Refused):
    """The account may be seen, but the member's role does not reach that far."""


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

    def may(self, power: Power, account_id: UUID) -> bool:
        """Tell whether the member may do something with an account; False too if it is not the member's."""
        return account_id in self.roles and power in POWERS[self.roles[account_id]]

    def holding(self, power: Power) -> "AccountScope":
        """Narrow the scope to the accounts with which the member may do something; it may be empty after that."""
        held = {account_id: role for account_id, role in self.roles.items() if power in POWERS[role]}
        return AccountScope(self.member_id, MappingProxyType(held))

    def with_power(self, power: Power) -> "AccountScope":
        """
        Narrow the scope to the accounts with which the member may do something; after `only`, ask about that one.

        :raises NotYours: if the scope is empty
        :raises NotAllowed: if the member may do it with none of them
        """
        if not self.roles:
            self.refuse()
        held = self.holding(power)
        if not held.roles:
            raise NotAllowed(f"You cannot {power} here. Ask an owner of the account.")
        return held

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


OWNING = frozenset(role for role in HouseholdRole if Power.SHARE in POWERS[role])
"""The roles that share an account: nobody else can change or end them, their holder leaves."""


def role_words(role: HouseholdRole) -> str:
    """Return what a role may do: "see bills and usage, report trouble, and pay bills"."""
    *first, last = POWERS[role]
    return f"{', '.join(first)}, and {last}"


def invited_role(held: HouseholdRole | None, *, offered: HouseholdRole) -> HouseholdRole:
    """Return the role of somebody who accepts: what is offered, but an owner stays one."""
    return held if held in OWNING and held is not None else offered


INVITATION_LIFE = timedelta(days=14)
MOST_INVITATIONS = 20
"""How many open invitations one member may have: enough for a family, too few for a sender of junk."""
LONGEST_NICKNAME = 40


def nickname_of(typed: str) -> str:
    """
    Return a nickname as it is kept: one line, single spaces; empty means the street.

    :raises NicknameTooLong: if it would not fit on a card
    """
    nickname = " ".join("".join(sign if sign.isprintable() else " " for sign in typed[:1_000]).split())
    if len(nickname) > LONGEST_NICKNAME:
        raise NicknameTooLong(f"A nickname has at most {LONGEST_NICKNAME} letters.")
    return nickname


def end_day(typed: date | None, *, today: date) -> date | None:
    """
    Return the day from whose first minute on access no longer holds.

    :raises EndTooEarly: if it is not after today
    """
    if typed is not None and typed <= today:
        raise EndTooEarly("Choose an end after today, or leave it open.")
    return typed


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
