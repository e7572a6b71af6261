"""Accounts with meters for tests of bills: the cast's rates, without the cast."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from smarthub_dash.demo.rates import demo_schedules
from smarthub_dash.domain.accounts.queries import scope_of
from smarthub_dash.domain.accounts.records import Account, AccountGrant, ServiceAgreement, ServiceLocation
from smarthub_dash.domain.accounts.rules import AccountScope, HouseholdRole, Provider, ServiceKind
from smarthub_dash.domain.members.records import Member
from smarthub_dash.domain.rates.operations import publish_schedules
from smarthub_dash.domain.usage.records import DailyUsage, IntervalRead, MeterImport, UsagePoint
from smarthub_dash.domain.usage.rules import Flow, QuantityUnit, ReadQuality
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.periods import Period, epochs_of, seconds_in_day

LONG_AGO = datetime(2024, 1, 1, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Household:
    """A member with accounts."""

    member_id: UUID
    account_ids: tuple[UUID, ...]

    def scope(self, session: Session, *, today: date) -> AccountScope:
        return scope_of(session, member_id=self.member_id, today=today)


def a_household(database: Database, *, rate_codes: tuple[str, ...], opened_on: date, read_day: int) -> Household:
    """Store a member with one metered account for each rate code, all rates published."""
    member = Member(email=f"{uuid4().hex}@example.com", full_name="Ada", password_hash="", created_at=LONG_AGO)
    with database.unit_of_work() as session:
        publish_schedules(session, schedules=demo_schedules(), now=LONG_AGO)
        session.add(member)
        session.flush()
        account_ids = tuple(
            _account(session, member.id, code, at, opened_on, read_day) for at, code in enumerate(rate_codes)
        )
    return Household(member.id, account_ids)


def measure_days(database: Database, *, account_id: UUID, within: Period, wh_a_day: int, zone: ZoneInfo) -> None:
    """Store a daily use for every day of a period."""
    with database.unit_of_work() as session:
        point = _point_of(session, account_id)
        session.add_all(_day(point, day, wh_a_day, zone) for day in within.days())


def measure_hours(database: Database, *, account_id: UUID, within: Period, wh: int, zone: ZoneInfo) -> None:
    """Store the same delivered quantity for every hour of a period."""
    start, end = epochs_of(within, zone)
    with database.unit_of_work() as session:
        point = _point_of(session, account_id)
        delivery = MeterImport(source="test", file_name="", sha256="", received_at=LONG_AGO)
        session.add(delivery)
        session.flush()
        session.add_all(
            IntervalRead(
                usage_point_id=point,
                flow=Flow.DELIVERED,
                start_epoch=epoch,
                seconds=3600,
                quantity=wh,
                quality=ReadQuality.MEASURED,
                import_id=delivery.id or 0,
            )
            for epoch in range(start, end, 3600)
        )


def _account(session: Session, member_id: UUID, code: str, at: int, opened_on: date, read_day: int) -> UUID:
    is_fiber = code.startswith("CALLABYTE")
    account = Account(
        account_number=uuid4().hex[:12],
        provider=Provider.CALLABYTE if is_fiber else Provider.CEC,
        name_on_account="Ada",
        opened_on=opened_on,
        read_day=read_day,
    )
    location = ServiceLocation(
        location_number=uuid4().hex[:12], street="1 Oak Road", city="Fulton", state="MO", zip_code="65251"
    )
    session.add_all([account, location])
    session.flush()
    agreement = ServiceAgreement(
        account_id=account.id,
        service_location_id=location.id,
        kind=ServiceKind.INTERNET if is_fiber else ServiceKind.ELECTRIC,
        rate_code=code,
        started_on=opened_on,
    )
    grant = AccountGrant(
        member_id=member_id, account_id=account.id, role=HouseholdRole.OWNER, position=at, granted_at=LONG_AGO
    )
    session.add_all([agreement, grant])
    session.flush()
    session.add(
        UsagePoint(
            service_agreement_id=agreement.id,
            account_id=account.id,
            meter_number=uuid4().hex[:12],
            unit=QuantityUnit.MB if is_fiber else QuantityUnit.WH,
            interval_seconds=3600,
            installed_on=opened_on,
        )
    )
    return account.id


def _point_of(session: Session, account_id: UUID) -> int:
    return session.exec(select(UsagePoint.id).where(col(UsagePoint.account_id) == account_id)).one() or 0


def _day(point: int, day: date, wh: int, zone: ZoneInfo) -> DailyUsage:
    seconds = seconds_in_day(day, zone)
    return DailyUsage(
        usage_point_id=point,
        flow=Flow.DELIVERED,
        day=day,
        quantity=wh,
        estimated_quantity=0,
        present_seconds=seconds,
        estimated_seconds=0,
        zero_seconds=0,
        expected_seconds=seconds,
        newest_end_epoch=0,
    )
