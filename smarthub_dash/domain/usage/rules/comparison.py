"""How delivered reads compare with stored ones: new, changed or the same; the newest stands."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from smarthub_dash.domain.usage.rules.deliveries import Ints, UnfitReads, moment

STORED = -1
"""The delivery of a read that was stored before."""


@dataclass(frozen=True, slots=True, eq=False)
class ReadColumns:
    """
    Reads side by side.

    Units: as IntervalRead. `channel` numbers a usage point and flow among those in hand, `delivery` the deliveries.
    Shape: all of one length.
    """

    channel: Ints
    start: Ints
    seconds: Ints
    quantity: Ints
    quality: Ints
    delivery: Ints

    def take(self, chosen: NDArray[np.intp] | NDArray[np.bool_] | slice) -> Self:
        return type(self)(*(column[chosen] for column in self._columns()))

    def followed_by(self, later: Self) -> Self:
        return type(self)(*(np.concatenate(pair) for pair in zip(self._columns(), later._columns(), strict=True)))

    def _columns(self) -> tuple[Ints, ...]:
        return self.channel, self.start, self.seconds, self.quantity, self.quality, self.delivery


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """
    What a delivery changes.

    Shape: `standing` holds every read after it, by channel and start; `is_written` marks those that must be stored,
    `is_replaced` those among them that take the place of a stored read.
    """

    new: int
    changed: int
    same: int
    standing: ReadColumns
    is_written: NDArray[np.bool_]
    is_replaced: NDArray[np.bool_]


def compare(stored: ReadColumns, delivered: ReadColumns, lines: Ints) -> Comparison:
    """
    Lay delivered reads over stored ones; of several reads of one interval the last delivered stands.

    Shape: `lines` says where each delivery stands.
    :raises UnfitReads: if a read overlaps another of its delivery, or one that starts at another time
    """
    reads = stored.followed_by(delivered)
    reads = reads.take(np.lexsort((reads.start, reads.channel)))  # a stable sort: earlier deliveries stay first
    is_again = np.zeros(reads.start.size, dtype=np.bool_)
    is_again[1:] = (reads.channel[1:] == reads.channel[:-1]) & (reads.start[1:] == reads.start[:-1])
    came = reads.delivery != STORED
    differs = np.zeros_like(is_again)
    differs[1:] = _differ(reads.take(slice(1, None)), reads.take(slice(None, -1)))
    _refuse_twice_told(reads, is_again, lines)
    first = np.flatnonzero(~is_again)
    newest = np.append(first[1:], reads.start.size)[: first.size] - 1
    standing = reads.take(newest)
    _refuse_overlaps(standing, lines)
    is_written = came[newest] & (came[first] | _differ(standing, reads.take(first)))
    return Comparison(
        new=int((came & ~is_again).sum()),
        changed=int((came & is_again & differs).sum()),
        same=int((came & is_again & ~differs).sum()),
        standing=standing,
        is_written=is_written,
        is_replaced=is_written & ~came[first],
    )


def _differ(these: ReadColumns, those: ReadColumns) -> NDArray[np.bool_]:
    return (these.quantity != those.quantity) | (these.quality != those.quality) | (these.seconds != those.seconds)


def _refuse_twice_told(reads: ReadColumns, is_again: NDArray[np.bool_], lines: Ints) -> None:
    is_twice = is_again[1:] & (reads.delivery[1:] == reads.delivery[:-1]) & (reads.delivery[1:] != STORED)
    if is_twice.any():
        at = int(np.argmax(is_twice))
        line = int(lines[reads.delivery[at]])
        raise UnfitReads(line, f"its intervals overlap: {moment(int(reads.start[at]))} is there twice.")


def _refuse_overlaps(reads: ReadColumns, lines: Ints) -> None:
    runs_over = (reads.channel[1:] == reads.channel[:-1]) & (reads.start[:-1] + reads.seconds[:-1] > reads.start[1:])
    # Two stored reads may only overlap if they did so before: that is not this delivery's fault.
    runs_over &= (reads.delivery[1:] != STORED) | (reads.delivery[:-1] != STORED)
    if runs_over.any():
        at = int(np.argmax(runs_over))
        line = int(lines[max(int(reads.delivery[at]), int(reads.delivery[at + 1]))])
        start = moment(int(reads.start[at + 1]))
        raise UnfitReads(line, f"its intervals overlap: one at {start} begins within another interval of the meter.")
