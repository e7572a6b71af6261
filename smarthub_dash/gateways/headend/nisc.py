"""
NISC interval readings: fixed columns parted by commas, a header `H`, a trailer `L`, a reading a line.

Columns: `M`, meter, transponder, port, register, date MMDDYYYY, time HH:MM, kWh, kW, date and time of the peak, kVAR,
read code, blink count. The kWh stand on the register at that time, unless its source is known to send what passed in
the interval. Registers 1 to 4 are those of time-of-use: the meter counted their sum.
"""

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from smarthub_dash.gateways.headend import FlowDirection, ReadDelivery, RefusedFile
from smarthub_dash.gateways.headend.columns import Columns
from smarthub_dash.gateways.headend.layout import Layout
from smarthub_dash.gateways.headend.table_file import MISSING, Row, TableFile, mapped, quality_of

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

    def deliveries(self) -> Iterator[ReadDelivery]:
        """
        Read the file from its beginning.

        :raises RefusedFile: at the first line that cannot be read, or if its last line is missing
        """
        self._begin()
        self._refuse_if_too_large()
        is_useful = False
        held: list[tuple[int, Row]] = []
        for lines, batch in self._batches(self._readings()):
            together = [*held, *zip(lines, batch, strict=True)]
            # The registers of one meter and time stand together: the last of them may be in the next batch.
            whole = len(together)
            while whole and _asked(together[whole - 1][1]) == _asked(together[-1][1]):
                whole -= 1
            for delivery in self._given(together[:whole]):
                is_useful = True
                yield delivery
            held = together[whole:]
        for delivery in self._given(held):
            is_useful = True
            yield delivery
        if not is_useful:
            raise self._skipped.as_refusal(self.name)

    def _readings(self) -> Iterator[tuple[int, Row]]:
        line, has_end = 1, False
        for line, row in self._rows(","):
            kind = row[0].strip() if row else ""
            if kind == "M":
                if len(row) < CELLS:
                    raise RefusedFile(self.name, line, f"the line has {len(row)} cells; the file seems torn.")
                row[REGISTER] = row[REGISTER].strip().lstrip("0")
                yield line, row
            elif kind == "L":
                has_end = True
            elif kind not in ("H", ""):
                raise RefusedFile(self.name, line, f"the line begins with {kind[:10]!r}, not with H, M or L.")
        if not has_end:
            raise RefusedFile(self.name, line, "the last line (L) is missing; the file seems torn.")

    def _given(self, rows: list[tuple[int, Row]]) -> Iterator[ReadDelivery]:
        if not rows:
            return
        columns = self._columns(rows)
        if self._counts_registers:
            yield from columns.registers()
        else:
            yield from columns.deliveries("wh")

    def _columns(self, rows: list[tuple[int, Row]]) -> Columns:
        rows = self._counted(rows)
        lines = [line for line, _ in rows]
        cells = list(zip(*(row[:CELLS] for _, row in rows), strict=True)) if rows else [()] * CELLS
        meters = self._meters_of(cells[METER])
        flows = np.full(len(rows), int(FlowDirection.DELIVERED), dtype=np.int64)
        times = self._times_of([f"{day} {time}" for day, time in zip(cells[DATE], cells[TIME], strict=True)], lines)
        quantities = self._quantities_of(cells[KWH], lines)
        qualities = mapped(quality_of, cells[CODE])
        meters, times, quantities, firsts = _summed(meters, times, quantities)
        times = self._told_apart(times, meters, flows[firsts])
        seconds = np.full(times.size, self._seconds, dtype=np.int64)
        starts = times if self._counts_registers else times - self._seconds
        names = self._meter_names(lines) if lines else []
        at = np.array(lines, dtype=np.int64)[firsts]
        return Columns(names, meters, flows[firsts], starts, seconds, quantities, qualities[firsts], at)

    def _counted(self, rows: list[tuple[int, Row]]) -> list[tuple[int, Row]]:
        with_total = {_asked(row) for _, row in rows if row[REGISTER] not in TIERS}
        kept = []
        for line, row in rows:
            if not row[KWH].strip() or quality_of(row[CODE]) == MISSING:
                continue
            if row[REGISTER] in TIERS and _asked(row) in with_total:
                self._skipped.add(line, "a register of time-of-use stands beside the total, which is counted.")
                continue
            kept.append((line, row))
        return kept


def _asked(row: Row) -> tuple[str, str, str]:
    return row[METER], row[DATE], row[TIME]


def _summed(meters: np.ndarray, times: np.ndarray, quantities: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return one reading for successive ones of the same meter and time, and the place of the first."""
    if not meters.size:
        return meters, times, quantities, np.zeros(0, dtype=np.int64)
    differs = (np.diff(meters) != 0) | (np.diff(times) != 0)
    firsts = np.flatnonzero(np.concatenate(([True], differs)))
    return meters[firsts], times[firsts], np.add.reduceat(quantities, firsts), firsts
