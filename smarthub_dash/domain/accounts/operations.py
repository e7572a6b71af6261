"""Writes of accounts: places, accounts, agreements, and who may see them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from smarthub_dash.domain.accounts.records import (
    Account,
    AccountGrant,
    ServiceAgreement,
    ServiceLocation,
    UsedBillCode,
)
from smarthub_dash.domain.accounts.rules import HouseholdRole, Provider, ServiceKind


def add_location(
    session: Session, *, location_number: str, street: str, city: str, state: str, zip_code: str
) -> ServiceLocation:
    """Return the service location of a number, added if it is new."""
    # no scope: staff connect places; nobody owns one
    known = session.exec(
        select(ServiceLocation).where(col(ServiceLocation.location_number) == location_number)
    ).one_or_none()
    if known is not None:
        return known
    location = ServiceLocation(
        location_number=location_number, street=street, city=city, state=state, zip_code=zip_code
    )
    session.add(location)
    session.flush()
    return location


def open_account(
    session: Session, *, account_number: str, provider: Provider, name_on_account: str, opened_on: date, read_day: int
) -> Account:
    """Open an account; nobody sees it yet."""
    # no scope: staff open accounts, and a new one is in nobody's scope
    account = Account(
        account_number=account_number,
        provider=provider,
        name_on_account=name_on_account,
        opened_on=opened_on,
        read_day=read_day,
    )
    session.add(account)
    session.flush()
    return account


def start_agreement(
    session: Session, *, account_id: UUID, location_id: UUID, kind: ServiceKind, rate_code: str, started_on: date
) -> ServiceAgreement:
    """Start a service of an account at a service location."""
    # no scope: staff start services, as with `open_account`
    agreement = ServiceAgreement(
        account_id=account_id, service_location_id=location_id, kind=kind, rate_code=rate_code, started_on=started_on
    )
    session.add(agreement)
    session.flush()
    return agreement


def grant_account(
    session: Session,
    *,
    member_id: UUID,
    account_id: UUID,
    role: HouseholdRole,
    nickname: str,
    position: int,
    now: datetime,
) -> None:
    """Let a member see an account from now on."""
    # no scope: this is what scopes are made of; staff link the first member of an account
    session.add(
        AccountGrant(
            member_id=member_id,
            account_id=account_id,
            role=role,
            nickname=nickname,
            position=position,
            granted_at=now,
        )
    )
    session.flush()


def use_bill_code(session: Session, *, bill_number: str, now: datetime) -> bool:
    """Note that the code of a bill was used; return False if it was before."""
    # no scope: whoever claims an account has none yet
    # The primary key is the lock. A row count is unusable on psycopg after a conflict, so the number comes back.
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(UsedBillCode).values(bill_number=bill_number, used_at=now)
    noted = session.execute(statement.on_conflict_do_nothing().returning(col(UsedBillCode.bill_number)))
    return noted.first() is not None
