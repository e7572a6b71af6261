"""Credits for energy sent back: the oldest is used first, none outlives a year, and no cent is lost."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from smarthub_dash.domain.rates.rules.banked import (
    BankedCredit,
    CreditMove,
    credit_to_expire,
    credit_to_use,
    credits_left,
)

MAY, JUNE, JULY = date(2026, 5, 22), date(2026, 6, 22), date(2026, 7, 22)


def test_a_use_takes_the_oldest_credit_first() -> None:
    moves = [CreditMove(MAY, 1000), CreditMove(JUNE, 500), CreditMove(JULY, -1200)]

    # 10.00 of May is gone, and 2.00 of the 5.00 of June
    assert credits_left(moves) == (BankedCredit(JUNE, 300),)
    assert credits_left(reversed(moves)) == (BankedCredit(JUNE, 300),)


def test_a_bill_uses_no_more_than_it_asks_for() -> None:
    banked = credits_left([CreditMove(MAY, 1000), CreditMove(JUNE, 500)])

    assert credit_to_use(banked, owed_cents=1200, on=JULY) == 1200
    assert credit_to_use(banked, owed_cents=9999, on=JULY) == 1500
    assert credit_to_use(banked, owed_cents=0, on=JULY) == 0
    assert credit_to_use(banked, owed_cents=-50, on=JULY) == 0


def test_a_credit_lives_for_twelve_months() -> None:
    banked = credits_left([CreditMove(MAY, 1000)])
    last, first_after = date(2027, 5, 21), date(2027, 5, 22)

    assert banked[0].expires_on == first_after
    assert (credit_to_use(banked, owed_cents=9999, on=last), credit_to_expire(banked, on=last)) == (1000, 0)
    assert (credit_to_use(banked, owed_cents=9999, on=first_after), credit_to_expire(banked, on=first_after)) == (
        0,
        1000,
    )


def test_a_credit_of_a_leap_day_expires_on_the_last_of_february() -> None:
    assert BankedCredit(date(2028, 2, 29), 1).expires_on == date(2029, 2, 28)


def test_a_use_posted_before_the_expiry_does_not_eat_what_had_expired() -> None:
    on = date(2027, 6, 1)  # May's credit has expired, June's has not
    used_first = [CreditMove(MAY, 1000), CreditMove(JUNE, 500), CreditMove(on, -400)]

    assert credits_left(used_first) == (BankedCredit(MAY, 1000), BankedCredit(JUNE, 100))
    later = [*used_first, CreditMove(on + timedelta(days=1), -1000, is_expiry=True)]
    assert credits_left(later) == (BankedCredit(JUNE, 100),)


def test_nothing_put_by_leaves_nothing() -> None:
    assert credits_left([]) == ()


@given(
    puts=st.lists(st.integers(1, 5000), max_size=12),
    bills=st.lists(st.integers(-1000, 8000), min_size=24, max_size=24),
)
def test_what_was_put_by_is_used_or_expires_to_the_cent(puts: list[int], bills: list[int]) -> None:
    moves: list[CreditMove] = []
    days = [MAY + timedelta(days=30 * month) for month in range(24)]
    for on, owed, put in zip(days, bills, puts + [0] * 24, strict=False):
        expired = credit_to_expire(credits_left(moves), on=on)
        moves += [CreditMove(on, -expired, is_expiry=True)] if expired else []
        used = credit_to_use(credits_left(moves), owed_cents=owed, on=on)
        assert 0 <= used <= max(owed, 0)
        moves += [CreditMove(on, -used)] if used else []
        moves += [CreditMove(on, put)] if put else []

    left = credits_left(moves)

    assert sum(one.cents for one in left) == sum(move.cents for move in moves) >= 0
    assert all(one.cents > 0 and one.expires_on > days[-1] for one in left)
    end = days[-1] + timedelta(days=366)
    assert credit_to_expire(left, on=end) == sum(one.cents for one in left)
