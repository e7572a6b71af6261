"""What a price depends on beyond the schedule, the days and the use: what the agreement takes, and where it is."""

from dataclasses import dataclass
from datetime import date

from smarthub_dash.kit.periods import Period


@dataclass(frozen=True, slots=True)
class RiderTaken:
    """That an agreement takes a rider of its schedule, in a quantity, over `[started_on, ended_on)`."""

    code: str
    quantity: int
    started_on: date
    ended_on: date | None = None

    def within(self, period: Period) -> Period | None:
        """Return the days of a period on which it is taken."""
        start_on = max(self.started_on, period.start_on)
        end_on = min(self.ended_on or period.end_on, period.end_on)
        return Period(start_on, end_on) if start_on < end_on else None

    def is_taken_on(self, day: date) -> bool:
        return self.started_on <= day and (self.ended_on is None or day < self.ended_on)


@dataclass(frozen=True, slots=True)
class BillingFacts:
    """
    The facts of one service agreement that move its price; as they stand, except for riders, on the period's last day.

    `tax_jurisdiction` is the service location's own; `has_both_services` says whether that location has both electric
    and internet service.
    """

    riders: tuple[RiderTaken, ...] = ()
    tax_jurisdiction: str = ""
    has_both_services: bool = False


NO_FACTS = BillingFacts()
"""A service without riders, outside every taxing city, with no other service at its place."""
