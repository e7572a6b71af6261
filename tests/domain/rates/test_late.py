"""What paying late costs, done by hand."""

from datetime import date

import pytest

from smarthub_dash.domain.rates.rules.late import late_charge_of, late_charge_on
from smarthub_dash.domain.rates.rules.terms import LateCharge
from tests.support.rates import SERVICE, schedule

TERMS = '[late_charge]\npercent = "5"\nleast = "5.00"\nabove = "10.00"\ngrace_days = 3\n'
DUE_ON = date(2026, 2, 26)


def terms(body: str = TERMS) -> LateCharge:
    found = schedule(SERVICE + body).late_charge
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("late_cents", "charge"),
    [
        (14217, 711),  # 5 % of 142.17 = 7.1085 -> 7.11
        (10000, 500),  # 5 % of 100.00 = 5.00
        (4000, 500),  # 5 % of 40.00 = 2.00: at least 5.00
        (1001, 500),
        (1000, 0),  # 10.00 is not above 10.00
        (0, 0),
        (-300, 0),
    ],
)
def test_a_late_bill_is_charged_a_percentage_or_the_least(late_cents: int, charge: int) -> None:
    assert late_charge_of(terms(), late_cents=late_cents, due_on=DUE_ON, on=date(2026, 3, 31)) == charge


def test_days_of_grace_run_over_the_end_of_february() -> None:
    # Due on February 26; the 27th, 28th and March 1 are grace.
    assert late_charge_on(terms(), due_on=DUE_ON) == date(2026, 3, 2)
    assert late_charge_of(terms(), late_cents=14217, due_on=DUE_ON, on=date(2026, 3, 1)) == 0
    assert late_charge_of(terms(), late_cents=14217, due_on=DUE_ON, on=date(2026, 3, 2)) == 711


def test_without_grace_the_day_after_is_late() -> None:
    strict = terms('[late_charge]\npercent = "1.5"\n')

    assert late_charge_of(strict, late_cents=10000, due_on=DUE_ON, on=DUE_ON) == 0
    assert late_charge_of(strict, late_cents=10000, due_on=DUE_ON, on=date(2026, 2, 27)) == 150
