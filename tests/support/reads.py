"""Bring a read into the database of a served portal, as another process does, and say what pages should then show."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from sqlmodel import col, select

from smarthub_dash.domain.accounts.rules import AccountScope
from smarthub_dash.domain.members.records import Member
from smarthub_dash.domain.usage.records import IntervalRead, UsagePoint
from smarthub_dash.domain.usage.rules import Flow, QuantityUnit
from smarthub_dash.gateways.headend import FlowDirection, HowKnown, ReadDelivery
from smarthub_dash.gateways.headend.delivered import DeliveredReads
from smarthub_dash.journeys.import_reads import import_reads
from smarthub_dash.journeys.open_dashboard import Dashboard, open_dashboard, scope_for
from smarthub_dash.kit.clock import SystemClock
from smarthub_dash.kit.database import Database, open_database
from smarthub_dash.settings import settings
from state.home_view import HomeView, home_view
from tests.support.visitors import email_of


@contextmanager
def opened(address: str) -> Iterator[Database]:
    """Open a portal's database beside the portal."""
    database = open_database(address)
    try:
        yield database
    finally:
        database.close()


def correct_newest_read(address: str, meter_number: str, *, by: int) -> None:
    """Import a correction of a meter's newest interval: as much more as `by`. Units: Wh or MB."""
    with opened(address) as database:
        file = DeliveredReads("correction", (_corrected(database, meter_number, by),))
        now = SystemClock().now()
        summary = import_reads(database, file=file, now=now, zone=settings().zone, report=lambda _: None)
    if summary.changed != 1:
        raise AssertionError(f"the correction of {meter_number} did not change one read: {summary}")


def dashboard_of(address: str, first_name: str) -> Dashboard:
    """Return what a member's Home is made of at this moment."""
    now, zone = SystemClock().now(), settings().zone
    with opened(address) as database:
        return open_dashboard(database, scope=scope_of_member(database, first_name), now=now, zone=zone)


def home_of(address: str, first_name: str) -> HomeView:
    """Return what a member's Home should say at this moment."""
    return home_view(dashboard_of(address, first_name), steps=None, zone=settings().zone)


def scope_of_member(database: Database, first_name: str) -> AccountScope:
    """Return what one of the cast may see."""
    with database.reading() as session:
        member_id = session.exec(select(Member.id).where(col(Member.email) == email_of(first_name))).one()
    return scope_for(database, member_id=member_id, now=SystemClock().now(), zone=settings().zone)


def _corrected(database: Database, meter_number: str, by: int) -> ReadDelivery:
    with database.reading() as session:
        newest, unit = session.exec(
            select(IntervalRead, UsagePoint.unit)
            .join(UsagePoint, col(UsagePoint.id) == col(IntervalRead.usage_point_id))
            .where(col(UsagePoint.meter_number) == meter_number, col(IntervalRead.flow) == Flow.DELIVERED)
            .order_by(col(IntervalRead.start_epoch).desc())
            .limit(1)
        ).one()
    return ReadDelivery(
        meter_number=meter_number,
        flow=FlowDirection.DELIVERED,
        unit=QuantityUnit(unit).value,
        seconds=newest.seconds,
        start_epochs=np.array([newest.start_epoch], dtype=np.int64),
        quantities=np.array([newest.quantity + by], dtype=np.int64),
        qualities=np.array([int(HowKnown.MEASURED)], dtype=np.int8),
        first_line=1,
    )
