"""Payment arrangements: the schedule sums to the debt, its days are days with banks, and nothing is owed twice."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from smarthub_dash.domain.accounts.rules import Provider
from smarthub_dash.domain.billing.rules import ArrangementEnd, OwedBill, standing_of
from smarthub_dash.domain.billing.rules.arrangements import (
    ARRANGEMENTS,
    NoArrangement,
    PastArrangement,
    PlannedInstallment,
    is_broken,
    refuse_arrangement,
    schedule_of,
    still_owed,
)
from smarthub_dash.domain.billing.rules.bank_days import is_bank_day
from smarthub_dash.domain.billing.rules.open_bills import open_bills, open_cents

CEC = ARRANGEMENTS[Provider.CEC]
TODAY = date(2026, 11, 23)
DAYS = some.dates(date(2026, 1, 1), date(2036, 12, 31))
PROVIDERS = some.sampled_from(list(ARRANGEMENTS.values()))


@given(PROVIDERS, some.integers(1, 200_000), DAYS, some.data())
def test_a_schedule_sums_to_the_debt_and_comes_month_by_month_when_banks_are_open(
    terms, cents: int, today: date, data: some.DataObject
) -> None:
    count = data.draw(some.sampled_from(terms.installment_counts))

    schedule = schedule_of(terms, cents=cents, installment_count=count, today=today)

    days, rest = [each.due_on for each in schedule], [each.cents for each in schedule[1:]]
    assert sum(each.cents for each in schedule) == cents
    assert max(rest) - min(rest) <= 1
    assert sum(rest) <= cents * terms.most_share_percent / 100
    assert all(map(is_bank_day, days))
    assert today < days[0]
    # A month, give or take what a weekend with a holiday takes; never two in one month's reach.
    assert all(24 <= (later - earlier).days <= 36 for earlier, later in pairwise(days[1:]))
    assert days[0] < days[1]


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2027, 12, 31), [date(2028, 1, 31), date(2028, 2, 29), date(2028, 3, 31)]),
        # February 28 is a Sunday, March 31 a Wednesday: the plan of the 31st comes back to it.
        (date(2027, 1, 31), [date(2027, 3, 1), date(2027, 3, 31), date(2027, 4, 30)]),
        (date(2026, 10, 25), [date(2026, 11, 25), date(2026, 12, 28), date(2027, 1, 25)]),
    ],
)
def test_a_plan_of_the_31st_a_leap_day_and_christmas(today: date, expected: list[date]) -> None:
    schedule = schedule_of(CEC, cents=412_60, installment_count=3, today=today)

    assert [each.due_on for each in schedule[1:]] == expected


def test_the_rules_name_who_may_not() -> None:
    def refused(cents: int, *before: PastArrangement) -> str:
        with pytest.raises(NoArrangement) as found:
            refuse_arrangement(CEC, past_due_cents=cents, before=before, today=TODAY)
        return str(found.value)

    broken = PastArrangement(date(2026, 3, 1), ArrangementEnd.BROKEN)
    assert "runs" in refused(200_00, PastArrangement(None, None))
    assert "March 1, 2027" in refused(200_00, broken)
    assert "Nothing" in refused(0)
    assert "$60.00" in refused(59_99)
    assert "$1,500.00" in refused(1_500_01)
    refuse_arrangement(CEC, past_due_cents=200_00, before=[PastArrangement(TODAY, ArrangementEnd.KEPT)], today=TODAY)
    refuse_arrangement(
        CEC, past_due_cents=200_00, before=[PastArrangement(date(2025, 11, 23), ArrangementEnd.BROKEN)], today=TODAY
    )
    with pytest.raises(NoArrangement):
        schedule_of(CEC, cents=200_00, installment_count=5, today=TODAY)


def test_a_plan_is_broken_after_its_days_of_grace_by_whatever_is_missing() -> None:
    plan = (PlannedInstallment(TODAY, 100), PlannedInstallment(TODAY + timedelta(days=30), 300))

    assert still_owed(plan, left_cents=301) == (1, 300)
    assert not is_broken(plan, left_cents=301, grace_days=3, today=TODAY + timedelta(days=3))
    assert is_broken(plan, left_cents=301, grace_days=3, today=TODAY + timedelta(days=4))
    assert not is_broken(plan, left_cents=300, grace_days=3, today=TODAY + timedelta(days=33))


@given(
    some.lists(some.integers(1, 40_000), min_size=1, max_size=5),
    some.lists(some.integers(1, 40_000), max_size=3),
    some.integers(1, 100_000),
    some.sampled_from(CEC.installment_counts),
    some.integers(0, 100_000),
)
def test_agreeing_changes_when_something_is_owed_and_not_what(
    old: list[int], new: list[int], owed: int, count: int, paid: int
) -> None:
    bills = [OwedBill(TODAY - timedelta(days=30 * (len(old) - at)), cents) for at, cents in enumerate(old)]
    bills += [OwedBill(TODAY + timedelta(days=30 * at), cents) for at, cents in enumerate(new)]
    before = standing_of(balance_cents=owed, bills=bills, today=TODAY)
    if not before.past_due_cents:
        return
    planned = schedule_of(CEC, cents=before.past_due_cents, installment_count=count, today=TODAY)
    arranged = [
        OwedBill(bill.due_on, bill.cents, is_arranged=bill.due_on < TODAY, extended_from=None) for bill in bills
    ]
    arranged += [OwedBill(each.due_on, each.cents, is_installment=True) for each in planned]

    after = standing_of(balance_cents=owed, bills=arranged, today=TODAY)

    assert (after.past_due_cents, after.amount_due_cents, after.has_plan) == (0, before.amount_due_cents, True)
    # Of each bill as much is open as before, and the bills still sum to what is owed, however much is paid.
    assert [cents for _, cents in open_bills(owed, arranged)] == list(open_cents(owed, bills))
    left = max(owed - paid, 0)
    assert sum(cents for _, cents in open_bills(left, arranged)) == left
    # Whoever pays everything that is asked by a day is not past due on it.
    for each in planned:
        asked = sum(bill.cents for bill in arranged if not bill.is_arranged and bill.due_on <= each.due_on)
        assert standing_of(balance_cents=owed - asked, bills=arranged, today=each.due_on).past_due_cents == 0
