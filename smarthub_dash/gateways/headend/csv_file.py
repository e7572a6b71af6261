"""CSV in any layout: told by its header, or remembered of its source."""

from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from smarthub_dash.gateways.headend import ReadDelivery, RefusedFile
from smarthub_dash.gateways.headend.columns import Columns
from smarthub_dash.gateways.headend.layout import INTERNET_UNITS, UNITS, Layout, guessed
from smarthub_dash.gateways.headend.table_file import (
    MISSING,
    NEITHER,
    CsvReader,
    Ints,
    Row,
    TableFile,
    flow_of,
    mapped,
    quality_of,
)

LINES_BEFORE = 60
DAY = 86_400
DELIMITERS = (",", ";", "\t")


class CsvFile(TableFile):
    """A CSV file. Whoever opens it gives the layout; `layout_of` finds one by the header."""

    source = "csv"

    def __init__(self, path: Path, *, zone: ZoneInfo, meter_number: str, layout: Layout, delimiter: str) -> None:
        super().__init__(
            path, zone=zone, meter_number=meter_number, is_utc=layout.clock == "utc", factor=UNITS[layout.unit.lower()]
        )
        self._layout = layout
        self._delimiter = delimiter
        self._usual_seconds = layout.seconds

    def deliveries(self) -> Iterator[ReadDelivery]:
        """
        Read the file from its beginning.

        :raises RefusedFile: at the first line that cannot be read
        """
        self._begin()
        self._refuse_if_too_large()
        reader = self._reader(self._delimiter)
        places = self._places(reader)
        unit = "mb" if self._layout.unit.lower() in INTERNET_UNITS else "wh"
        is_useful = False
        width = max(places.values()) + 1
        while batch := self._next_batch(reader, width, lambda lines, rows: self._whole(lines, rows, width)):
            columns = self._columns(*batch, places)
            given = columns.registers() if self._layout.counts == "register" else columns.deliveries(unit)
            for delivery in given:
                is_useful = True
                yield delivery
        if not is_useful:
            raise self._skipped.as_refusal(self.name)

    def _places(self, reader: CsvReader) -> dict[str, int]:
        """Return where each part stands, having read up to the header."""
        told = self._layout
        wanted = {
            part: name.strip().lower()
            for part in ("meter", "start", "end", "date", "start_time", "end_time", "quantity", "quality", "flow")
            if (name := getattr(told, part))
        }
        for passed in count():
            lines, rows = self._next_rows(reader, 1)
            if not rows:
                break
            names = [cell.strip().lower() for cell in rows[0]]
            if passed >= told.skipped_lines and all(name in names for name in wanted.values()):
                return {part: names.index(name) for part, name in wanted.items()}
            if passed >= max(LINES_BEFORE, told.skipped_lines):
                raise RefusedFile(self.name, lines[0], "no line has the columns that the layout names.")
        raise RefusedFile(self.name, 1, "no line has the columns that the layout names.")

    def _columns(self, lines: list[int], cells: list[list[str]], places: dict[str, int]) -> Columns:
        nothing = ("",) * len(lines)

        def column(part: str) -> Sequence[str]:
            return cells[places[part]] if part in places else nothing

        flows = mapped(lambda text: flow_of(text, self._layout.received), column("flow"))
        qualities = mapped(quality_of, column("quality"))
        values = column("quantity")
        is_kept = (qualities != MISSING) & (flows != NEITHER)
        if any(not value.strip() for value in set(values)):
            is_kept &= mapped(lambda text: int(bool(text.strip())), values) == 1
        for place in np.flatnonzero(flows == NEITHER).tolist():
            self._skipped.add(lines[place], f"{column('flow')[place][:20]!r} is neither delivered nor received.")
        kept = np.flatnonzero(is_kept)
        chosen = kept.tolist()

        def of(part: str) -> Sequence[str]:
            of_all = column(part)
            return of_all if len(chosen) == len(lines) else [of_all[place] for place in chosen]

        kept_lines = np.array(lines, dtype=np.int64)[kept]
        meters = self._meters_of(of("meter"))
        flows, qualities = flows[kept], qualities[kept]
        starts, seconds = self._intervals(of, places, kept_lines, meters, flows)
        quantities = self._quantities_of(of("quantity"), kept_lines)
        names = self._meter_names(lines) if chosen else []
        return Columns(names, meters, flows, starts, seconds, quantities, qualities, kept_lines)

    def _whole(self, lines: Sequence[int], batch: list[Row], width: int) -> tuple[Sequence[int], list[Row]]:
        if all(len(row) >= width for row in batch):
            return lines, batch
        whole = [(line, row) for line, row in zip(lines, batch, strict=True) if any(cell.strip() for cell in row)]
        for line, row in whole:
            if len(row) < width:
                raise RefusedFile(self.name, line, f"the line has {len(row)} cells; the file seems torn.")
        return [line for line, _ in whole], [row for _, row in whole]

    def _intervals(self, of, places: dict[str, int], lines: Ints, meters: Ints, flows: Ints) -> tuple[Ints, Ints]:
        if "date" in places:
            begins = _joined(of("date"), of("start_time"))
        else:
            begins = of("start" if "start" in places else "end")
        times = self._told_apart(self._times_of(begins, lines), meters, flows)
        if self._layout.counts == "register":
            return times, np.zeros(0, dtype=np.int64)
        if "date" in places and "end_time" in places:
            ends = _joined(of("date"), of("end_time"))
            return times, _minutes_between(begins, ends)
        if "start" in places and "end" in places:
            seconds = self._times_of(of("end"), lines) - times
            return times, self._lengths(seconds, lines)
        usual = self._usual(times, meters, flows, lines)
        return (times if "end" not in places else times - usual), np.full(times.size, usual, dtype=np.int64)

    def _lengths(self, seconds: Ints, lines: Ints) -> Ints:
        if not seconds.size:
            return seconds
        lengths, counts = np.unique(seconds[seconds > 0], return_counts=True)
        if not lengths.size:
            raise RefusedFile(self.name, int(lines[0]), "its intervals end before they begin.")
        usual = int(lengths[np.argmax(counts)])
        # By a wall clock the hour around a clock change seems to last none, two or minus one.
        return seconds if usual >= DAY // 2 else np.where(np.abs(seconds - usual) % 3_600 == 0, usual, seconds)

    def _usual(self, times: Ints, meters: Ints, flows: Ints, lines: Ints) -> int:
        if not self._usual_seconds and times.size:
            order = np.lexsort((times, flows, meters))
            same = (np.diff(meters[order]) == 0) & (np.diff(flows[order]) == 0)
            steps, counts = np.unique(np.diff(times[order])[same], return_counts=True)
            steps, counts = steps[steps > 0], counts[steps > 0]
            if not steps.size:
                raise RefusedFile(self.name, int(lines[0]), "it does not say how long an interval lasts.")
            self._usual_seconds = int(steps[np.argmax(counts)])
        return self._usual_seconds


def layout_of(beginning: str) -> tuple[Layout, str] | None:
    """Return the layout that a file's header tells, and what parts its cells; None if no line is a header of reads."""
    for line in beginning.splitlines()[:LINES_BEFORE]:
        for delimiter in DELIMITERS:
            cells = [cell.strip().strip('"') for cell in line.removeprefix("\ufeff").split(delimiter)]
            if len(cells) > 1 and (found := guessed(cells)):
                return found, delimiter
    return None


def delimiter_of(beginning: str, layout: Layout) -> str:
    """Return what parts the cells of the line that names the quantity's column."""
    for line in beginning.splitlines()[:LINES_BEFORE]:
        if layout.quantity.lower() in line.lower():
            return max(DELIMITERS, key=line.count)
    return ","


def _joined(days: Sequence[str], times: Sequence[str]) -> list[str]:
    return list(map(" ".join, zip(map(str.strip, days), map(str.strip, times), strict=True)))


def _minutes_between(begins: Sequence[str], ends: Sequence[str]) -> Ints:
    known = {pair: _between(*pair) for pair in set(zip(begins, ends, strict=True))}
    return np.array([known[pair] for pair in zip(begins, ends, strict=True)], dtype=np.int64)


def _between(begin: str, end: str) -> int:
    def minutes(text: str) -> int:
        clock = text.rpartition(" ")[2].split(":")
        return int(clock[0]) * 60 + int(clock[1]) if len(clock) > 1 and all(map(str.isdecimal, clock[:2])) else 0

    length = (minutes(end) - minutes(begin)) % 1_440 * 60
    # Some say 00:59 or 00:14 for the end: the last minute that is within.
    return length + 60 if length % 300 == 240 else length or DAY
