"""
CMEP, record MEPMD01: one line of comma-separated fields a meter channel.

Source: the California Metering Exchange Protocol. Fields: 0 record, 1 version, 2-5 sender and receiver, 6 file time,
7 meter, 8 purpose, 9 commodity, 10 units, 11 constant, 12 interval DDDDHHMM, 13 count, then time, status and value of
each reading. A time is the end of its interval in local time; an empty one is its predecessor plus the interval.
"""

import codecs
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from zoneinfo import ZoneInfo

from smarthub_dash.gateways.headend import FlowDirection, ReadDelivery, RefusedFile
from smarthub_dash.gateways.headend.cmep_lines import (
    Header,
    OtherChannel,
    Readings,
    UnreadableLine,
    header_of,
    readings_of,
)
from smarthub_dash.gateways.headend.quantities import Thousandths
from smarthub_dash.gateways.headend.read_file import ReadFile
from smarthub_dash.gateways.headend.stamps import NoSuchTime, WallClock
from smarthub_dash.kit.periods import instant_of

LOOKED_AT = 4_096
LONGEST_LINE = 8 * 1024 * 1024


class CmepFile(ReadFile):
    """A CMEP file, read line by line."""

    source = "cmep"
    largest_size = 4 * 1024**3

    def __init__(self, path: Path, *, zone: ZoneInfo, meter_number: str = "") -> None:
        super().__init__(path, meter_number=meter_number)
        self._clock = WallClock(zone)
        self._known = Thousandths()

    @property
    def made_at(self) -> datetime | None:
        """What the first line says, by the local clock."""
        with self._path.open("rb") as opened:
            fields = opened.readline(LOOKED_AT).split(b",")
        try:
            return instant_of(self._clock.epoch_of(fields[6].strip(), after=0))
        except (NoSuchTime, IndexError):
            return None

    def _begin(self) -> None:
        super()._begin()
        self._ends: dict[tuple[str, FlowDirection, bool], int] = {}

    def deliveries(self) -> Iterator[ReadDelivery]:
        """
        Read the file from its beginning.

        :raises RefusedFile: at the first line that cannot be read
        """
        self._begin()
        self._refuse_if_too_large()
        is_useful = False
        with self._path.open("rb") as opened:
            for number, line in self._lines(opened):
                try:
                    for delivery in self._deliveries_of(line, number):
                        is_useful = True
                        yield delivery
                except OtherChannel as other:
                    self._skipped.add(number, str(other))
                except UnreadableLine as unreadable:
                    raise RefusedFile(self.name, number, str(unreadable)) from None
        if not is_useful:
            raise self._skipped.as_refusal(self.name)

    def _lines(self, opened: BinaryIO) -> Iterator[tuple[int, bytes]]:
        number = 0
        # The limit on `readline` keeps a line of any length from being held: it is refused at its first megabytes.
        while line := opened.readline(LONGEST_LINE + 1):
            number += 1
            if len(line) > LONGEST_LINE:
                raise RefusedFile(self.name, number, f"the line is longer than {LONGEST_LINE // 1024**2} MB.")
            self._take(line)
            bare = line.strip(b"\r\n \t").removeprefix(codecs.BOM_UTF8 if number == 1 else b"")
            if bare:
                yield number, bare

    def _deliveries_of(self, line: bytes, number: int) -> Iterator[ReadDelivery]:
        header, fields = header_of(line, default_meter=self._meter_number)
        channel = (header.meter_number, header.flow, header.is_register)
        after = self._ends.get(channel, 0)
        readings = readings_of(header, fields, clock=self._clock, known=self._known, after=after)
        if readings.newest_end:
            self._ends[channel] = readings.newest_end
        if header.is_register:
            yield self._register(header, readings, number)
            return
        for seconds, starts, quantities, qualities in readings.by_length(header.seconds):
            yield ReadDelivery(
                meter_number=header.meter_number,
                flow=header.flow,
                unit="wh",
                seconds=seconds,
                start_epochs=starts,
                quantities=quantities,
                qualities=qualities,
                first_line=number,
            )

    def _register(self, header: Header, readings: Readings, number: int) -> ReadDelivery:
        return ReadDelivery(
            meter_number=header.meter_number,
            flow=header.flow,
            unit="wh",
            seconds=0,
            start_epochs=readings.ends,
            quantities=readings.quantities,
            qualities=readings.qualities,
            first_line=number,
            is_register=True,
        )
