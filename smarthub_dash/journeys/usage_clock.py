"""The utility's clock as ESPI tells it: how far from UTC, and when it changes."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

NEVER = 0xFFFFFFFF


def time_configuration(zone: ZoneInfo, now: datetime) -> str:
    """Return the LocalTimeParameters of a zone, by the clock changes of this year."""
    year = now.astimezone(zone).year
    january, july = (datetime(year, month, 1, tzinfo=zone).utcoffset() or timedelta() for month in (1, 7))
    usual, summer = min(january, july), max(january, july) - min(january, july)
    starts, ends = (_rule(change) for change in _changes(year, zone)) if summer else (NEVER, NEVER)
    return (
        f"<espi:LocalTimeParameters><espi:dstEndRule>{ends:08X}</espi:dstEndRule>"
        f"<espi:dstOffset>{int(summer.total_seconds())}</espi:dstOffset>"
        f"<espi:dstStartRule>{starts:08X}</espi:dstStartRule>"
        f"<espi:tzOffset>{int(usual.total_seconds())}</espi:tzOffset></espi:LocalTimeParameters>"
    )


def _changes(year: int, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return when the clock goes forward and when it goes back, each as the wall clock shows it just before."""
    forward = back = datetime(year, 1, 1, tzinfo=zone)
    moment = datetime(year, 1, 1, tzinfo=zone).timestamp()
    before = datetime.fromtimestamp(moment, zone)
    while before.year == year:
        moment += 3_600
        after = datetime.fromtimestamp(moment, zone)
        step = (after.utcoffset() or timedelta()) - (before.utcoffset() or timedelta())
        if step > timedelta():
            forward = before + timedelta(hours=1)
        elif step < timedelta():
            back = before + timedelta(hours=1)
        before = after
    return forward, back


def _rule(change: datetime) -> int:
    # Bits 28-31 the month, 25-27 which of its weekdays (2 the first), 17-19 the weekday, 12-16 the hour.
    which = (change.day - 1) // 7 + 2
    return change.month << 28 | which << 25 | change.isoweekday() << 17 | change.hour << 12
