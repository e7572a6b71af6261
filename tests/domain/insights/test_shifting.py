"""Moving evenings into nights changes when energy is used, and never how much."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from smarthub_dash.domain.insights.rules.shifting import shifted

WEEK = 7 * 24
HOURS, DAYS = np.arange(WEEK, dtype=np.int64) % 24, np.arange(WEEK, dtype=np.int64) // 24


@given(st.lists(st.integers(0, 9_000), min_size=WEEK, max_size=WEEK), st.integers(0, 100), st.sets(st.integers(0, 167)))
def test_every_day_keeps_its_sum_and_nothing_falls_below_zero(use: list[int], percent: int, gaps: set[int]) -> None:
    kept = np.array([at for at in range(WEEK) if at not in gaps], dtype=np.int64)
    before = np.array(use, dtype=np.int64)[kept]

    after = shifted(before, HOURS[kept], DAYS[kept], percent=percent)

    assert (after >= 0).all()
    for day in range(7):
        assert after[DAYS[kept] == day].sum() == before[DAYS[kept] == day].sum()


def test_a_half_of_the_evening_lies_evenly_on_the_night() -> None:
    before = np.where((HOURS >= 15) & (HOURS < 20), 1_000, 0)

    after = shifted(before, HOURS, DAYS, percent=50)

    assert set(after[HOURS < 5].tolist()) == {500}
    assert set(after[(HOURS >= 15) & (HOURS < 20)].tolist()) == {500}
