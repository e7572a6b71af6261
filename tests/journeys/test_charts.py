"""Drawings as numbers: a scale holds its bars, its steps are round, and a stack is as tall as its parts."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarthub_dash.journeys.charts import SPARK_HEIGHT, scale_of, spark_path, stacked_paths

VALUES = st.one_of(st.none(), st.floats(-5_000, 5_000).map(lambda value: round(value, 2)))
LAYERS = st.integers(1, 31).flatmap(
    lambda count: st.lists(st.lists(VALUES, min_size=count, max_size=count), min_size=1, max_size=4)
)


@given(LAYERS)
def test_a_scale_holds_every_stack_and_has_few_round_steps(layers: list[list[float | None]]) -> None:
    scale = scale_of(layers)

    for stack in zip(*layers, strict=True):
        assert scale.low <= sum(part for part in stack if part and part < 0)
        assert scale.high >= sum(part for part in stack if part and part > 0)
    assert scale.low <= 0 < scale.high or scale.low < 0 <= scale.high
    assert 1 <= len(scale.ticks) <= 6
    assert 0 in scale.ticks
    assert all(abs(after - before - scale.step) < 1e-9 * scale.step + 1e-9 for before, after in pairwise(scale.ticks))
    assert f"{scale.step:e}"[0] in "125"


def test_nothing_has_a_scale_too() -> None:
    assert scale_of([[None, None]]).ticks == (0,)
    assert scale_of([]).ticks == (0,)


def test_a_scale_of_money_has_no_steps_below_a_cent() -> None:
    assert scale_of([[0.02, 0.01]], least_step=0.01).step == 0.01


@given(LAYERS)
def test_a_stack_is_as_tall_as_its_parts(layers: list[list[float | None]]) -> None:
    scale = scale_of(layers)
    height = 10_000
    per_unit = height / (scale.high - scale.low)

    paths = stacked_paths(layers, scale=scale, width=600, height=height)

    for layer, path in zip(layers, paths, strict=True):
        tall = [float(each) for each in re.findall(r"v([\d.]+)h-", path)]
        shown = [abs(value) * per_unit for value in layer if value]
        assert tall == pytest.approx(shown, abs=0.06)


def test_bars_stand_on_one_another_and_below_zero_hang_from_the_line() -> None:
    layers = [[2.0], [3.0], [-1.0]]
    scale = scale_of(layers)

    fixed, used, received = stacked_paths(layers, scale=scale, width=100, height=630)

    assert fixed == "M12.5 325.0h75.0v200.0h-75.0z"
    assert used == "M12.5 25.0h75.0v300.0h-75.0z"
    assert received == "M12.5 525.0h75.0v100.0h-75.0z"


def test_a_sparkline_leaves_the_place_of_what_is_missing_empty() -> None:
    path = spark_path([10, None, 5])

    assert path.count("M") == 2
    assert f"v-{SPARK_HEIGHT}" in path
