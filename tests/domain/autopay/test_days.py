"""On which day a bill is drafted: ten years of months for every day, the 31st, leap days, weekends, bank holidays."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarthub_dash.domain.accounts.rules import billing_periods
from smarthub_dash.domain.autopay.rules.days import (
    NOTICE_DAYS,
    BillDays,
    draft_day,
    first_notice,
    next_such_day,
)
from smarthub_dash.domain.billing.rules import due_day
from smarthub_dash.domain.billing.rules.bank_days import bank_day, is_bank_day
from smarthub_dash.kit.periods import Period, day_of_month

TEN_YEARS = Period(date(2024, 1, 1), date(2034, 1, 1))
DAYS = st.dates(date(2020, 1, 1), date(2060, 12, 31))


def _bill(read_day: int, end_on: date, *, late: int = 0) -> BillDays:
    issued_on = end_on + timedelta(days=late)
    return BillDays(read_day, end_on, issued_on, due_day(issued_on))


def _draft(bill: BillDays, chosen_day: int | None) -> date:
    earliest_on = bill.issued_on + timedelta(days=NOTICE_DAYS)
    return draft_day(bill, chosen_day=chosen_day, earliest_on=earliest_on, notice_days=NOTICE_DAYS)


@pytest.mark.parametrize("chosen_day", [None, *range(1, 32)])
@pytest.mark.parametrize("read_day", [1, 14, 28, 31])
def test_ten_years_of_bills_have_a_hundred_and_twenty_drafts(read_day: int, chosen_day: int | None) -> None:
    ends = [period.end_on for period in billing_periods(TEN_YEARS, read_day=read_day)][:120]

    # Some wait for their reads.
    drafts = [_draft(_bill(read_day, end_on, late=at % 5), chosen_day) for at, end_on in enumerate(ends)]

    assert len(set(drafts)) == 120
    assert drafts == sorted(drafts)
    assert all(is_bank_day(day) for day in drafts)


@pytest.mark.parametrize("chosen_day", range(1, 32))
@given(read_day=st.integers(1, 31), end_month=st.integers(0, 11), late=st.integers(0, 4))
def test_a_chosen_day_comes_once_in_every_month(chosen_day: int, read_day: int, end_month: int, late: int) -> None:
    years = Period(date(2027, end_month + 1, 1), date(2029, end_month + 1, 1))
    ends = [period.end_on for period in billing_periods(years, read_day=read_day)]

    drafts = [_draft(_bill(read_day, end_on, late=late), chosen_day) for end_on in ends]

    wanted = [day_of_month(day.year, day.month, chosen_day) for day in (_before(draft, chosen_day) for draft in drafts)]
    months = [day.year * 12 + day.month for day in wanted]
    assert months == list(range(months[0], months[0] + len(months)))


def _before(draft: date, chosen_day: int) -> date:
    """Return the chosen day that a draft was moved from."""
    day = draft
    while day != day_of_month(day.year, day.month, chosen_day):
        day -= timedelta(days=1)
    return day


@given(DAYS, st.integers(1, 31), st.integers(1, 31), st.integers(0, 40))
def test_no_draft_comes_before_its_notice(end_on: date, read_day: int, chosen: int, late: int) -> None:
    bill = _bill(read_day, end_on, late=late)

    assert _draft(bill, chosen) >= bill.issued_on + timedelta(days=NOTICE_DAYS)
    assert _draft(bill, None) >= bill.due_on


@given(DAYS, st.integers(1, 31))
def test_the_next_such_day_is_that_day_of_its_month_and_none_is_skipped(earliest: date, day: int) -> None:
    found = next_such_day(earliest, day=day)

    assert found == day_of_month(found.year, found.month, day)
    between = (earliest + timedelta(days=each) for each in range((found - earliest).days))
    assert not any(each == day_of_month(each.year, each.month, day) for each in between)


@given(DAYS)
def test_a_day_without_banks_gives_way_to_the_next_with_them(day: date) -> None:
    found = bank_day(day)

    assert is_bank_day(found)
    assert not any(is_bank_day(day + timedelta(days=each)) for each in range((found - day).days))


@given(DAYS, DAYS, st.integers(1, 31) | st.none())
def test_the_draft_shown_at_sign_up_is_never_today_and_never_sooner_than_later_ones(
    end_on: date, today: date, chosen: int | None
) -> None:
    bill = _bill(end_on.day, end_on)
    earliest = first_notice(issued_on=bill.issued_on, today=today, notice_days=NOTICE_DAYS)

    found = draft_day(bill, chosen_day=chosen, earliest_on=earliest, notice_days=NOTICE_DAYS)

    assert found > today
    assert found >= bill.issued_on + timedelta(days=NOTICE_DAYS)


@pytest.mark.parametrize(
    ("earliest", "chosen", "draft"),
    [
        (date(2028, 2, 1), 29, date(2028, 2, 29)),
        (date(2028, 2, 1), 31, date(2028, 2, 29)),
        (date(2027, 2, 1), 29, date(2027, 3, 1)),  # the 28th is a Sunday
        (date(2026, 12, 1), 31, date(2026, 12, 31)),
        (date(2027, 1, 1), 1, date(2027, 1, 4)),  # New Year's Day, and a weekend after it
        (date(2026, 12, 20), 25, date(2026, 12, 28)),  # Christmas on a Friday
        (date(2026, 11, 20), 26, date(2026, 11, 27)),  # Thanksgiving; banks are open the day after
        (date(2027, 3, 10), 14, date(2027, 3, 15)),  # the Sunday on which clocks go forward
        (date(2026, 10, 25), 1, date(2026, 11, 2)),  # the Sunday on which they go back
    ],
)
def test_odd_days_have_the_draft_that_a_person_would_expect(earliest: date, chosen: int, draft: date) -> None:
    bill = BillDays(1, earliest - timedelta(days=60), earliest, earliest)

    assert draft_day(bill, chosen_day=chosen, earliest_on=earliest, notice_days=NOTICE_DAYS) == draft


@pytest.mark.parametrize(
    "holiday",
    [
        date(2026, 1, 19),
        date(2026, 6, 19),
        date(2026, 10, 12),
        date(2026, 11, 11),
        date(2027, 7, 5),  # the 4th is a Sunday
    ],
)
def test_banks_are_closed_on_the_holidays_of_the_federal_reserve(holiday: date) -> None:
    assert not is_bank_day(holiday)


def test_banks_are_open_on_the_friday_before_a_holiday_on_a_saturday() -> None:
    assert is_bank_day(date(2026, 7, 3))
