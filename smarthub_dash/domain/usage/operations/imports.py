"""Begin and end an import: what came in, from where, and for which meters."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import text
from sqlmodel import Session, col, select, update

from smarthub_dash.domain.accounts.records import Account
from smarthub_dash.domain.usage.records import MeterImport, MeterInstallation, UsagePoint
from smarthub_dash.domain.usage.rules.deliveries import FAR_EPOCH, MeteredPoint


@dataclass(frozen=True, slots=True)
class OpenImport:
    """An import under way: `has_newer` says that a file that was written later has arrived already."""

    import_id: int
    made_at: datetime | None
    has_newer: bool


def find_points(session: Session, *, meter_numbers: Collection[str]) -> dict[str, tuple[MeteredPoint, ...]]:
    """
    Return where each meter counts or counted, by meter number; an unknown meter is not among them.

    Shape: one point, unless the meter was moved; each with the time it was there.
    """
    # no scope: a head end delivers for every account
    found: dict[str, tuple[MeteredPoint, ...]] = {}
    moved = session.exec(
        select(MeterInstallation, UsagePoint, Account.read_day)
        .join(UsagePoint, col(UsagePoint.id) == col(MeterInstallation.usage_point_id))
        .join(Account, col(Account.id) == col(UsagePoint.account_id))
        .where(col(MeterInstallation.meter_number).in_(meter_numbers))
        .order_by(col(MeterInstallation.installed_at))
    )
    for stay, point, read_day in moved:
        found[stay.meter_number] = (*found.get(stay.meter_number, ()), _stay(stay, point, read_day))
    standing = session.exec(
        select(UsagePoint, Account.read_day)
        .join(Account, col(Account.id) == col(UsagePoint.account_id))
        .where(col(UsagePoint.meter_number).in_(set(meter_numbers) - found.keys()))
    )
    return found | {point.meter_number: (_metered(point, read_day),) for point, read_day in standing}


def open_import(
    session: Session, *, source: str, file_name: str, received_at: datetime, made_at: datetime | None
) -> OpenImport:
    """
    Record that a delivery begins, and when its file says it was written.

    Call it first in the transaction: imports wait here for one another.
    """
    # Two imports of one day side by side would each sum the day without the other's reads. SQLite has one writer as it
    # is; here the lock lets readers pass, and comes before the transaction's first look at the tables.
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE meter_import IN SHARE ROW EXCLUSIVE MODE"))
    # no scope: a delivery belongs to no account
    record = MeterImport(source=source, file_name=file_name[-255:], sha256="", received_at=received_at, made_at=made_at)
    has_newer = made_at is not None and _is_there_a_newer(session, made_at)
    session.add(record)
    session.flush()
    return OpenImport(_given(record.id), made_at, has_newer)


def looked_again(session: Session, *, under: OpenImport) -> OpenImport:
    """Return an import that is stored in parts, knowing what newer file arrived between two of them."""
    # no scope: a head end delivers for every account
    has_newer = under.made_at is not None and _is_there_a_newer(session, under.made_at)
    return replace(under, has_newer=has_newer)


def close_import(
    session: Session, *, import_id: int, sha256: str, new: int, changed: int, same: int, late: int
) -> None:
    """Record what a delivery was and what it changed."""
    # no scope: a delivery belongs to no account
    session.exec(
        update(MeterImport)
        .where(col(MeterImport.id) == import_id)
        .values(sha256=sha256, new_count=new, changed_count=changed, same_count=same, late_count=late)
        .execution_options(synchronize_session=False)
    )


def _is_there_a_newer(session: Session, made_at: datetime) -> bool:
    newer = select(col(MeterImport.id)).where(col(MeterImport.made_at) > made_at).limit(1)
    return session.exec(newer).first() is not None


def _stay(stay: MeterInstallation, point: UsagePoint, read_day: int) -> MeteredPoint:
    return replace(
        _metered(point, read_day),
        meter_number=stay.meter_number,
        since_epoch=int(stay.installed_at.timestamp()),
        until_epoch=int(stay.removed_at.timestamp()) if stay.removed_at else FAR_EPOCH,
    )


def _metered(point: UsagePoint, read_day: int) -> MeteredPoint:
    return MeteredPoint(
        usage_point_id=_given(point.id),
        account_id=point.account_id,
        meter_number=point.meter_number,
        unit=point.unit,
        interval_seconds=point.interval_seconds,
        read_day=read_day,
    )


def _given(key: int | None) -> int:
    assert key is not None  # every row that is in the database has its key
    return key
