import pytest

from bench.report import Row, fact_row, limit_row, markdown, percentile, ratio_row


def test_a_ratio_compares_medians_and_knows_its_target():
    row = ratio_row("first amount", [100, 300, 200], [100, 90, 110], unit="ms", at_most=1.5)
    assert (row.portal, row.yardstick, row.ratio, row.target, row.is_met) == (
        "200 ms",
        "100 ms",
        "2.00",
        "≤ 1.5",
        False,
    )


def test_a_measure_that_was_never_taken_does_not_meet_its_target():
    assert ratio_row("charts", [], [100], unit="ms", at_most=4.0).is_met is False
    assert limit_row("requests", [], unit="", below=20).is_met is False


def test_a_limit_is_met_when_the_median_reaches_it_exactly():
    assert limit_row("requests", [19, 20, 40], unit="", below=20).is_met is True


def test_a_figure_without_a_target_is_neither_met_nor_missed():
    assert limit_row("websocket", [3.2], unit="kB", below=None).cells[-1] == "–"


@pytest.mark.parametrize(("share", "expected"), [(0.0, 1), (0.5, 3), (0.95, 5), (1.0, 5)])
def test_a_percentile_is_the_nearest_rank(share: float, expected: int):
    assert percentile([5, 1, 4, 2, 3], share) == expected


def test_the_table_has_one_line_a_row_and_marks_what_missed():
    rows = [Row("a", "1"), fact_row("b", "no", is_met=False)]
    table = markdown(rows, notes=["a note"]).splitlines()
    assert "| b | no | – | – | – | **no** |" in table
    assert table[-1] == "- a note"
