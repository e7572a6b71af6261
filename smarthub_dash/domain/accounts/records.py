"""Tables of accounts, service locations, agreements and who may see an account."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlmodel import Field, SQLModel

from smarthub_dash.domain.accounts.rules import HouseholdRole, Provider, ServiceKind
from smarthub_dash.kit.columns import UtcInstant, Word


class Account(SQLModel, table=True):
    """What a provider bills."""

    __tablename__ = "account"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    account_number: str = Field(max_length=24, unique=True)
    provider: Provider = Field(sa_type=Word(Provider))
    name_on_account: str = Field(max_length=120)
    opened_on: date
    closed_on: date | None = None
    read_day: int = Field(ge=1, le=31)
    """The day of the month on which the meter is read and a billing period ends; shorter months use their last day."""


class ServiceLocation(SQLModel, table=True):
    """A place that is served."""

    __tablename__ = "service_location"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    location_number: str = Field(max_length=24, unique=True)
    street: str = Field(max_length=120)
    city: str = Field(max_length=60)
    state: str = Field(max_length=2)
    zip_code: str = Field(max_length=10)
    county: str = Field(default="Callaway", max_length=60)
    tax_jurisdiction: str = Field(default="", max_length=32)
    """The city or district whose own taxes fall due there, as rate schedules name it; empty for none."""


class ServiceAgreement(SQLModel, table=True):
    """One service of an account at a service location, on a rate schedule."""

    __tablename__ = "service_agreement"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", index=True)
    service_location_id: UUID = Field(foreign_key="service_location.id", index=True)
    kind: ServiceKind = Field(sa_type=Word(ServiceKind))
    rate_code: str = Field(max_length=32)
    started_on: date
    ended_on: date | None = None


class ServiceRider(SQLModel, table=True):
    """What an agreement takes besides its rate, over `[started_on, ended_on)`: security lights, rounding up."""

    __tablename__ = "service_rider"

    service_agreement_id: UUID = Field(foreign_key="service_agreement.id", primary_key=True)
    rider_code: str = Field(primary_key=True, max_length=32)
    started_on: date = Field(primary_key=True)
    ended_on: date | None = None
    quantity: int = 1


class AccountGrant(SQLModel, table=True):
    """That a member may see an account, in a role."""

    __tablename__ = "account_grant"

    member_id: UUID = Field(foreign_key="member.id", primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", primary_key=True, index=True)
    role: HouseholdRole = Field(sa_type=Word(HouseholdRole))
    nickname: str = Field(default="", max_length=40)
    position: int = 0
    granted_at: datetime = Field(sa_type=UtcInstant)
    ends_on: date | None = None
    revoked_at: datetime | None = Field(default=None, sa_type=UtcInstant)


class HouseholdInvitation(SQLModel, table=True):
    """That a member invited somebody, by e-mail, to some of their accounts."""

    __tablename__ = "household_invitation"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    token_hash: str = Field(max_length=64, unique=True)
    inviter_id: UUID = Field(foreign_key="member.id", index=True)
    email: str = Field(max_length=254, index=True)
    role: HouseholdRole = Field(sa_type=Word(HouseholdRole))
    ends_on: date | None = None
    """The day from which what was granted no longer holds."""
    created_at: datetime = Field(sa_type=UtcInstant)
    expires_at: datetime = Field(sa_type=UtcInstant)
    accepted_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    closed_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    """When it was declined or taken back."""


class InvitedAccount(SQLModel, table=True):
    """One of the accounts of an invitation."""

    __tablename__ = "invited_account"

    invitation_id: UUID = Field(foreign_key="household_invitation.id", primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", primary_key=True, index=True)


class UsedBillCode(SQLModel, table=True):
    """That the one-time code printed on a bill was used; the code itself is derived and kept nowhere."""

    __tablename__ = "used_bill_code"

    bill_number: str = Field(primary_key=True, max_length=24)
    used_at: datetime = Field(sa_type=UtcInstant)
