"""Made-up members with accounts, meters and sign-in sessions, for the bench's own databases only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
from sqlmodel import Session, select

from smarthub_dash.domain.accounts.records import Account, AccountGrant, ServiceAgreement, ServiceLocation
from smarthub_dash.domain.accounts.rules import HouseholdRole, Provider, ServiceKind
from smarthub_dash.domain.members.operations import start_session
from smarthub_dash.domain.members.records import Member
from smarthub_dash.domain.usage.records import UsagePoint
from smarthub_dash.domain.usage.rules import QuantityUnit
from smarthub_dash.gateways.headend import FlowDirection, HowKnown, ReadDelivery
from smarthub_dash.gateways.headend.delivered import DeliveredReads
from smarthub_dash.journeys.import_reads import ImportProgress, import_reads
from smarthub_dash.kit.database import Database

NO_PASSWORD = "!"
"""No password fits it: these members come in by a session that is made for them."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """The members of one crowd: one session token each, and every account and meter of theirs."""

    tokens: tuple[str, ...]
    account_numbers: tuple[str, ...]
    meter_numbers: tuple[str, ...]
    member_ids: tuple[UUID, ...]


def add_crowd(
    database: Database, *, name: str, members: int, accounts_each: int, interval_seconds: int, now: datetime
) -> Crowd:
    """Add members of a given name who own electric accounts, each signed in once."""
    tokens: list[str] = []
    member_ids: list[UUID] = []
    numbers: list[str] = []
    with database.unit_of_work() as session:
        rate_code = session.exec(
            select(ServiceAgreement.rate_code).where(ServiceAgreement.kind == ServiceKind.ELECTRIC)
        ).first()
        for at in range(members):
            member = Member(
                email=f"{name}{at}@example.com", full_name=f"{name} {at}", password_hash=NO_PASSWORD, created_at=now
            )
            session.add(member)
            session.flush()
            member_ids.append(member.id)
            tokens.append(start_session(session, member_id=member.id, address="127.0.0.1", user_agent="bench", now=now))
            for position in range(accounts_each):
                number = f"{name}-{at}-{position}".upper()
                _add_account(session, member, number, position, rate_code or "residential", interval_seconds, now)
                numbers.append(number)
    return Crowd(tuple(tokens), tuple(numbers), tuple(f"M{number}" for number in numbers), tuple(member_ids))


def _add_account(
    session: Session, member: Member, number: str, position: int, rate_code: str, interval_seconds: int, now: datetime
) -> None:
    opened_on = now.date() - timedelta(days=3 * 365)
    account = Account(
        account_number=number,
        provider=Provider.CEC,
        name_on_account=member.full_name,
        opened_on=opened_on,
        read_day=1 + now.day % 28,
    )
    location = ServiceLocation(
        location_number=f"L{number}", street=f"{position} Bench Road", city="Fulton", state="MO", zip_code="65251"
    )
    session.add(account)
    session.add(location)
    session.flush()
    agreement = ServiceAgreement(
        account_id=account.id,
        service_location_id=location.id,
        kind=ServiceKind.ELECTRIC,
        rate_code=rate_code,
        started_on=opened_on,
    )
    session.add(agreement)
    session.add(
        AccountGrant(
            member_id=member.id, account_id=account.id, role=HouseholdRole.OWNER, position=position, granted_at=now
        )
    )
    session.flush()
    session.add(_point(account, agreement, number, interval_seconds, opened_on))


def _point(
    account: Account, agreement: ServiceAgreement, number: str, interval_seconds: int, opened_on: date
) -> UsagePoint:
    return UsagePoint(
        service_agreement_id=agreement.id,
        account_id=account.id,
        meter_number=f"M{number}",
        unit=QuantityUnit.WH,
        interval_seconds=interval_seconds,
        installed_on=opened_on,
        is_modelled=True,
        source_note="Made up for the bench",
    )


def import_history(
    database: Database,
    *,
    meter_numbers: Sequence[str],
    seconds: int,
    days: int,
    end_epoch: int,
    now: datetime,
    zone: ZoneInfo,
) -> int:
    """Import reads that end at an instant through the portal's own journey; return how many."""
    end = end_epoch // seconds * seconds
    starts = np.arange(end - days * 86_400, end, seconds, dtype=np.int64)
    hours = (starts // 3_600) % 24
    quantities = ((200 + 900 * np.exp(-((hours - 18) ** 2) / 20)) * seconds / 3_600).astype(np.int64)
    qualities = np.full(starts.size, HowKnown.MEASURED, dtype=np.int8)
    deliveries = tuple(
        ReadDelivery(meter, FlowDirection.DELIVERED, "wh", seconds, starts, quantities + at % 97, qualities, at + 1)
        for at, meter in enumerate(meter_numbers)
    )
    file = DeliveredReads("bench history", deliveries)
    import_reads(database, file=file, now=now, zone=zone, report=say_nothing)
    return starts.size * len(meter_numbers)


def say_nothing(_progress: ImportProgress) -> None:
    """Take an import's progress and leave it."""
