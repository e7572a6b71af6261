"""When what repeats is due: cron lines of the utility's local time, put down as jobs one occurrence ahead."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from cronsim import CronSim
from sqlmodel import Session

from smarthub_dash.kit.leases import enqueue


@dataclass(frozen=True, slots=True)
class Repeating:
    """A kind of job and its cron line: minute, hour, day, month, weekday, in local time."""

    kind: str
    cron: str


def plan(session: Session, *, repeating: Iterable[Repeating], now: datetime, zone: ZoneInfo) -> datetime | None:
    """
    Put down the latest and the next occurrence of everything that repeats; return the earliest that is to come.

    The latest is there so that what fell due while no server ran is made up for, once. Every process plans, and an
    occurrence is one row whoever is first, because its key is its instant.
    """
    to_come = []
    for each in repeating:
        latest, following = occurrences_around(each.cron, now=now, zone=zone)
        for instant in (latest, following):
            key = f"cron:{each.kind}:{instant:%Y-%m-%dT%H:%M:%SZ}"
            enqueue(session, key=key, kind=each.kind, body="{}", run_at=instant)
        to_come.append(following)
    return min(to_come, default=None)


def occurrences_around(cron: str, *, now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """
    Return the latest occurrence at or before an instant and the first after it, in UTC.

    Source: Debian's cron: a time that spring skips is run right after it, a time that autumn repeats is run once.
    """
    second = now.replace(microsecond=0)
    following = next(CronSim(cron, second.astimezone(zone))).astimezone(UTC)
    # Backwards it starts before the instant it is given; one second on, and an occurrence right now counts.
    just_after = (second + timedelta(seconds=1)).astimezone(zone)
    latest = next(CronSim(cron, just_after, reverse=True)).astimezone(UTC)
    return latest, following
