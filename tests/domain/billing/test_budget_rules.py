"""Budget billing: installments by hand, and what must hold whatever the bills are."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smarthub_dash.domain.billing.rules import BudgetKind
from smarthub_dash.domain.billing.rules.budget import (
    BudgetAsk,
    BudgetTerms,
    TooFewBills,
    budget_ask,
    check_history,
    fixed_installment,
    next_true_up,
    rolling_installment,
)

YEAR = [9_000, 8_000, 7_000, 8_000, 11_000, 15_000, 16_000, 14_000, 10_000, 8_000, 9_000, 12_000]
"""Twelve bills: $1,270.00 in all, $105.8333 on average."""


def test_a_fixed_installment_is_a_twelfth_of_the_year_up_to_the_dollar() -> None:
    # 127000 / 12 = 10583.33 cents -> $106
    assert fixed_installment(YEAR) == 10_600


def test_a_fixed_installment_that_is_whole_stays_whole() -> None:
    assert fixed_installment([10_000] * 12) == 10_000


def test_only_the_last_twelve_bills_count() -> None:
    assert fixed_installment([99_999, *YEAR]) == 10_600
    assert rolling_installment([99_999, *YEAR], deferred_cents=0) == 10_583


def test_a_rolling_installment_takes_a_twelfth_of_what_was_put_off() -> None:
    # 10583.33 + 2400 / 12 = 10783.33 -> $107.83; with $24 in advance: 10583.33 - 200 = 10383.33 -> $103.83
    assert rolling_installment(YEAR, deferred_cents=2_400) == 10_783
    assert rolling_installment(YEAR, deferred_cents=-2_400) == 10_383


def test_credits_never_make_an_installment_negative() -> None:
    assert rolling_installment([-500] * 12, deferred_cents=0) == 0
    assert fixed_installment([-500] * 12) == 0


def test_a_bill_of_a_fixed_plan_asks_for_the_installment_and_puts_the_rest_off() -> None:
    terms = BudgetTerms(BudgetKind.FIXED, date(2027, 3, 1), 10_600)

    ask = budget_ask(terms, charges=YEAR, deferred_cents=1_000, on=date(2026, 10, 20), is_last=False)

    # charges 12000, asked 10600: 1400 more are put off
    assert ask == BudgetAsk(10_600, 2_400, False, None)


def test_the_first_bill_on_the_true_up_day_settles_and_finds_the_next_installment() -> None:
    terms = BudgetTerms(BudgetKind.FIXED, date(2026, 10, 20), 10_000)

    ask = budget_ask(terms, charges=YEAR, deferred_cents=3_000, on=date(2026, 10, 20), is_last=False)

    assert ask == BudgetAsk(15_000, 0, True, 10_600)


@pytest.mark.parametrize("deferred_cents", [5_000, -5_000])
def test_the_bill_after_a_plan_has_ended_and_the_last_bill_settle(deferred_cents: int) -> None:
    terms = BudgetTerms(BudgetKind.ROLLING, date(2027, 3, 1), 0)
    day = date(2026, 10, 20)

    ended = budget_ask(None, charges=YEAR, deferred_cents=deferred_cents, on=day, is_last=False)
    closed = budget_ask(terms, charges=YEAR, deferred_cents=deferred_cents, on=day, is_last=True)

    assert ended == closed == BudgetAsk(12_000 + deferred_cents, 0, True, None)


def test_without_a_plan_a_bill_asks_for_its_charges() -> None:
    ask = budget_ask(None, charges=[4_321], deferred_cents=0, on=date(2026, 10, 20), is_last=False)

    assert ask == BudgetAsk(4_321, 0, False, None)


def test_a_plan_that_begins_on_a_leap_day_trues_up_on_the_last_of_february() -> None:
    assert next_true_up(date(2028, 2, 29)) == date(2029, 2, 28)


def test_eleven_bills_are_too_few() -> None:
    with pytest.raises(TooFewBills, match="11 so far"):
        check_history(11)
    check_history(12)


@settings(deadline=None)
@given(
    kind=st.sampled_from(BudgetKind),
    bills=st.lists(st.integers(-20_000, 90_000), min_size=1, max_size=40),
    true_up_at=st.integers(0, 40),
)
def test_what_is_put_off_is_the_sum_of_all_differences_and_nothing_after_a_true_up(
    kind: BudgetKind, bills: list[int], true_up_at: int
) -> None:
    differences, deferred, installment = 0, 0, fixed_installment(bills)
    for at, charges in enumerate(bills):
        month = date(2024 + at // 12, at % 12 + 1, 1)
        trues_up_on = month if at == true_up_at else date(2099, 1, 1)
        terms = BudgetTerms(kind, trues_up_on, installment)
        ask = budget_ask(terms, charges=bills[: at + 1], deferred_cents=deferred, on=month, is_last=False)
        differences += charges - ask.billed_cents
        deferred = ask.deferred_cents
        assert deferred == differences
        assert ask.is_true_up == (at == true_up_at)
        if ask.is_true_up:
            assert deferred == 0
    last = budget_ask(None, charges=[0], deferred_cents=deferred, on=date(2098, 1, 1), is_last=False)
    assert last.deferred_cents == 0
    assert last.billed_cents == deferred


@settings(deadline=None)
@given(level=st.integers(0, 90_000), months=st.integers(1, 36))
def test_even_bills_make_rolling_installments_equal_to_them(level: int, months: int) -> None:
    assert rolling_installment([level] * months, deferred_cents=0) == level
