"""A home is compared with others like it, and nobody can work out what any one of those uses."""

from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from smarthub_dash.domain.insights.rules.similar_homes import (
    LEAST_HOMES,
    LEAST_THRIFTY,
    STEP_WH,
    HomeUse,
    comparison_of,
)

OWN = HomeUse(UUID(int=1), 912_000, heats=True)
QUANTITIES = st.lists(st.integers(100_000, 3_000_000), min_size=LEAST_HOMES, max_size=60)


def homes(quantities: list[int], *, heats: bool = True) -> list[HomeUse]:
    return [HomeUse(uuid4(), quantity, heats) for quantity in quantities]


def test_under_fifteen_others_of_the_same_kind_nothing_is_shown() -> None:
    others = homes([800_000] * (LEAST_HOMES - 1)) + homes([500_000] * 40, heats=False)

    assert comparison_of(OWN, [OWN, *others]) is None
    assert comparison_of(OWN, [OWN, *others, *homes([800_000])]) is not None


def test_a_home_is_not_compared_with_itself_nor_with_homes_that_heat_otherwise() -> None:
    others = homes([800_000] * 20)

    alone, beside = comparison_of(OWN, others), comparison_of(OWN, [OWN, *others, *homes([9_000_000], heats=False)])

    assert alone == beside
    assert alone is not None
    assert alone.all_homes == alone.thrifty == 800_000


@given(QUANTITIES)
def test_only_rounded_means_of_at_least_five_homes_leave_the_group(quantities: list[int]) -> None:
    found = comparison_of(OWN, homes(quantities))

    assert found is not None
    assert found.all_homes % STEP_WH == found.thrifty % STEP_WH == 0
    assert found.thrifty <= found.all_homes
    best = sorted(quantities)[: max(LEAST_THRIFTY, round(len(quantities) / 5))]
    assert abs(found.thrifty - sum(best) / len(best)) <= STEP_WH / 2


@given(QUANTITIES, st.integers(100_000, 3_000_000))
def test_who_sees_the_figures_before_and_after_a_home_joins_still_knows_it_no_nearer_than_a_month_of_a_small_home(
    quantities: list[int], joins: int
) -> None:
    before, after = comparison_of(OWN, homes(quantities)), comparison_of(OWN, homes([*quantities, joins]))

    assert before is not None
    assert after is not None
    # What can be worked out of two rounded means: the home's use within the two roundings, times the homes.
    told = (len(quantities) + 1) * after.all_homes - len(quantities) * before.all_homes
    doubt = (2 * len(quantities) + 1) * STEP_WH / 2
    assert abs(told - joins) <= doubt
    assert doubt >= 375_000
