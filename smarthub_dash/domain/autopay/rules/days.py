"""On which day a bill is drafted: its due date or a chosen day, early enough to tell of it, when banks are open."""

from dataclasses import dataclass
from datetime import date, timedelta

from smarthub_dash.domain.billing.rules.bank_days import bank_day
from smarthub_dash.kit.periods import day_of_month

NOTICE_DAYS = 10
"""
How long before a draft of a varying amount its member is told.

Source: Regulation E, 12 CFR 1005.10(d).
"""
SHORTEST_MONTH = 28
DAYS_FOR_READS = 4
"""How much later than its period ends a bill is made, when reads were missing."""


@dataclass(frozen=True, slots=True)
class BillDays:
    """The days of a bill that its draft follows from; `read_day` is the day of the month on which its period ends."""

    read_day: int
    end_on: date
    issued_on: date
    due_on: date


def draft_day(bill: BillDays, *, chosen_day: int | None, earliest_on: date, notice_days: int) -> date:
    """
    Return on which day a bill is drafted: its due date, or the member's chosen day, when banks are open.

    `earliest_on` is the first day on which its member has been told long enough before.
    """
    if chosen_day is None:
        return bank_day(max(bill.due_on, earliest_on))
    wanted = _chosen(bill, chosen_day, notice_days)
    return bank_day(wanted if wanted >= earliest_on else next_such_day(earliest_on, day=chosen_day))


def _chosen(bill: BillDays, chosen_day: int, notice_days: int) -> date:
    # The same number of months after each bill, counted for the shortest one. The first such day after the notice
    # would leave out a month now and then and draw twice in the next, for February ends early.
    room = min(chosen_day, SHORTEST_MONTH) - bill.read_day - DAYS_FOR_READS
    months = max(0, -((room - notice_days) // SHORTEST_MONTH))
    month = bill.end_on.month - 1 + months
    return day_of_month(bill.end_on.year + month // 12, month % 12 + 1, chosen_day)


def first_notice(*, issued_on: date, today: date, notice_days: int) -> date:
    """
    Return the earliest day for the draft that is shown to whoever signs up.

    Signing up tells of it. It is not sooner than the later bills come, nor today: there is time to think again.
    """
    return max(issued_on + timedelta(days=notice_days), today + timedelta(days=1))


def next_such_day(earliest: date, *, day: int) -> date:
    """Return the first date, from one on, with a day of the month; the last one of a shorter month."""
    found = day_of_month(earliest.year, earliest.month, day)
    if found >= earliest:
        return found
    year, month = (earliest.year + 1, 1) if earliest.month == 12 else (earliest.year, earliest.month + 1)
    return day_of_month(year, month, day)
