"""The preview of budget billing: the same rules, run over bills that were sent."""

from collections.abc import Sequence
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from smarthub_dash.domain.billing.rules import BudgetKind
from smarthub_dash.domain.billing.rules.budget_preview import MONTHS, SentBill, budget_preview


def bills(charges: Sequence[int]) -> list[SentBill]:
    """Return monthly bills, oldest first."""
    days = [date(2020 + at // 12, at % 12 + 1, 1) for at in range(len(charges) + 1)]
    return [SentBill(start, end, cents) for start, end, cents in zip(days, days[1:], charges, strict=False)]


def test_a_dear_month_is_put_off_and_the_dearest_extra_is_named() -> None:
    # A year of $100 before; then $220 in the first month and $90 in the others: the installment is $100.
    preview = budget_preview(BudgetKind.FIXED, bills([10_000] * 12 + [22_000] + [9_000] * 23))

    first, second = preview.months[:2]
    assert not preview.stands_on_own_year
    assert (first.asked_cents, first.put_off_cents) == (10_000, 12_000)
    assert (second.extra_cents, second.put_off_cents) == (1_000, 11_000)
    # 12000 put off, 11 x 1000 paid back: the settling bill of month 13 asks for 9000 and the last 1000.
    (settling,) = preview.true_ups
    assert (settling.asked_cents, settling.put_off_cents) == (10_000, 0)
    assert preview.worst is not None
    assert preview.worst.extra_cents == 1_000
    # The bills of the year before it settled: 11 x 9000 and 9000 -> $90 from then on.
    assert {month.asked_cents for month in preview.months[13:]} == {9_000}


def test_without_the_year_before_a_fixed_plan_takes_its_own_and_says_so() -> None:
    preview = budget_preview(BudgetKind.FIXED, bills([10_000, 14_000] * 12))

    assert preview.stands_on_own_year
    assert preview.months[0].asked_cents == 12_000


def test_no_bills_make_no_months() -> None:
    preview = budget_preview(BudgetKind.ROLLING, [])

    assert (preview.months, preview.worst, preview.installment_cents) == ((), None, 0)


@settings(deadline=None)
@given(kind=st.sampled_from(BudgetKind), charges=st.lists(st.integers(-5_000, 60_000), max_size=40))
def test_what_is_put_off_is_always_the_sum_of_the_differences(kind: BudgetKind, charges: list[int]) -> None:
    preview = budget_preview(kind, bills(charges))

    put_off = 0
    for month in preview.months:
        put_off += month.charges_cents - month.asked_cents
        assert month.put_off_cents == put_off
        assert put_off == 0 or not month.is_true_up
    assert len(preview.months) == min(len(charges), MONTHS)
