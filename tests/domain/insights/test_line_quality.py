"""An internet line: failures are counted once, day by day, and tests are held against the plan."""

from smarthub_dash.domain.insights.rules.line_quality import (
    MeasuredSpeed,
    Stretch,
    joined,
    seconds_down,
    speed_record,
)

DAY = 86_400


def test_failures_told_by_two_monitors_are_counted_once() -> None:
    told = [Stretch(100, 200), Stretch(400, 500), Stretch(150, 300), Stretch(120, 130)]

    assert joined(told) == (Stretch(100, 300), Stretch(400, 500))


def test_a_failure_over_midnight_is_shared_by_its_days() -> None:
    stretches = [Stretch(DAY - 600, DAY + 1_200), Stretch(2 * DAY + 60, 2 * DAY + 120)]

    assert seconds_down(stretches, [0, DAY, 2 * DAY, 3 * DAY]) == (600, 1_200, 60)


def test_tests_are_held_against_the_plan_where_it_is_known() -> None:
    tests = [MeasuredSpeed(at, down, 290_000, 8) for at, down in enumerate((285_000, 290_000, 200_000))]

    record = speed_record(tests, down_mbps=300, up_mbps=300)

    assert (record.down_kbps, record.up_kbps, record.slow_count) == (285_000, 290_000, 1)
    assert speed_record(tests, down_mbps=0, up_mbps=0).slow_count is None
