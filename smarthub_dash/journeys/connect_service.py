"""Connect a service: a place, an account with its agreement and meter, and the member who owns it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session

from smarthub_dash.domain.accounts.operations import add_location, grant_account, open_account, start_agreement
from smarthub_dash.domain.accounts.records import ServiceRider
from smarthub_dash.domain.accounts.rules import HouseholdRole, Provider, ServiceKind
from smarthub_dash.domain.usage.records import QuantityUnit, UsagePoint
from smarthub_dash.journal.news import announce_member
from smarthub_dash.kit.database import Database


@dataclass(frozen=True, slots=True)
class NewLocation:
    """Where service is wanted; a number that is known is that place."""

    location_number: str
    street: str
    city: str
    state: str
    zip_code: str
    tax_jurisdiction: str = ""


@dataclass(frozen=True, slots=True)
class NewMeter:
    """What will measure the service."""

    meter_number: str
    unit: QuantityUnit
    interval_seconds: int
    is_modelled: bool
    source_note: str


@dataclass(frozen=True, slots=True)
class NewRider:
    """What is taken besides the rate, from the first day on."""

    code: str
    quantity: int


@dataclass(frozen=True, slots=True)
class NewService:
    """A service that is asked for."""

    account_number: str
    provider: Provider
    kind: ServiceKind
    rate_code: str
    name_on_account: str
    read_day: int
    starts_on: date
    location: NewLocation
    meter: NewMeter
    riders: tuple[NewRider, ...] = ()


def connect_service(
    database: Database, *, service: NewService, owner_id: UUID | None, nickname: str, position: int, now: datetime
) -> UUID:
    """Open the account of a new service, owned by a member or by nobody yet; return the account's id."""
    with database.unit_of_work() as session:
        account_id = _open(session, service)
        if owner_id is None:
            return account_id
        grant_account(
            session,
            member_id=owner_id,
            account_id=account_id,
            role=HouseholdRole.OWNER,
            nickname=nickname,
            position=position,
            now=now,
        )
        announce_member(session, topic="accounts", member_id=owner_id, now=now)
    return account_id


def _open(session: Session, service: NewService) -> UUID:
    place = service.location
    location = add_location(
        session,
        location_number=place.location_number,
        street=place.street,
        city=place.city,
        state=place.state,
        zip_code=place.zip_code,
    )
    location.tax_jurisdiction = place.tax_jurisdiction or location.tax_jurisdiction
    account = open_account(
        session,
        account_number=service.account_number,
        provider=service.provider,
        name_on_account=service.name_on_account,
        opened_on=service.starts_on,
        read_day=service.read_day,
    )
    agreement = start_agreement(
        session,
        account_id=account.id,
        location_id=location.id,
        kind=service.kind,
        rate_code=service.rate_code,
        started_on=service.starts_on,
    )
    session.add(_usage_point(service, account_id=account.id, agreement_id=agreement.id))
    session.add_all(_riders(service, agreement_id=agreement.id))
    session.flush()
    return account.id


def _usage_point(service: NewService, *, account_id: UUID, agreement_id: UUID) -> UsagePoint:
    return UsagePoint(
        service_agreement_id=agreement_id,
        account_id=account_id,
        meter_number=service.meter.meter_number,
        unit=service.meter.unit,
        interval_seconds=service.meter.interval_seconds,
        installed_on=service.starts_on,
        is_modelled=service.meter.is_modelled,
        source_note=service.meter.source_note,
    )


def _riders(service: NewService, *, agreement_id: UUID) -> Sequence[ServiceRider]:
    return [
        ServiceRider(
            service_agreement_id=agreement_id,
            rider_code=rider.code,
            started_on=service.starts_on,
            quantity=rider.quantity,
        )
        for rider in service.riders
    ]
