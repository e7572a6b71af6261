"""
NISC interval readings: fixed columns parted by commas, a header `H`, a trailer `L`, a reading a line.

Columns: `M`, meter, transponder, port, register, date MMDDYYYY, time HH:MM, kWh, kW, date and time of the peak, kVAR,
read code, blink count. The kWh stand on the register at that time, unless its source is known to send what passed in
the interval. Registers 1 to 4 are those of time-of-use: the meter counted their sum.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from smarthub_dash.gateways.headend import FlowDirection, ReadDelivery, RefusedFile
from smarthub_dash.gateways.headend.columns import Columns
from smarthub_dash.gateways.headend.layout import Layout
from smarthub_dash.gateways.headend.table_file import (
    MISSING,
    Ints,
    Row,
    TableFile,
    mapped,
    quality_of,
)

METER, REGISTER, DATE, TIME, KWH, CODE = 1, 4, 5, 6, 7, 12
CELLS = 13
TIERS = ("1", "2", "3", "4", "A", "B", "C", "D")


class NiscFile(TableFile):
    """A file of NISC interval readings."""

    source = "nisc"

    def __init__(self, path: Path, *, zone: ZoneInfo, layout: Layout) -> None:
        super().__init__(path, zone=zone, meter_number="", is_utc=layout.clock == "utc", factor=1_000)
        self._counts_registers = layout.counts == "register"
        self._seconds = layout.seconds or 3_600
        self._has_end = False

    def deliveries(self) -> Iterator[ReadDelivery]:
        """
        Read the file from its beginning.

        :raises RefusedFile: at the first line that cannot be read, or if its last line is missing
        """
        self._begin()
        self._refuse_if_too_large()
        is_useful = False
        self._has_end = False
        lines: list[int] = []
        cells: list[list[str]] = [[] for _ in range(CELLS)]
        reader = self._reader(",")
        while batch := self._next_batch(reader, CELLS, self._readings):
            lines = [*lines, *batch[0]]
            cells = [[*before, *after] for before, after in zip(cells, batch[1], strict=True)]
            whole = _whole_times(cells)
            for delivery in self._given(lines[:whole], [column[:whole] for column in cells]):
                is_useful = True
                yield delivery
            lines, cells = lines[whole:], [column[whole:] for column in cells]
        if not self._has_end:
            raise RefusedFile(self.name, max(1, reader.line_num), "the last line (L) is missing; the file seems torn.")
        for delivery in self._given(lines, cells):
            is_useful = True
            yield delivery
        if not is_useful:
            raise self._skipped.as_refusal(self.name)

    def _readings(self, lines: Sequence[int], rows: list[Row]) -> tuple[Sequence[int], list[Row]]:
        """Return the readings among some lines; notes whether the file's last line is there."""
        if all(len(row) >= CELLS and row[0] == "M" for row in rows):
            return lines, rows
        kept: list[tuple[int, Row]] = []
        for line, row in zip(lines, rows, strict=True):
            kind = row[0].strip() if row else ""
            if kind not in ("H", "M", "L", ""):
                raise RefusedFile(self.name, line, f"the line begins with {kind[:10]!r}, not with H, M or L.")
            if kind == "M" and len(row) < CELLS:
                raise RefusedFile(self.name, line, f"the line has {len(row)} cells; the file seems torn.")
            if kind == "M":
                kept.append((line, row))
            self._has_end |= kind == "L"
        return [line for line, _ in kept], [row for _, row in kept]

    def _given(self, lines: list[int], cells: list[list[str]]) -> Iterator[ReadDelivery]:
        if not lines:
            return
        columns = self._columns(np.array(lines, dtype=np.int64), cells)
        if self._counts_registers:
            yield from columns.registers()
        else:
            yield from columns.deliveries("wh")

    def _columns(self, lines: Ints, cells: list[list[str]]) -> Columns:
        meters = self._meters_of(cells[METER])
        stamps = list(map(" ".join, zip(cells[DATE], cells[TIME], strict=True)))
        tiers = mapped(_tier_of, cells[REGISTER])
        qualities = mapped(quality_of, cells[CODE])
        has_value = mapped(lambda text: int(bool(text.strip())), cells[KWH]) == 1
        beside = _beside_total(meters, stamps, tiers) if tiers.any() else np.zeros(tiers.size, dtype=np.bool_)
        is_kept = has_value & (qualities != MISSING)
        for place in np.flatnonzero(is_kept & beside).tolist():
            self._skipped.add(int(lines[place]), "a register of time-of-use stands beside the total, which is counted.")
        kept = np.flatnonzero(is_kept & ~beside)
        chosen = kept.tolist()
        lines, meters, qualities = lines[kept], meters[kept], qualities[kept]
        times = self._times_of([stamps[place] for place in chosen], lines)
        quantities = self._quantities_of([cells[KWH][place] for place in chosen], lines)
        if tiers.any():
            meters, times, quantities, firsts = _summed(meters, times, quantities)
            lines, qualities = lines[firsts], qualities[firsts]
        flows = np.full(times.size, int(FlowDirection.DELIVERED), dtype=np.int64)
        times = self._told_apart(times, meters, flows)
        seconds = np.full(times.size, self._seconds, dtype=np.int64)
        starts = times if self._counts_registers else times - self._seconds
        names = self._meter_names(lines.tolist()) if chosen else []
        return Columns(names, meters, flows, starts, seconds, quantities, qualities, lines)


def _tier_of(register: str) -> int:
    """Return 1 for a register of time-of-use, 0 for the total."""
    return int(register.strip().lstrip("0") in TIERS)


def _beside_total(meters: Ints, stamps: Sequence[str], tiers: Ints) -> NDArray[np.bool_]:
    """Return which registers of time-of-use stand beside the total of the same meter and time."""
    numbers: dict[str, int] = {}
    asked = meters * len(stamps) + np.array([numbers.setdefault(stamp, len(numbers)) for stamp in stamps])
    return (tiers == 1) & np.isin(asked, asked[tiers == 0])


def _whole_times(cells: list[list[str]]) -> int:
    """Return how many readings there are before those of the last meter and time."""
    # The registers of one meter and time stand together: the last of them may be in the next batch.
    parts = [cells[place] for place in (METER, DATE, TIME)]
    whole = len(parts[0])
    while whole and all(part[whole - 1] == part[-1] for part in parts):
        whole -= 1
    return whole


def _summed(meters: np.ndarray, times: np.ndarray, quantities: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return one reading for successive ones of the same meter and time, and the place of the first."""
    if not meters.size:
        return meters, times, quantities, np.zeros(0, dtype=np.int64)
    differs = (np.diff(meters) != 0) | (np.diff(times) != 0)
    firsts = np.flatnonzero(np.concatenate(([True], differs)))
    return meters[firsts], times[firsts], np.add.reduceat(quantities, firsts), firsts
