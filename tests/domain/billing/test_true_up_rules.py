"""When an estimated bill is set right."""

from datetime import date

import pytest

from smarthub_dash.domain.billing.rules.true_ups import ChargedSums, MeasuredSeconds, is_true_up_due

ENDED, NEXT_MONTH, TWO_MONTHS_ON = date(2026, 1, 10), date(2026, 2, 10), date(2026, 3, 11)
WHOLE, PART, NONE = (MeasuredSeconds(then=700, now=now, expected=720) for now in (720, 710, 700))


@pytest.mark.parametrize(
    ("measured", "on", "is_due"),
    [
        ((WHOLE,), NEXT_MONTH, True),
        ((PART,), NEXT_MONTH, False),
        ((PART,), TWO_MONTHS_ON, True),
        ((NONE,), TWO_MONTHS_ON, False),
        ((WHOLE, PART), NEXT_MONTH, False),
        ((WHOLE, NONE), TWO_MONTHS_ON, True),
        ((), TWO_MONTHS_ON, False),
    ],
)
def test_it_waits_until_everything_was_measured_or_two_months(
    measured: tuple[MeasuredSeconds, ...], on: date, is_due: bool
) -> None:
    assert is_true_up_due(measured, end_on=ENDED, on=on) is is_due


def test_the_difference_keeps_its_tax_apart() -> None:
    assert ChargedSums(11_427, 169).minus(ChargedSums(11_163, 165)) == ChargedSums(264, 4)
