"""Files of one reading a line, read many lines at a time: what CSV and NISC's fixed columns have in common."""

import csv
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from smarthub_dash.gateways.headend import FlowDirection, HowKnown, RefusedFile
from smarthub_dash.gateways.headend.moments import Moments
from smarthub_dash.gateways.headend.quantities import NoQuantity, Thousandths
from smarthub_dash.gateways.headend.read_file import ReadFile
from smarthub_dash.gateways.headend.stamps import NoSuchTime

LINES_TOGETHER = 25_000
PIECE = 1024**2
MISSING = 0
NEITHER = 0
RECEIVED = ("received", "reverse", "return", "returned", "export", "generation", "generated", "gkwh", "19", "sent")
DELIVERED = ("", "delivered", "forward", "import", "consumption", "usage", "electric usage", "kwh", "1", "0")
Row = list[str]
Ints = NDArray[np.int64]


class TableFile(ReadFile):
    """A file of lines of cells."""

    largest_size = 4 * 1024**3

    def __init__(self, path: Path, *, zone: ZoneInfo, meter_number: str, is_utc: bool, factor: int) -> None:
        super().__init__(path, meter_number=meter_number)
        self._moments = Moments(zone, is_utc=is_utc)
        self._known = Thousandths(factor)
        self._names: dict[str, int] = {}
        self._shown_once: set[tuple[int, int, int]] = set()

    def _begin(self) -> None:
        super()._begin()
        self._names = {}
        self._shown_once = set()

    def _rows(self, delimiter: str) -> Iterator[tuple[int, Row]]:
        """Yield every line's cells with its number; a quoted cell may go on over lines."""
        reader = csv.reader(self._lines(), delimiter=delimiter)
        try:
            for row in reader:
                yield reader.line_num, row
        except csv.Error as error:
            raise RefusedFile(self.name, reader.line_num, f"the line cannot be read ({error}).") from None

    def _batches(self, rows: Iterator[tuple[int, Row]]) -> Iterator[tuple[list[int], list[Row]]]:
        while batch := list(islice(rows, LINES_TOGETHER)):
            lines, cells = zip(*batch, strict=True)
            yield list(lines), list(cells)

    def _lines(self) -> Iterator[str]:
        rest = b""
        with self._path.open("rb") as opened:
            while piece := opened.read(PIECE):
                self._take(piece)
                whole, _, rest = (rest + piece).rpartition(b"\n")
                if len(rest) > PIECE:
                    raise RefusedFile(self.name, 1, "a line is longer than 1 MB.")
                # Text of another alphabet may stand in a note; what is read are digits and known words.
                yield from whole.decode("utf-8", "replace").removeprefix("\ufeff").splitlines(keepends=True)
        if rest:
            yield rest.decode("utf-8", "replace").removeprefix("\ufeff")

    def _meters_of(self, texts: Sequence[str]) -> Ints:
        names = self._names
        for text in dict.fromkeys(texts):
            if text not in names:
                names[text] = len(names)
        return np.fromiter(map(names.__getitem__, texts), dtype=np.int64, count=len(texts))

    def _meter_names(self, lines: Sequence[int]) -> list[str]:
        found = [text.strip() or self._meter_number for text in self._names]
        if not all(found):
            raise RefusedFile(self.name, lines[0], "the file does not say which meter it is of; name the meter.")
        if any(len(each) > 32 for each in found):
            raise RefusedFile(self.name, lines[0], "the meter number is too long.")
        return found

    def _times_of(self, texts: Sequence[str], lines: Sequence[int]) -> Ints:
        return self._each(self._moments.epochs_of, texts, lines)

    def _quantities_of(self, texts: Sequence[str], lines: Sequence[int]) -> Ints:
        return self._each(lambda given: self._known.of([each.strip().encode() for each in given]), texts, lines)

    def _each(self, reading: Callable[[Sequence[str]], Ints], texts: Sequence[str], lines: Sequence[int]) -> Ints:
        try:
            return reading(texts)
        except (NoSuchTime, NoQuantity):
            for line, text in zip(lines, texts, strict=True):
                try:
                    reading([text])
                except (NoSuchTime, NoQuantity) as reason:
                    raise RefusedFile(self.name, line, str(reason)) from None
            raise

    def _told_apart(self, times: Ints, meters: Ints, flows: Ints) -> Ints:
        """Return the times with those that the clock showed twice, and the file tells twice, told apart."""
        again = self._moments.second_of_twice(times)
        places = np.flatnonzero(again != times)
        if places.size:
            times = times.copy()
        for place in places.tolist():
            key = (int(meters[place]), int(flows[place]), int(times[place]))
            if key in self._shown_once:
                times[place] = again[place]
            self._shown_once.add(key)
        return times


def flow_of(text: str, received: str) -> int:
    """Return the flow that a word says; NEITHER for a net or a total, or one that is not known."""
    word = text.strip().lower()
    if received:
        return FlowDirection.RECEIVED if word == received.lower() else FlowDirection.DELIVERED
    if word in RECEIVED:
        return FlowDirection.RECEIVED
    return FlowDirection.DELIVERED if word in DELIVERED else NEITHER


def quality_of(text: str) -> int:
    """Return how a quantity is known by what a file says of it; MISSING if it says that there is none."""
    word = text.strip().lower()
    if word.startswith("est") or word == "e":
        return HowKnown.ESTIMATED
    if word.startswith(("edit", "manual")):
        return HowKnown.EDITED
    return MISSING if word.startswith(("miss", "no data")) or word == "n" else HowKnown.MEASURED


def mapped(words: Callable[[str], int], texts: Sequence[str]) -> Ints:
    """Return what each text says, looking at each different one once."""
    known = {text: words(text) for text in set(texts)}
    return np.fromiter(map(known.__getitem__, texts), dtype=np.int64, count=len(texts))
