"""Members with meters of their own: the smallest households that a page can show."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from smarthub_dash.domain.accounts.operations import grant_account
from smarthub_dash.domain.accounts.rules import HouseholdRole
from smarthub_dash.domain.members.operations import add_member
from smarthub_dash.domain.members.rules import MemberRole
from smarthub_dash.gateways.headend.delivered import DeliveredReads, one_read
from smarthub_dash.journeys.import_reads import import_reads
from smarthub_dash.kit.database import Database
from smarthub_dash.settings import settings
from tests.support.meters import HOUR, add_meter

PASSWORD = "correct horse battery"


def add_household(
    database: Database, first_name: str, *, meters: Sequence[str], now: datetime, shares: Sequence[UUID] = ()
) -> tuple[UUID, list[UUID]]:
    """Add a member with an account for each meter, and accounts of others to share; return the ids of both."""
    account_ids = [*(add_meter(database, meter).id for meter in meters), *shares]
    with database.unit_of_work() as session:
        member = add_member(
            session,
            email=f"{first_name.lower()}@cec.example",
            full_name=f"{first_name} Adams",
            role=MemberRole.MEMBER,
            password=PASSWORD,
            now=now,
        )
        for position, account_id in enumerate(account_ids):
            grant_account(
                session,
                member_id=member.id,
                account_id=account_id,
                role=HouseholdRole.OWNER,
                nickname=f"{first_name} {position + 1}",
                position=position,
                now=now,
            )
        return member.id, account_ids


def deliver_hour(database: Database, meter: str, *, quantity: int, now: datetime, hours_ago: int = 2) -> None:
    """Import one hour of a meter. Units: Wh."""
    start = int(now.timestamp()) // HOUR * HOUR - hours_ago * HOUR
    file = DeliveredReads("an hour", (one_read(meter, start_epoch=start, seconds=HOUR, quantity=quantity),))
    import_reads(database, file=file, now=now, zone=settings().zone, report=lambda _: None)
