"""Reads of accounts. Whatever concerns an account takes the scope that `scope_of` makes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import Select
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, or_, select

from smarthub_dash.domain.accounts.records import (
    Account,
    AccountGrant,
    Provider,
    ServiceAgreement,
    ServiceKind,
    ServiceLocation,
)
from smarthub_dash.domain.accounts.rules import AccountScope, HouseholdRole


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
    zip_codes: tuple[str, ...]
    """The ZIP codes of its service locations."""


def scope_of(session: Session, *, member_id: UUID, today: date) -> AccountScope:
    """Return what a signed-in member may see today."""
    grants = session.exec(
        select(AccountGrant.account_id, AccountGrant.role)
        .where(
            col(AccountGrant.member_id) == member_id,
            col(AccountGrant.revoked_at).is_(None),
            or_(col(AccountGrant.ends_on).is_(None), col(AccountGrant.ends_on) > today),
        )
        .order_by(col(AccountGrant.position), col(AccountGrant.account_id))
    )
    return AccountScope(member_id, MappingProxyType({account_id: HouseholdRole(role) for account_id, role in grants}))


def accounts_in(session: Session, *, scope: AccountScope) -> Sequence[AccountView]:
    """Return the accounts of a scope in the member's own order."""
    return tuple(account_view(*row) for row in session.execute(account_rows(scope)))


def account_rows(scope: AccountScope) -> Select:
    """Return the statement behind `accounts_in`, for rooms above to join what they know of an account."""
    return (
        select_columns(Account, ServiceAgreement, ServiceLocation, col(AccountGrant.nickname))
        .join(ServiceAgreement, col(ServiceAgreement.account_id) == col(Account.id))
        .join(ServiceLocation, col(ServiceLocation.id) == col(ServiceAgreement.service_location_id))
        .join(AccountGrant, col(AccountGrant.account_id) == col(Account.id))
        .where(
            col(AccountGrant.member_id) == scope.member_id,
            col(Account.id).in_(scope.account_ids),
            col(ServiceAgreement.ended_on).is_(None),
        )
        .order_by(col(AccountGrant.position), col(Account.account_number))
    )


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
            col(Account.id), col(Account.name_on_account), col(Account.closed_on), col(ServiceLocation.zip_code)
        )
        .join(ServiceAgreement, col(ServiceAgreement.account_id) == col(Account.id))
        .join(ServiceLocation, col(ServiceLocation.id) == col(ServiceAgreement.service_location_id))
        .where(col(Account.account_number) == account_number, col(ServiceAgreement.ended_on).is_(None))
    ).all()
    if not rows:
        return None
    account_id, name_on_account, closed_on, _ = rows[0]
    return AccountOnPaper(account_id, name_on_account, closed_on is None, tuple(row[3] for row in rows))
