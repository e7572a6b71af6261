"""What is known of an internet line: how long it was down on each day, and how fast it is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

ENOUGH = 0.8
"""A test below this share of the plan is slow: a test shares the line with whatever else the home does meanwhile."""


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """A time in which a line did not answer. Units: epoch seconds, half-open."""

    start_epoch: int
    end_epoch: int

    @property
    def seconds(self) -> int:
        return self.end_epoch - self.start_epoch


@dataclass(frozen=True, slots=True)
class MeasuredSpeed:
    """What a line was measured to carry. Units: epoch seconds; kilobits a second; milliseconds."""

    tested_epoch: int
    down_kbps: int
    up_kbps: int
    latency_ms: int


@dataclass(frozen=True, slots=True)
class SpeedRecord:
    """Some tests in short. Units: kilobits a second; milliseconds; `slow_count` is None without a plan's speed."""

    test_count: int
    down_kbps: int
    up_kbps: int
    latency_ms: int
    slow_count: int | None


def joined(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """Return stretches without overlaps, in time order: two monitors may tell of one failure."""
    found: list[Stretch] = []
    for each in sorted(stretches):
        if found and each.start_epoch <= found[-1].end_epoch:
            found[-1] = Stretch(found[-1].start_epoch, max(found[-1].end_epoch, each.end_epoch))
        else:
            found.append(each)
    return tuple(found)


def seconds_down(stretches: Sequence[Stretch], edges: Sequence[int]) -> tuple[int, ...]:
    """
    Return how long a line was down between edges.

    Shape: one value less than edges; the stretches do not overlap. Units: seconds.
    """
    return tuple(
        sum(max(min(each.end_epoch, end) - max(each.start_epoch, start), 0) for each in stretches)
        for start, end in pairwise(edges)
    )


def speed_record(tests: Sequence[MeasuredSpeed], *, down_mbps: int, up_mbps: int) -> SpeedRecord:
    """Return the middle of some tests, and how many were slow; a plan of unknown speed is of zero."""
    slow = sum(each.down_kbps < ENOUGH * down_mbps * 1_000 or each.up_kbps < ENOUGH * up_mbps * 1_000 for each in tests)
    return SpeedRecord(
        test_count=len(tests),
        down_kbps=round(median(each.down_kbps for each in tests)),
        up_kbps=round(median(each.up_kbps for each in tests)),
        latency_ms=round(median(each.latency_ms for each in tests)),
        slow_count=slow if down_mbps else None,
    )
