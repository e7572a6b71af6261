"""A margin is shared to the last cent, and the same margin always alike."""

import itertools
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarthub_dash.domain.billing.rules.capital import NothingBought, margin_shares, retired_cents

bought = st.dictionaries(st.text("0123456789", min_size=3, max_size=6), st.integers(-5_000, 400_000), max_size=12)


@given(margin=st.integers(1, 10**8), bought=bought.filter(lambda found: any(cents > 0 for cents in found.values())))
def test_no_cent_of_a_margin_is_lost_and_more_is_never_less(margin: int, bought: dict[str, int]) -> None:
    shares = margin_shares(margin, bought)

    assert sum(shares.values()) == margin
    assert all(bought[number] > 0 and cents > 0 for number, cents in shares.items())
    ordered = sorted(shares, key=lambda number: bought[number])
    assert all(shares[one] <= shares[more] + 1 for one, more in itertools.pairwise(ordered))
    assert shares == margin_shares(margin, dict(reversed(bought.items())))


def test_a_margin_by_hand() -> None:
    # 100.00 over 1 : 2 is 33.33 and 66.67: the cent that is left over goes to the larger remainder.
    assert margin_shares(10_000, {"A": 50, "B": 100, "C": 0}) == {"A": 3_333, "B": 6_667}


def test_a_margin_that_nobody_earned_is_not_shared() -> None:
    with pytest.raises(NothingBought):
        margin_shares(100, {"A": 0, "B": -3})


@given(left=st.integers(0, 10**7), parts=st.lists(st.integers(1, 100), max_size=6))
def test_what_is_retired_bit_by_bit_is_never_more_than_was_allocated(left: int, parts: list[int]) -> None:
    paid, rest = 0, left
    for part in [*parts, 100]:
        cents = retired_cents(rest, Fraction(part, 100))
        paid, rest = paid + cents, rest - cents
        assert cents >= 0

    assert (paid, rest) == (left, 0)
