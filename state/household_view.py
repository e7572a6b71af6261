"""Linked Accounts and Household as the eye sees them: frozen rows of plain values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from smarthub_dash.domain.accounts.queries import AccountView, Holder, Invitation
from smarthub_dash.domain.accounts.rules import OWNING, HouseholdRole, role_words
from smarthub_dash.journeys.household import Household
from smarthub_dash.journeys.household_news import date_words
from smarthub_dash.journeys.linked_accounts import LinkedAccount
from smarthub_dash.journeys.words import PROVIDER_NAMES

ROLE_NAMES = {role: role.value.capitalize() for role in HouseholdRole}


@dataclass(frozen=True, slots=True)
class LinkedRow:
    """One account of the list."""

    number: str
    kind: str
    provider_name: str
    nickname: str
    place: str
    role: str
    role_words: str
    ends_words: str
    shared_words: str
    unlink_words: str
    """What unlinking does, for whoever is asked whether they are sure."""
    is_first: bool
    is_last: bool


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who sees an account. The key names both, by what the household knows of them anyway."""

    key: str
    name: str
    email: str
    role: str
    role_name: str
    role_words: str
    since: str
    ends_words: str
    ends_on: str
    """For the date field: `2026-12-31`, or empty."""
    is_self: bool
    is_changeable: bool


@dataclass(frozen=True, slots=True)
class Shared:
    """An account with everyone who sees it."""

    number: str
    kind: str
    provider_name: str
    nickname: str
    place: str
    people: list[Person]


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation that waits."""

    key: str
    email: str
    words: str


@dataclass(frozen=True, slots=True)
class Option:
    """An account that may be shared."""

    field_name: str
    label: str


@dataclass(frozen=True, slots=True)
class Act:
    """A line of the activity log."""

    words: str
    when: str


@dataclass(frozen=True, slots=True)
class HouseholdView:
    """All of the page."""

    accounts: list[Shared]
    has_accounts: bool
    invitations: list[Invited]
    has_invitations: bool
    options: list[Option]
    may_share: bool
    activity: list[Act]
    has_activity: bool


def linked_rows(accounts: Sequence[LinkedAccount]) -> list[LinkedRow]:
    """Return the list of linked accounts."""
    return [
        LinkedRow(
            number=each.view.account_number,
            kind=each.view.kind.value,
            provider_name=PROVIDER_NAMES[each.view.provider],
            nickname=each.view.nickname,
            place=_place(each.view),
            role=ROLE_NAMES[each.role],
            role_words=f"You may {role_words(each.role)}.",
            ends_words=_ends(each.ends_on),
            shared_words=_shared(each.holder_count - 1),
            unlink_words=_unlinking(each),
            is_first=at == 0,
            is_last=at == len(accounts) - 1,
        )
        for at, each in enumerate(accounts)
    ]


def household_view(household: Household, *, zone: ZoneInfo) -> HouseholdView:
    """Put a household into words."""
    names = {view.account_id: _name(view) for view in household.accounts}
    options = [
        Option(f"account-{view.account_number}", _name(view))
        for view in household.accounts
        if view.account_id in household.shareable
    ]
    return HouseholdView(
        accounts=[_account(view, household, zone) for view in household.accounts],
        has_accounts=bool(household.accounts),
        invitations=[_invited(each, names, zone) for each in household.invitations],
        has_invitations=bool(household.invitations),
        options=options,
        may_share=bool(options),
        activity=[Act(words, _when(at, zone)) for at, words in household.activity],
        has_activity=bool(household.activity),
    )


def person_key(email: str, account_number: str) -> str:
    """Return what a page calls somebody's access to an account by."""
    return f"{account_number} {email}"


def _account(view: AccountView, household: Household, zone: ZoneInfo) -> Shared:
    may_share = view.account_id in household.shareable
    people = [
        _person(holder, view, self_id=household.member_id, may_share=may_share, zone=zone)
        for holder in household.holders
        if holder.account_id == view.account_id
    ]
    return Shared(
        view.account_number, view.kind.value, PROVIDER_NAMES[view.provider], view.nickname, _place(view), people
    )


def _person(holder: Holder, view: AccountView, *, self_id: UUID, may_share: bool, zone: ZoneInfo) -> Person:
    is_self = holder.member_id == self_id
    return Person(
        key=person_key(holder.email, view.account_number),
        name=f"{holder.full_name} (you)" if is_self else holder.full_name,
        email=holder.email,
        role=holder.role.value,
        role_name=ROLE_NAMES[holder.role],
        role_words=f"May {role_words(holder.role)}.",
        since=f"Since {date_words(holder.granted_at.astimezone(zone).date(), otherwise='')}",
        ends_words=_ends(holder.ends_on),
        ends_on=holder.ends_on.isoformat() if holder.ends_on else "",
        is_self=is_self,
        is_changeable=may_share and not is_self and holder.role not in OWNING,
    )


def _invited(each: Invitation, names: dict[UUID, str], zone: ZoneInfo) -> Invited:
    accounts = _listed(names[one] for one in each.account_ids if one in names)
    until = f" {_ends(each.ends_on)}." if each.ends_on else ""
    over = date_words(each.expires_at.astimezone(zone).date(), otherwise="")
    words = f"{ROLE_NAMES[each.role]} of {accounts}.{until} Invited by {each.inviter_name}; open until {over}."
    return Invited(str(each.invitation_id), each.email, words)


def _unlinking(each: LinkedAccount) -> str:
    others = each.holder_count - 1
    if each.is_last_owner and others:
        whom = "The other person who sees it loses" if others == 1 else f"The {others} other people who see it lose"
        return f"You are its last owner. {whom} access as well. It can be linked again with a printed bill."
    return "It leaves your Home. Others keep their access. It can be linked again with a printed bill or an invitation."


def _shared(others: int) -> str:
    return {0: "Nobody else sees it", 1: "1 other person sees it"}.get(others, f"{others} other people see it")


def _ends(day: date | None) -> str:
    return f"Access ends on {date_words(day, otherwise='')}" if day else ""


def _name(view: AccountView) -> str:
    return f"{view.nickname} ({view.account_number})"


def _place(view: AccountView) -> str:
    return f"{view.street}, {view.place}"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)


def _when(at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    return f"{local:%B} {local.day}, {local.year}, {local.hour % 12 or 12}:{local:%M %p}"
