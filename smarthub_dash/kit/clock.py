"""Where time comes in: doors ask a clock once and pass `now` and `today` on."""

from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        ...


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)


def local_day(now: datetime, zone: ZoneInfo) -> date:
    """Return the utility's date at an instant."""
    return now.astimezone(zone).date()
