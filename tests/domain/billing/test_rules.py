"""Where an account stands, what is billed next, and how bills are numbered."""

from datetime import date, timedelta
from itertools import pairwise
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from smarthub_dash.domain.billing.rules import (
    AccountStanding,
    OwedBill,
    StandingState,
    UnbilledPeriod,
    bill_number_of,
    next_unbilled,
    standing_of,
)
from smarthub_dash.kit.periods import Period

TODAY = date(2026, 11, 17)
BILLS = (
    OwedBill(date(2026, 9, 30), 10_000),
    OwedBill(date(2026, 10, 30), 12_000),
    OwedBill(date(2026, 11, 30), 14_217),
)


def standing(balance_cents: int, bills: tuple[OwedBill, ...] = BILLS) -> AccountStanding:
    return standing_of(balance_cents=balance_cents, bills=bills, today=TODAY)


def test_an_account_that_owes_its_newest_bill_is_due() -> None:
    assert standing(14_217) == AccountStanding(14_217, 14_217, 0, date(2026, 11, 30), StandingState.DUE, 14_217)


def test_a_payment_that_was_too_small_pays_the_oldest_bill_first() -> None:
    # 14,217 of November and 3,000 of October are left.
    assert standing(17_217) == AccountStanding(17_217, 17_217, 3_000, date(2026, 10, 30), StandingState.PAST_DUE, 3_000)


def test_a_bill_is_not_past_due_on_its_due_date() -> None:
    on_the_day = standing_of(balance_cents=14_217, bills=BILLS, today=date(2026, 11, 30))
    day_after = standing_of(balance_cents=14_217, bills=BILLS, today=date(2026, 12, 1))

    assert (on_the_day.past_due_cents, day_after.past_due_cents) == (0, 14_217)


def test_a_paid_account_owes_nothing_and_has_no_due_date() -> None:
    assert standing(0) == AccountStanding(0, 0, 0, None, StandingState.PAID)


def test_money_paid_ahead_is_a_credit() -> None:
    assert standing(-500) == AccountStanding(-500, 0, 0, None, StandingState.CREDIT)


def test_what_is_owed_beyond_all_bills_counts_with_the_oldest() -> None:
    assert standing(40_000).past_due_cents == 40_000 - 14_217
    assert standing(700, ()) == AccountStanding(700, 700, 0, None, StandingState.DUE)


def test_a_bill_below_zero_owes_nothing() -> None:
    bills = (*BILLS, OwedBill(date(2026, 12, 30), -2_000))

    assert standing(12_217, bills).due_on == date(2026, 11, 30)


@given(
    charges=st.lists(st.integers(-20_000, 40_000), max_size=30),
    paid=st.integers(0, 600_000),
    today=st.integers(0, 1000),
)
def test_standing_agrees_with_paying_bills_one_by_one(charges: list[int], paid: int, today: int) -> None:
    bills = tuple(OwedBill(date(2024, 1, 1) + timedelta(days=30 * at), cents) for at, cents in enumerate(charges))
    on = date(2024, 1, 1) + timedelta(days=today)
    balance = sum(charges) - paid

    found = standing_of(balance_cents=balance, bills=bills, today=on)

    credit = paid - sum(bill.cents for bill in bills if bill.cents < 0)
    unpaid = []
    for bill in bills:
        used = min(credit, max(bill.cents, 0))
        credit -= used
        unpaid.append((bill.due_on, max(bill.cents, 0) - used))
    owed = [(due_on, cents) for due_on, cents in unpaid if cents]
    assert found.amount_due_cents == sum(cents for _, cents in owed)
    assert found.past_due_cents == sum(cents for due_on, cents in owed if due_on < on)
    assert found.due_on == (owed[0][0] if owed else None)


@given(opened_on=st.dates(date(2023, 1, 1), date(2026, 1, 1)), read_day=st.integers(1, 31), days=st.integers(0, 1200))
def test_bills_follow_each_other_without_a_gap_up_to_the_day(opened_on: date, read_day: int, days: int) -> None:
    on = opened_on + timedelta(days=days)
    until, billed = None, []
    while unbilled := next_unbilled(opened_on=opened_on, closed_on=None, read_day=read_day, billed_until=until, on=on):
        billed.append(unbilled)
        until = unbilled.period.end_on

    assert all(before.period.end_on == after.period.start_on for before, after in pairwise(billed))
    assert all(one.period == one.cycle for one in billed[1:])
    assert (until or opened_on) <= on
    assert days < 32 or (on - (until or opened_on)).days < 32


def test_a_first_bill_is_a_part_of_its_cycle() -> None:
    found = next_unbilled(
        opened_on=date(2026, 2, 20), closed_on=None, read_day=31, billed_until=None, on=date(2026, 2, 28)
    )

    assert found == UnbilledPeriod(
        Period(date(2026, 2, 20), date(2026, 2, 28)), Period(date(2026, 1, 31), date(2026, 2, 28))
    )


def test_a_bill_number_can_be_read_over_the_phone_and_tells_nothing_of_the_account() -> None:
    statement_id = UUID("00000000-0000-4000-8000-0000deadbeef")

    assert bill_number_of(statement_id, end_on=date(2026, 11, 10)) == "2611-0003F-AVFQF"
    assert len({bill_number_of(uuid4(), end_on=TODAY) for _ in range(2000)}) == 2000
