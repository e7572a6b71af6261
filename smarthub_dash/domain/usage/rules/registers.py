"""
What passed between the stands of a register: its rollover, an exchange of meters, readings that were left out.

A stand is where the register stood at an instant. Between two stands one interval apart what passed was measured. Over
several intervals only their sum is known: it is spread evenly, each part marked as estimated, and the parts sum to it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np

from smarthub_dash.domain.usage.rules.deliveries import DAY, HOUR, MOST_PER_HOUR, Ints
from smarthub_dash.domain.usage.rules.rollups import local_days
from smarthub_dash.domain.usage.rules.words import ReadQuality

SHORTEST_DIALS, LONGEST_DIALS = 4, 9
SNAP = 300
"""A head end asks a meter within some minutes of the hour; that much is taken for the hour. Units: seconds."""
LONGEST_SPREAD = 62 * DAY
"""What passed in more than two months says nothing of its hours any more."""


@dataclass(frozen=True, slots=True, order=True)
class Stand:
    """Where a register stood. Units: epoch seconds UTC; Wh."""

    at_epoch: int
    meter_number: str
    stood_at: int
    quality: int


@dataclass(frozen=True, slots=True, eq=False)
class Stands:
    """
    Where the registers of one usage point stood, in order of time.

    Units: as Stand; `meters` numbers `names`.
    Shape: all but `names` of one length.
    """

    names: Sequence[str]
    at: Ints
    stood: Ints
    quality: Ints
    meters: Ints

    def even_steps(self, *, seconds: int) -> tuple[Ints, Ints, Ints] | None:
        """
        Return start, quantity and quality of what passed; None unless one meter counted on, an interval a step.

        It is what `passed_between` would say, for the many at once of which there is nothing to say.
        """
        counted, steps = np.diff(self.stood), np.diff(self.at)
        is_even = (steps == seconds) & (counted >= 0) & (counted * HOUR <= MOST_PER_HOUR * seconds)
        if seconds >= DAY or not is_even.all() or (self.at % seconds).any() or np.diff(self.meters).any():
            return None
        is_estimated = self.quality == ReadQuality.ESTIMATED
        marked = np.where(is_estimated[1:] | is_estimated[:-1], ReadQuality.ESTIMATED, ReadQuality.MEASURED)
        return self.at[:-1], counted, marked

    def one_by_one(self) -> list[Stand]:
        columns = (column.tolist() for column in (self.at, self.meters, self.stood, self.quality))
        return [
            Stand(at, self.names[meter], stood, quality) for at, meter, stood, quality in zip(*columns, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class Passed:
    """What passed in an interval. Units: epoch seconds UTC; seconds; Wh."""

    start_epoch: int
    seconds: int
    quantity: int
    quality: int


class WentBack(ValueError):
    """A register stands lower than before, and did not begin again at zero: another meter, or a mistake."""


def passed_between(
    stands: Sequence[Stand], *, seconds: int, digits: Mapping[str, int | None], zone: ZoneInfo
) -> tuple[list[Passed], list[tuple[Stand, Stand]]]:
    """
    Return what passed in each interval of the meter, and the pairs of stands between which that cannot be told.

    Units: seconds; `digits` are those of kWh of each meter's register, None if they are not known.
    """
    spans: list[tuple[int, int, int, bool]] = []
    unclear: list[tuple[Stand, Stand]] = []
    for before, after in pairwise(_in_order(stands)):
        if before.meter_number != after.meter_number:
            continue  # the stands of an exchange lie at one instant; otherwise what passed between them is not known
        try:
            quantity = counted(before.stood_at, after.stood_at, digits=digits.get(after.meter_number))
        except WentBack:
            unclear.append((before, after))
            continue
        first, last = (_snapped(each.at_epoch, seconds, zone) for each in (before, after))
        if last <= first or quantity * HOUR > MOST_PER_HOUR * (last - first):
            unclear.append((before, after))
            continue
        is_estimated = ReadQuality.ESTIMATED in (before.quality, after.quality)
        spans.append((first, last, quantity, is_estimated))
    return [part for span in _joined(spans, seconds, zone) for part in _parts(*span, seconds, zone)], unclear


def counted(before: int, after: int, *, digits: int | None) -> int:
    """
    Return what a register counted, over its end and on from zero too.

    Units: Wh.
    :raises WentBack: if it stands lower without having come to its end
    """
    if after >= before:
        return after - before
    rolls_at = 1_000 * 10 ** (digits or _digits_of(before))
    # Without knowing how many digits it has: from the last tenth into the first.
    near_end = before * 10 >= rolls_at * 9 and after * 10 <= rolls_at
    passed = after - before + rolls_at
    if before >= rolls_at or (not near_end and (digits is None or passed * 2 > rolls_at)):
        raise WentBack
    return passed


def _digits_of(stood_at: int) -> int:
    return next(
        (count for count in range(SHORTEST_DIALS, LONGEST_DIALS) if stood_at < 1_000 * 10**count), LONGEST_DIALS
    )


def _in_order(stands: Sequence[Stand]) -> Iterator[Stand]:
    """Yield stands by time; of two meters at one instant the one that was there before comes first."""
    meter = ""
    rest = sorted(stands)
    while rest:
        together = [stand for stand in rest if stand.at_epoch == rest[0].at_epoch]
        rest = rest[len(together) :]
        for stand in sorted(together, key=lambda each: each.meter_number != meter):
            meter = stand.meter_number
            yield stand


def _snapped(epoch: int, seconds: int, zone: ZoneInfo) -> int:
    nearest = _nearest(epoch, seconds, zone)
    return nearest if abs(epoch - nearest) <= min(SNAP, seconds // 10) else epoch


def _nearest(epoch: int, seconds: int, zone: ZoneInfo) -> int:
    if seconds < DAY:
        return (epoch + seconds // 2) // seconds * seconds
    bounds = local_days(epoch, epoch, zone).bounds
    return int(min(bounds, key=lambda bound: abs(bound - epoch)))


def _joined(
    spans: Sequence[tuple[int, int, int, bool]], seconds: int, zone: ZoneInfo
) -> Iterator[tuple[int, int, int, bool]]:
    """Yield spans, with those joined that meet within an interval: a meter is exchanged at any minute."""
    held: tuple[int, int, int, bool] | None = None
    for span in spans:
        if held and held[1] == span[0] and _nearest(span[0], seconds, zone) != span[0]:
            held = (held[0], span[1], held[2] + span[2], held[3] or span[3])
            continue
        if held:
            yield held
        held = span
    if held:
        yield held


def _parts(first: int, last: int, quantity: int, is_estimated: bool, seconds: int, zone: ZoneInfo) -> Iterator[Passed]:
    if seconds > 7 * DAY:  # read by the month: whatever lies between two stands is the interval
        yield Passed(first, last - first, quantity, _quality(is_estimated))
        return
    if any(_nearest(each, seconds, zone) != each for each in (first, last)) or last - first > LONGEST_SPREAD:
        return
    edges = list(range(first, last + 1, seconds))
    if seconds >= DAY:
        edges = local_days(first, last - 1, zone).bounds.tolist()
    marked = _quality(is_estimated or len(edges) > 2)
    for begins, ends in pairwise(edges):
        share = quantity * (ends - first) // (last - first) - quantity * (begins - first) // (last - first)
        yield Passed(begins, ends - begins, share, marked)


def _quality(is_estimated: bool) -> ReadQuality:
    return ReadQuality.ESTIMATED if is_estimated else ReadQuality.MEASURED


def moment_of(stand: Stand, zone: ZoneInfo) -> str:
    """Write when a register was read, for a doubt."""
    return f"{datetime.fromtimestamp(stand.at_epoch, zone):%Y-%m-%d %H:%M}"
