from pathlib import Path

import pytest

from bench.yardstick import documents, store


@pytest.fixture
def connection(tmp_path: Path):
    store.build(tmp_path / "yardstick.db")
    opened = store.connect(tmp_path / "yardstick.db")
    yield opened
    opened.close()


@pytest.mark.parametrize(("span", "count"), [("day", 24), ("week", 7), ("bill", 30), ("year", 13)])
def test_a_range_has_as_many_bars_as_the_portal_shows(connection, span: str, count: int):
    assert len(store.bars(connection, store.ELECTRIC, span=span)) == count


def test_a_live_reading_changes_the_words_of_its_account_only(connection):
    before = documents.sentence(connection, store.ELECTRIC), documents.sentence(connection, store.INTERNET)
    store.add_to_newest_day(connection, 2_345)
    after = documents.sentence(connection, store.ELECTRIC), documents.sentence(connection, store.INTERNET)
    assert after[0] != before[0]
    assert after[1] == before[1]


@pytest.mark.parametrize("mark", ["data-amount", "data-chart", "data-live-key", "data-count-text", "All</button>"])
def test_home_carries_every_mark_that_the_probe_looks_for(connection, mark: str):
    assert mark in documents.home(connection)
