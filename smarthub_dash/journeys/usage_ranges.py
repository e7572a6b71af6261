"""The ranges of the Usage page: which days they hold, what stands beside them, and where their bars begin."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from smarthub_dash.domain.accounts.rules import billing_period_of
from smarthub_dash.kit.periods import Period, epoch_of_day

YEAR_BARS = 13
MOST_BARS = 31
"""No more fit on a phone: a longer range of a member's own is shown by weeks, and then by months."""
WEEK = 7
PARTS, PART_HOURS = 4, 6
LONGEST = timedelta(days=1_100)


class Span(StrEnum):
    """How long a stretch the page shows."""

    DAY = "day"
    WEEK = "week"
    BILL = "bill"
    YEAR = "year"
    CUSTOM = "custom"
    QUARTERS = "quarters"
    """A quarter of a day, in steps as fine as the meter counts: a phone has no room for a whole day of them."""

    @property
    def is_of_one_day(self) -> bool:
        return self in (Span.DAY, Span.QUARTERS)


@dataclass(frozen=True, slots=True)
class Range:
    """
    What the page shows: a span and its days, the days before it, and after it those that have begun.

    `held_on` is the day that was asked for: a longer range and back again leads to it. `part` is the quarter of the day
    where only one is shown, from 0; before and after it are `previous_part` and `next_part` of their days.
    """

    span: Span
    period: Period
    held_on: date
    previous_on: date | None
    next_on: date | None
    part: int = 0

    @property
    def previous_part(self) -> int:
        return (self.part - 1) % PARTS

    @property
    def next_part(self) -> int:
        return (self.part + 1) % PARTS


def range_of(span: Span, *, day: date, read_day: int, opened_on: date, today: date, part: int = 0) -> Range:
    """Return the range of a span that holds a day; a day outside of the account's life is moved into it."""
    held = min(max(day, opened_on), today)
    if span is Span.QUARTERS:
        return _quarter(held, part, opened_on=opened_on, today=today)
    period = _period_of(span, held, read_day)
    before, after = period.start_on - timedelta(days=1), period.end_on
    if span is Span.YEAR:
        for _ in range(YEAR_BARS - 1):
            after = billing_period_of(after, read_day=read_day).end_on
    previous_on = before if before >= opened_on else None
    return Range(span, period, held, previous_on, min(after, today) if period.end_on <= today else None)


def _quarter(day: date, part: int, *, opened_on: date, today: date) -> Range:
    before, after = day - timedelta(days=part == 0), day + timedelta(days=part == PARTS - 1)
    previous_on, next_on = before if before >= opened_on else None, after if after <= today else None
    return Range(Span.QUARTERS, Period(day, day + timedelta(days=1)), day, previous_on, next_on, part)


def custom_range(first: date, last: date, *, opened_on: date, today: date) -> Range:
    """Return a range with exactly the ends that were asked for, as far as the account had begun and time has come."""
    start_on = min(max(min(first, last), opened_on), today)
    end_on = min(max(first, last, start_on), today, start_on + LONGEST) + timedelta(days=1)
    return Range(Span.CUSTOM, Period(start_on, end_on), start_on, None, None)


def parts_of(period: Period) -> tuple[Period, ...]:
    """Return the days of a range or, of a long one, its weeks or months, cut where the range ends."""
    if period.day_count <= WEEK * MOST_BARS:
        step = 1 if period.day_count <= MOST_BARS else WEEK
        starts = (period.start_on + timedelta(days=at) for at in range(0, period.day_count, step))
        return tuple(Period(start, min(start + timedelta(days=step), period.end_on)) for start in starts)
    found, start_on = [], period.start_on
    while start_on < period.end_on:
        following = date(start_on.year + start_on.month // 12, start_on.month % 12 + 1, 1)
        end_on = min(following, period.end_on)
        found.append(Period(start_on, end_on))
        start_on = end_on
    return tuple(found)


def bill_edges(period: Period, *, read_day: int) -> tuple[Period, ...]:
    """Return the billing periods that a range of whole billing periods holds, oldest first."""
    found, day = [], period.start_on
    while day < period.end_on:
        bill = billing_period_of(day, read_day=read_day)
        found.append(bill)
        day = bill.end_on
    return tuple(found)


def interval_edges(day: date, *, seconds: int, zone: ZoneInfo) -> tuple[int, ...]:
    """
    Return where the intervals of a local day begin, and where the last one ends.

    Shape: 25 edges on most days for hourly reads; 24 and 26 where the clock moves. Units: epoch seconds.
    """
    start, end = epoch_of_day(day, zone), epoch_of_day(day + timedelta(days=1), zone)
    return (*range(start, end, seconds), end)


def _period_of(span: Span, day: date, read_day: int) -> Period:
    if span is Span.DAY:
        return Period(day, day + timedelta(days=1))
    if span is Span.WEEK:
        # A week begins on Sunday, as on the calendars of the co-op's bills.
        sunday = day - timedelta(days=(day.weekday() + 1) % 7)
        return Period(sunday, sunday + timedelta(days=7))
    bill = billing_period_of(day, read_day=read_day)
    if span is Span.BILL:
        return bill
    start_on = bill.start_on
    for _ in range(YEAR_BARS - 1):
        start_on = billing_period_of(start_on - timedelta(days=1), read_day=read_day).start_on
    return Period(start_on, bill.end_on)
