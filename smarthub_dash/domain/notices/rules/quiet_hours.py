"""Rules of quiet hours and digests, by the member's clock, on days of 23 and 25 hours as well."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from smarthub_dash.domain.notices.rules import DigestEvery

DAY_MINUTES = 24 * 60
WEEKLY_ON = 0
"""Monday."""


@dataclass(frozen=True, slots=True)
class QuietHours:
    """
    When nothing rings; over midnight if it begins later than it ends.

    Units: minutes after midnight on the clock of the zone.
    """

    begins: int
    ends: int
    zone: ZoneInfo


def end_of_quiet(quiet: QuietHours, *, now: datetime) -> datetime | None:
    """Return when the quiet hours end that an instant lies in; None if it lies in none."""
    local = now.astimezone(quiet.zone)
    minute = local.hour * 60 + local.minute
    if quiet.begins == quiet.ends or not _is_within(minute, quiet):
        return None
    is_tomorrow = quiet.begins > quiet.ends and minute >= quiet.begins
    day = local.date() + timedelta(days=1 if is_tomorrow else 0)
    ends = instant_at(day, quiet.ends, quiet.zone)
    # On the night when the clock goes back, the hour of the end comes twice, and the first may be over.
    return ends if ends > now else instant_at(day, quiet.ends, quiet.zone, is_second=True)


def next_digest(every: DigestEvery, *, at: int, zone: ZoneInfo, after: datetime) -> datetime:
    """
    Return the first instant after another at which a digest goes out.

    Units: `at` in minutes after midnight.
    :raises ValueError: if there are no digests
    """
    if every is DigestEvery.NEVER:
        raise ValueError("there are no digests")
    day = after.astimezone(zone).date()
    while True:
        if every is DigestEvery.DAY or day.weekday() == WEEKLY_ON:
            found = instant_at(day, at, zone)
            if found > after:
                return found
        day += timedelta(days=1)


def instant_at(day: date, minute: int, zone: ZoneInfo, *, is_second: bool = False) -> datetime:
    """
    Return the instant of a minute of a local day; one that the clock leaps over is taken from after the leap.

    Of a minute that comes twice the first, or the second.
    """
    local = datetime.combine(day, time(minute // 60 % 24, minute % 60, fold=1 if is_second else 0), tzinfo=zone)
    return local.astimezone(UTC)


def _is_within(minute: int, quiet: QuietHours) -> bool:
    if quiet.begins < quiet.ends:
        return quiet.begins <= minute < quiet.ends
    return minute >= quiet.begins or minute < quiet.ends
