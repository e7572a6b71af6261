"""Reads of accounts. Whatever concerns an account takes the scope that `scope_of` makes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, Date, Select, bindparam
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func, or_, select

from smarthub_dash.domain.accounts.records import (
    Account,
    AccountGrant,
    HouseholdInvitation,
    InvitedAccount,
    Provider,
    ServiceAgreement,
    ServiceKind,
    ServiceLocation,
)
from smarthub_dash.domain.accounts.rules import OWNING, AccountScope, HouseholdRole
from smarthub_dash.domain.members.records import Member
from smarthub_dash.kit.prepared import ACCOUNT_IDS, any_account


@dataclass(frozen=True, slots=True)
class AccountView:
    """An account as a member knows it, with its first service agreement and service location."""

    account_id: UUID
    account_number: str
    provider: Provider
    nickname: str
    name_on_account: str
    opened_on: date
    read_day: int
    agreement_id: UUID
    kind: ServiceKind
    rate_code: str
    location_id: UUID
    location_number: str
    street: str
    place: str
    """City, state and ZIP."""


@dataclass(frozen=True, slots=True)
class AccountOnPaper:
    """What a printed bill says of an account: what whoever claims it must know."""

    account_id: UUID | None
    name_on_account: str
    is_open: bool
    has_owner: bool
    zip_codes: tuple[str, ...]
    """The ZIP codes of its service locations."""


@dataclass(frozen=True, slots=True)
class Holder:
    """That somebody may see an account: who, in which role, since when and until when."""

    member_id: UUID
    full_name: str
    email: str
    account_id: UUID
    role: HouseholdRole
    granted_at: datetime
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation that is open, with its accounts."""

    invitation_id: UUID
    inviter_id: UUID
    inviter_name: str
    email: str
    role: HouseholdRole
    ends_on: date | None
    created_at: datetime
    expires_at: datetime
    account_ids: tuple[UUID, ...]


def scope_of(session: Session, *, member_id: UUID, today: date) -> AccountScope:
    """Return what a signed-in member may see today."""
    grants = session.execute(_grants(), {"member_id": member_id, "today": today})
    return AccountScope(member_id, MappingProxyType({account_id: HouseholdRole(role) for account_id, role in grants}))


@lru_cache(maxsize=1)
def _grants() -> Select:
    return (
        select_columns(col(AccountGrant.account_id), col(AccountGrant.role))
        .where(col(AccountGrant.member_id) == bindparam("member_id"), *_holding(bindparam("today", type_=Date())))
        .order_by(col(AccountGrant.position), col(AccountGrant.account_id))
    )


def accounts_in(session: Session, *, scope: AccountScope) -> Sequence[AccountView]:
    """Return the accounts of a scope in the member's own order."""
    rows = session.execute(prepared_account_rows(), places_of(scope))
    return tuple(account_view(*row) for row in rows)


@lru_cache(maxsize=1)
def prepared_account_rows() -> Select:
    """Return the statement behind `accounts_in`, for rooms above to join what they know; `places_of` fills it."""
    return (
        select_columns(Account, ServiceAgreement, ServiceLocation, col(AccountGrant.nickname))
        .join(ServiceAgreement, col(ServiceAgreement.account_id) == col(Account.id))
        .join(ServiceLocation, col(ServiceLocation.id) == col(ServiceAgreement.service_location_id))
        .join(AccountGrant, col(AccountGrant.account_id) == col(Account.id))
        .where(
            col(AccountGrant.member_id) == bindparam("member_id"),
            col(Account.id).in_(any_account()),
            col(ServiceAgreement.ended_on).is_(None),
        )
        .order_by(col(AccountGrant.position), col(Account.account_number))
    )


def places_of(scope: AccountScope) -> dict[str, Any]:
    """Return what a prepared statement is to be told of a scope."""
    return {"member_id": scope.member_id, ACCOUNT_IDS: scope.account_ids}


def account_view(
    account: Account, agreement: ServiceAgreement, location: ServiceLocation, nickname: str
) -> AccountView:
    """Return the four rows of an account as one."""
    return AccountView(
        account_id=account.id,
        account_number=account.account_number,
        provider=account.provider,
        nickname=nickname or location.street,
        name_on_account=account.name_on_account,
        opened_on=account.opened_on,
        read_day=account.read_day,
        agreement_id=agreement.id,
        kind=agreement.kind,
        rate_code=agreement.rate_code,
        location_id=location.id,
        location_number=location.location_number,
        street=location.street,
        place=f"{location.city}, {location.state} {location.zip_code}",
    )


def account_on_paper(session: Session, *, account_number: str) -> AccountOnPaper | None:
    """Return what a printed bill says of an account; None if there is no such account."""
    # no scope: whoever claims an account has none yet; what is found is compared, never shown
    rows = session.execute(
        select_columns(
            col(Account.id),
            col(Account.name_on_account),
            col(Account.closed_on),
            _is_owned(),
            col(ServiceLocation.zip_code),
        )
        .join(ServiceAgreement, col(ServiceAgreement.account_id) == col(Account.id))
        .join(ServiceLocation, col(ServiceLocation.id) == col(ServiceAgreement.service_location_id))
        .where(col(Account.account_number) == account_number, col(ServiceAgreement.ended_on).is_(None))
    ).all()
    if not rows:
        return None
    account_id, name_on_account, closed_on, has_owner, _ = rows[0]
    zip_codes = tuple(row[4] for row in rows)
    return AccountOnPaper(account_id, name_on_account, closed_on is None, bool(has_owner), zip_codes)


def is_owned(session: Session, *, account_id: UUID) -> bool:
    """Tell whether an account has an owner already."""
    # no scope: whoever claims an account has none yet
    return bool(session.execute(select_columns(_is_owned()).where(col(Account.id) == account_id)).scalar_one())


def holders_in(session: Session, *, scope: AccountScope, today: date) -> Sequence[Holder]:
    """Return everyone who may see an account of a scope today, owners first, then in the order they came."""
    rows = session.execute(
        select_columns(AccountGrant, col(Member.full_name), col(Member.email))
        .join(Member, col(Member.id) == col(AccountGrant.member_id))
        .where(col(AccountGrant.account_id).in_(scope.account_ids), *_holding(today))
        .order_by(col(AccountGrant.granted_at), col(Member.email))
    )
    found = [
        Holder(
            grant.member_id, name, email, grant.account_id, HouseholdRole(grant.role), grant.granted_at, grant.ends_on
        )
        for grant, name, email in rows
    ]
    return tuple(sorted(found, key=lambda holder: list(HouseholdRole).index(holder.role)))


def next_position(session: Session, *, member_id: UUID) -> int:
    """Return the place after the last of a member's accounts."""
    # no scope: a member's own count
    last = session.exec(select(func.max(AccountGrant.position)).where(col(AccountGrant.member_id) == member_id)).one()
    return 0 if last is None else last + 1


def invitations_in(session: Session, *, scope: AccountScope, now: datetime) -> Sequence[Invitation]:
    """Return the open invitations to accounts of a scope, newest first, each with those of its accounts only."""
    return tuple(
        replace(each, account_ids=tuple(one for one in each.account_ids if one in scope.roles))
        for each in _invitations(session, col(InvitedAccount.account_id).in_(scope.account_ids), now=now)
    )


def invitation_of(session: Session, *, token_hash: str, now: datetime) -> Invitation | None:
    """Return the open invitation that somebody holds the link of; None if there is none, or it is over."""
    # no scope: whoever was invited has none yet; the token is the key
    found = _invitations(session, col(HouseholdInvitation.token_hash) == token_hash, now=now)
    return found[0] if found else None


def _invitations(session: Session, condition: ColumnElement[bool], *, now: datetime) -> Sequence[Invitation]:
    wanted = select(HouseholdInvitation.id).join(
        InvitedAccount, col(InvitedAccount.invitation_id) == col(HouseholdInvitation.id)
    )
    rows = session.execute(
        select_columns(HouseholdInvitation, col(Member.full_name), col(InvitedAccount.account_id))
        .join(Member, col(Member.id) == col(HouseholdInvitation.inviter_id))
        .join(InvitedAccount, col(InvitedAccount.invitation_id) == col(HouseholdInvitation.id))
        .where(
            col(HouseholdInvitation.id).in_(wanted.where(condition)),
            col(HouseholdInvitation.accepted_at).is_(None),
            col(HouseholdInvitation.closed_at).is_(None),
            col(HouseholdInvitation.expires_at) > now,
        )
        .order_by(col(HouseholdInvitation.created_at).desc(), col(InvitedAccount.account_id))
    ).all()
    account_ids: dict[UUID, list[UUID]] = {}
    for row, _, account_id in rows:
        account_ids.setdefault(row.id, []).append(account_id)
    by_id = {row.id: (row, name) for row, name, _ in rows}
    return tuple(_invitation(row, name, tuple(account_ids[row.id])) for row, name in by_id.values())


def _invitation(row: HouseholdInvitation, inviter_name: str, account_ids: tuple[UUID, ...]) -> Invitation:
    role = HouseholdRole(row.role)
    times = (row.ends_on, row.created_at, row.expires_at)
    return Invitation(row.id, row.inviter_id, inviter_name, row.email, role, *times, account_ids)


def _is_owned() -> ColumnElement[bool]:
    owning = select(AccountGrant.member_id).where(
        col(AccountGrant.account_id) == col(Account.id),
        col(AccountGrant.role).in_(OWNING),
        col(AccountGrant.revoked_at).is_(None),
    )
    return owning.correlate(Account).exists()


def have_one_owner(session: Session, *, account_ids: Sequence[UUID], today: date) -> bool:
    """Tell whether one member owns all of some accounts."""
    # no scope: staff ask it of any household before they move money within it
    owners = (
        select_columns(col(AccountGrant.member_id))
        .where(
            col(AccountGrant.account_id).in_(account_ids),
            col(AccountGrant.role).in_(sorted(OWNING)),
            *_holding(today),
        )
        .group_by(col(AccountGrant.member_id))
        .having(func.count() == len(set(account_ids)))
    )
    return session.execute(owners.limit(1)).first() is not None


def _holding(today: date | BindParameter[date]) -> tuple[ColumnElement[bool], ...]:
    return (
        col(AccountGrant.revoked_at).is_(None),
        or_(col(AccountGrant.ends_on).is_(None), col(AccountGrant.ends_on) > today),
    )
