"""Compared rates in words: the one that loses says so, whatever the order and the amounts."""

from datetime import date
from types import SimpleNamespace
from typing import cast

from hypothesis import given
from hypothesis import strategies as st

from smarthub_dash.domain.accounts.queries import AccountView
from smarthub_dash.journeys.try_rates import TriedRate, TriedRates
from smarthub_dash.kit.periods import Period
from state.rates_view import WORTH_IT, rates_page_view

CENTS = st.integers(-100_000, 900_000)


def tried(own: int, others: list[int]) -> TriedRates:
    account = cast(AccountView, SimpleNamespace(account_number="1", nickname="Home"))
    period = Period(date(2025, 11, 10), date(2025, 12, 10))
    rates = [TriedRate("OWN", "Own", own, (own,), is_own=True, is_illustrative=True)]
    rates += [
        TriedRate(f"R{at}", f"Rate {at}", cents, (cents,), is_own=False, is_illustrative=True)
        for at, cents in enumerate(sorted(others))
    ]
    return TriedRates((account,), account, (period,), 0, tuple(rates))


@given(CENTS, st.lists(CENTS, min_size=1, max_size=4))
def test_a_rate_that_costs_more_says_that_it_loses_and_no_other_does(own: int, others: list[int]) -> None:
    view = rates_page_view(tried(own, others))

    for row, cents in zip(view.rows[1:], sorted(others), strict=True):
        assert ("it loses" in row.outcome) is (cents - own >= WORTH_IT)
        assert (row.tone == "good") is (own - cents >= WORTH_IT)
    if min(others) - own >= WORTH_IT:
        assert "Every other rate would have cost more" in view.sentence
