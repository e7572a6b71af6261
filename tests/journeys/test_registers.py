"""Registers become intervals: over gaps, rollovers and exchanges nothing is lost, and nothing is made up."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col, select

from smarthub_dash.domain.usage.operations.doubts import open_doubts
from smarthub_dash.domain.usage.records import IntervalRead
from smarthub_dash.domain.usage.rules.registers import Stand, Stands, WentBack, counted, passed_between
from smarthub_dash.gateways.headend import FlowDirection, ReadDelivery, RefusedFile
from smarthub_dash.gateways.headend.delivered import DeliveredReads
from smarthub_dash.journeys.exchange_meters import exchange_meter
from smarthub_dash.journeys.import_reads import ImportSummary, import_reads
from smarthub_dash.kit.database import Database
from tests.support.meters import add_meter
from tests.support.usage import HOUR, ZONE, at, bring_in

NOW = at(2026, 11, 17)
FIRST = int(at(2026, 11, 10).timestamp())


def stand(database: Database, stands: Mapping[float, float], *, meter: str = "1") -> ImportSummary:
    """Bring in stands of a register, in kWh, by hours from the first."""
    delivery = ReadDelivery(
        meter_number=meter,
        flow=FlowDirection.DELIVERED,
        unit="wh",
        seconds=0,
        start_epochs=np.array([FIRST + round(hour * HOUR) for hour in stands], dtype=np.int64),
        quantities=np.array([round(kwh * 1000) for kwh in stands.values()], dtype=np.int64),
        qualities=np.ones(len(stands), dtype=np.int8),
        first_line=1,
        is_register=True,
    )
    return import_reads(database, file=DeliveredReads("a", (delivery,)), now=NOW, zone=ZONE, report=lambda _: None)


def reads(database: Database) -> list[tuple[int, int, int]]:
    """Return hour, Wh and quality of every read."""
    with database.reading() as session:
        rows = session.exec(select(IntervalRead).order_by(col(IntervalRead.start_epoch)))
        return [((row.start_epoch - FIRST) // HOUR, row.quantity, int(row.quality)) for row in rows]


def doubts(database: Database) -> Sequence[str]:
    with database.reading() as session:
        return [doubt.kind for doubt in open_doubts(session, most=10)]


def test_what_passed_between_two_stands_is_the_interval_between(database: Database) -> None:
    add_meter(database, "1")

    stand(database, {0: 45_000.5, 1: 45_001.75, 2: 45_001.75})

    assert reads(database) == [(0, 1_250, 1), (1, 0, 1)]


def test_the_next_file_goes_on_from_the_last_stand(database: Database) -> None:
    add_meter(database, "1")
    stand(database, {0: 100, 1: 101})

    stand(database, {2: 103})

    assert reads(database) == [(0, 1_000, 1), (1, 2_000, 1)]


def test_over_a_gap_the_sum_is_spread_and_marked_until_the_stand_between_arrives(database: Database) -> None:
    add_meter(database, "1")
    stand(database, {0: 100, 3: 100.1})
    spread = reads(database)

    stand(database, {1: 100.02, 2: 100.03})

    assert spread == [(0, 33, 2), (1, 33, 2), (2, 34, 2)]
    assert reads(database) == [(0, 20, 1), (1, 10, 1), (2, 70, 1)]


def test_a_register_that_comes_to_its_end_begins_again(database: Database) -> None:
    add_meter(database, "1")

    stand(database, {0: 99_999.5, 1: 1.25})

    assert reads(database) == [(0, 1_750, 1)]
    assert doubts(database) == []


def test_a_register_that_goes_back_makes_a_doubt_and_no_reads(database: Database) -> None:
    add_meter(database, "1")

    summary = stand(database, {0: 45_000, 1: 12, 2: 13})

    assert reads(database) == [(1, 1_000, 1)]
    assert (summary.doubts, doubts(database)) == (1, ["register"])


def test_an_exchange_joins_what_both_meters_counted_in_its_hour(database: Database) -> None:
    add_meter(database, "1")
    stand(database, {0: 500, 1: 501})

    exchange_meter(
        database,
        old_number="1",
        new_number="2",
        at=datetime.fromtimestamp(FIRST + HOUR * 3 // 2, tz=ZONE),
        final_wh=501_400,
        first_wh=2_000,
        register_digits=6,
        now=NOW,
        zone=ZONE,
    )
    stand(database, {2: 2.3, 3: 3.3}, meter="2")

    assert reads(database) == [(0, 1_000, 1), (1, 700, 1), (2, 1_000, 1)]
    assert doubts(database) == []


def test_after_an_exchange_each_meter_tells_only_of_its_own_time(database: Database) -> None:
    add_meter(database, "1")
    exchange_meter(
        database,
        old_number="1",
        new_number="2",
        at=datetime.fromtimestamp(FIRST + 2 * HOUR, tz=ZONE),
        final_wh=None,
        first_wh=None,
        register_digits=None,
        now=NOW,
        zone=ZONE,
    )

    bring_in(database, "1", {FIRST: 5, FIRST + HOUR: 6}, now=NOW)
    bring_in(database, "2", {FIRST + 2 * HOUR: 7}, now=NOW)
    with pytest.raises(RefusedFile, match="was not installed"):
        bring_in(database, "2", {FIRST: 7}, now=NOW)

    assert reads(database) == [(0, 5, 1), (1, 6, 1), (2, 7, 1)]


@given(
    parts=st.lists(st.integers(0, 4_000), min_size=2, max_size=12),
    begins=st.integers(0, 99_999_999),
    order=st.randoms(use_true_random=False),
)
def test_whatever_the_order_the_intervals_are_what_was_counted(parts, begins, order) -> None:
    stands, stood = [Stand(FIRST, "1", begins, 1)], begins
    for hour, part in enumerate(parts, start=1):
        stood = (stood + part) % 100_000_000
        stands.append(Stand(FIRST + hour * HOUR, "1", stood, 1))
    order.shuffle(stands)

    passed, unclear = passed_between(stands, seconds=HOUR, digits={"1": 5}, zone=ZONE)

    assert [each.quantity for each in passed] == parts
    assert unclear == []


@given(
    steps=st.lists(st.tuples(st.sampled_from([1, 1, 1, 2]), st.integers(-1, 4_000), st.integers(1, 2)), max_size=8),
    late=st.sampled_from([0, 0, 60]),
)
def test_what_is_told_of_many_at_once_is_what_is_told_one_by_one(steps, late) -> None:
    at, stood, columns = FIRST + late, 45_000_000, [(FIRST + late, 45_000_000, 1)]
    for hours, part, quality in steps:
        at, stood = at + hours * HOUR, stood + part
        columns.append((at, stood, quality))
    told = np.array(columns, dtype=np.int64).T
    stands = Stands(("1",), *told, np.zeros(told.shape[1], dtype=np.int64))

    even = stands.even_steps(seconds=HOUR)

    passed, unclear = passed_between(stands.one_by_one(), seconds=HOUR, digits={}, zone=ZONE)
    is_even = not late and all(hours == 1 and part >= 0 for hours, part, _ in steps)
    assert (even is not None) == is_even or not steps
    if even is not None:
        assert not unclear
        assert [tuple(each) for each in np.array(even).T] == [
            (each.start_epoch, each.quantity, each.quality) for each in passed
        ]


@given(quantity=st.integers(0, 10**7), hours=st.integers(1, 400))
def test_what_is_spread_sums_to_what_was_counted(quantity: int, hours: int) -> None:
    stands = [Stand(FIRST, "1", 0, 1), Stand(FIRST + hours * HOUR, "1", quantity, 1)]

    passed, _ = passed_between(stands, seconds=HOUR, digits={}, zone=ZONE)

    assert (len(passed), sum(each.quantity for each in passed)) == (hours, quantity)


@pytest.mark.parametrize(("before", "after"), [(45_000_000, 12_000), (99_000_000, 50_000_000)])
def test_an_ordinary_fall_is_no_rollover(before: int, after: int) -> None:
    with pytest.raises(WentBack):
        counted(before, after, digits=None)


def test_days_of_a_meter_read_by_the_day_follow_the_clock_change() -> None:
    days = [at(2026, 10, 31), at(2026, 11, 1), at(2026, 11, 2)]
    stands = [Stand(int(day.timestamp()), "1", place * 1_000, 1) for place, day in enumerate(days)]

    passed, _ = passed_between(stands, seconds=86_400, digits={}, zone=ZONE)

    assert [(each.seconds, each.quantity) for each in passed] == [(86_400, 1_000), (90_000, 1_000)]
