"""Exchange the meter of a usage point: what was counted before and after stays one series."""

from datetime import UTC, datetime, time

from sqlmodel import Session, col, select

from smarthub_dash.domain.usage.records import MeterInstallation, UsagePoint
from smarthub_dash.kit.errors import Refused


class NoExchange(Refused):
    """A meter cannot be exchanged like that."""


def exchange_meter(
    session: Session, *, old_number: str, new_number: str, at: datetime, register_digits: int | None
) -> UsagePoint:
    """
    Put another meter at the usage point of a meter, from an instant on; return the point.

    :raises NoExchange: if there is no such meter, the new one counts elsewhere, or the old one came later
    """
    # no scope: staff exchange every meter
    point = session.exec(select(UsagePoint).where(col(UsagePoint.meter_number) == old_number)).first()
    if point is None or point.id is None:
        raise NoExchange(f"No meter here has the number {old_number!r}.")
    if session.exec(select(UsagePoint.id).where(col(UsagePoint.meter_number) == new_number)).first() is not None:
        raise NoExchange(f"Meter {new_number} counts elsewhere already.")
    staying = session.exec(
        select(MeterInstallation).where(
            col(MeterInstallation.usage_point_id) == point.id, col(MeterInstallation.removed_at).is_(None)
        )
    ).first()
    if staying is None:
        began = datetime.combine(point.installed_on, time(), UTC)
        staying = MeterInstallation(usage_point_id=point.id, meter_number=old_number, installed_at=began)
    if at <= staying.installed_at:
        raise NoExchange(f"Meter {old_number} was put in after that.")
    staying.removed_at = at
    session.add(staying)
    session.add(
        MeterInstallation(
            usage_point_id=point.id, meter_number=new_number, installed_at=at, register_digits=register_digits
        )
    )
    point.meter_number = new_number
    session.add(point)
    session.flush()
    return point
