"""One line of a CMEP file: its header and its readings."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smarthub_dash.gateways.headend import FlowDirection, HowKnown
from smarthub_dash.gateways.headend.quantities import NoQuantity, Thousandths
from smarthub_dash.gateways.headend.stamps import NoSuchTime, WallClock

FIRST_READING = 14
DAY = 86_400
LONGEST_METER = 32
MOST_READINGS = 300_000
"""Nearly three years of five minutes; a line that promises more is not held."""
MISSING = 0
FLOWS = {
    b"KWH": FlowDirection.DELIVERED,
    b"GKWH": FlowDirection.RECEIVED,
    b"KWHREG": FlowDirection.DELIVERED,
    b"GKWHREG": FlowDirection.RECEIVED,
}
PASSED_OVER = {
    b"NKWH": "net energy, which is the difference of two channels",
    b"SKWH": "total energy, which is the sum of two channels",
}
STATUSES = {
    b"": HowKnown.MEASURED,
    b"R": HowKnown.MEASURED,
    b"A": HowKnown.MEASURED,
    b"V": HowKnown.MEASURED,
    b"E": HowKnown.ESTIMATED,
    b"N": MISSING,
}
"""By first letter: raw, actual, validated, estimated, no data."""
PURPOSES = (b"OK", b"RESEND", b"HISTORY", b"")


class UnreadableLine(ValueError):
    """A line is not what its format promises; the whole file is refused."""


class OtherChannel(ValueError):
    """A line is well, but counts something else than interval energy; it is passed over, and that is said."""


@dataclass(frozen=True, slots=True)
class Header:
    """
    What a line says before its readings.

    Units: seconds.
    """

    meter_number: str
    flow: FlowDirection
    seconds: int
    count: int
    is_register: bool


@dataclass(frozen=True, slots=True, eq=False)
class Readings:
    """
    The readings of a line; missing ones are left out.

    Units: seconds; epoch seconds UTC; Wh. `newest_end` is 0 if the line has none.
    Shape: all of one length.
    """

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    quantities: NDArray[np.int64]
    qualities: NDArray[np.int8]
    newest_end: int

    def by_length(self, told: int) -> Iterator[tuple[int, NDArray[np.int64], NDArray[np.int64], NDArray[np.int8]]]:
        """
        Return start, quantity and quality for each length of interval.

        Units: seconds; `told` is what the line's header says.
        """
        if told % DAY:
            yield told, self.starts, self.quantities, self.qualities
            return
        # Whole days differ in length where the clock changes.
        lengths = self.ends - self.starts
        for seconds in np.unique(lengths).tolist():
            chosen = lengths == seconds
            yield seconds, self.starts[chosen], self.quantities[chosen], self.qualities[chosen]


def header_of(line: bytes, *, default_meter: str) -> tuple[Header, list[bytes]]:
    """
    Return the header of a line and all its fields.

    :raises UnreadableLine: if it is not a MEPMD01 line or was torn
    :raises OtherChannel: if it counts something else than interval energy
    """
    fields = line.split(b",")
    if fields[0] != b"MEPMD01":
        raise UnreadableLine("the line does not begin with MEPMD01.")
    if len(fields) < FIRST_READING:
        raise UnreadableLine(f"the line has {len(fields)} of at least {FIRST_READING} fields; the file seems torn.")
    _refuse_other_channels(fields)
    count = _count_of(fields)
    seconds = _seconds_of(fields[12])
    meter = _text(fields[7]) or _text(fields[5]) or default_meter
    if not meter or len(meter) > LONGEST_METER:
        raise UnreadableLine("the line names no meter." if not meter else "the meter number is too long.")
    units = fields[10].strip().upper()
    return Header(meter, FLOWS[units], seconds, count, units.endswith(b"REG")), fields


def readings_of(
    header: Header, fields: Sequence[bytes], *, clock: WallClock, known: Thousandths, after: int
) -> Readings:
    """
    Return the readings of a line.

    Units: `after` is the epoch second at which the channel's readings before this line ended, or 0.
    :raises UnreadableLine: if a time, a status or a quantity cannot be read
    """
    if not header.count:
        return _nothing()
    end = FIRST_READING + 3 * header.count
    values = fields[FIRST_READING + 2 : end : 3]
    try:
        ends = clock.epochs_of(fields[FIRST_READING:end:3], step=header.seconds, after=after)
        newest_end = int(ends[-1])
        qualities = _qualities_of(fields[FIRST_READING + 1 : end : 3])
        if b"" in values or not qualities.all():
            chosen = np.flatnonzero([bool(value.strip()) for value in values] & (qualities != MISSING))
            ends, qualities = ends[chosen], qualities[chosen]
            values = [values[number] for number in chosen.tolist()]
        quantities = known.of(values)
    except (NoSuchTime, NoQuantity) as reason:
        raise UnreadableLine(str(reason)) from None
    starts = _starts_of(ends, header.seconds, clock)
    return Readings(starts, ends, quantities, qualities, newest_end)


def _refuse_other_channels(fields: Sequence[bytes]) -> None:
    units, commodity, purpose = (fields[number].strip().upper() for number in (10, 9, 8))
    if purpose not in PURPOSES:
        raise OtherChannel(f"its purpose is {_text(purpose)}, not to deliver readings.")
    if commodity not in (b"E", b""):
        raise OtherChannel(f"commodity {_text(commodity)} is not electricity.")
    if units in PASSED_OVER:
        raise OtherChannel(f"units {_text(units)} are {PASSED_OVER[units]}.")
    if units.endswith(b"REG") and units not in FLOWS:
        raise OtherChannel(f"units {_text(units)} are a register of something else than KWH or GKWH.")
    if units not in FLOWS:
        raise OtherChannel(f"units {_text(units)} are not interval energy in KWH or GKWH.")
    if fields[11].strip().rstrip(b"0") not in (b"1.", b"1", b""):
        raise UnreadableLine(f"the constant is {_text(fields[11])}; only readings that need none (1.0) are read.")


def _count_of(fields: Sequence[bytes]) -> int:
    told = fields[13].strip()
    if not told.isdigit() or len(told) > 9 or int(told) > MOST_READINGS:
        raise UnreadableLine(f"{_text(told)!r} is not a count of readings that one line can hold.")
    count = int(told)
    given = len(fields) - FIRST_READING
    if given == 3 * count + 1 and not fields[-1].strip():
        given -= 1  # a comma at the end of the line
    if given != 3 * count:
        raise UnreadableLine(f"the line promises {count} readings and holds {given / 3:.4g}; the file seems torn.")
    return count


def _seconds_of(interval: bytes) -> int:
    told = interval.strip()
    if len(told) != 8 or not told.isdigit():
        raise UnreadableLine(f"{_text(told)!r} is not an interval DDDDHHMM.")
    seconds = int(told[:4]) * DAY + int(told[4:6]) * 3_600 + int(told[6:]) * 60
    if not 0 < seconds <= 366 * DAY:
        raise UnreadableLine(f"{_text(told)!r} is not an interval that can be read.")
    return seconds


def _qualities_of(statuses: Sequence[bytes]) -> NDArray[np.int8]:
    different = set(statuses)
    known = {status: _quality_of(status) for status in different}
    if len(different) == 1:
        return np.full(len(statuses), known[statuses[0]], dtype=np.int8)
    return np.array([known[status] for status in statuses], dtype=np.int8)


def _quality_of(status: bytes) -> int:
    try:
        return STATUSES[status.strip()[:1].upper()]
    except KeyError:
        raise UnreadableLine(f"the status {_text(status)!r} is not known.") from None


def _starts_of(ends: NDArray[np.int64], seconds: int, clock: WallClock) -> NDArray[np.int64]:
    if seconds % DAY:
        return ends - seconds
    starts = [clock.start_of(end, days=seconds // DAY) for end in ends.tolist()]
    return np.array(starts, dtype=np.int64)


def _nothing() -> Readings:
    none = np.zeros(0, dtype=np.int64)
    return Readings(none, none, none, none.astype(np.int8), 0)


def _text(field: bytes) -> str:
    return field[:64].decode("ascii", "replace").strip()
