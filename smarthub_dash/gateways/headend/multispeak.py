"""
MultiSpeak: `meterRead` elements with the registers of a meter, in whatever envelope, namespace and order.

Source: MultiSpeak 3.0 and 4.1. posKWh and negKWh stand on the registers, delivered and received, at readingDate.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from xml.etree.ElementTree import ParseError
from zoneinfo import ZoneInfo

import numpy as np
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from smarthub_dash.gateways.headend import FlowDirection, HowKnown, ReadDelivery, RefusedFile
from smarthub_dash.gateways.headend.columns import Columns
from smarthub_dash.gateways.headend.moments import Moments
from smarthub_dash.gateways.headend.quantities import NoQuantity, Thousandths
from smarthub_dash.gateways.headend.read_file import ReadFile
from smarthub_dash.gateways.headend.stamps import NoSuchTime

MARKS = (b"meterRead", b"MeterRead", b"multispeak", b"MultiSpeak")
DEEPEST, LONGEST_TEXT = 32, 256
PIECE, LONGEST_TOKEN = 64 * 1024, 1024**2
READS_TOGETHER = 25_000
READ_NAMES = ("meterRead", "MeterRead", "meterReading", "MeterReading")
FLOWS = {"posKWh": FlowDirection.DELIVERED, "negKWh": FlowDirection.RECEIVED}
PARTS = frozenset(("meterNo", "meterID", "readingDate", "deviceID", "posKWh", "negKWh"))
Line = tuple[int, Mapping[str, str]]


class Unreadable(ValueError):
    """A document that is not what it should be; the whole file is refused."""


class MultiSpeakFile(ReadFile):
    """A document with meter reads, parsed without ever building a tree."""

    source = "multispeak"
    largest_size = 2 * 1024**3

    def __init__(self, path: Path, *, zone: ZoneInfo, meter_number: str) -> None:
        super().__init__(path, meter_number=meter_number)
        self._moments = Moments(zone, is_utc=False)
        self._known = Thousandths()

    def deliveries(self) -> Iterator[ReadDelivery]:
        """
        Read the file from its beginning.

        :raises RefusedFile: if it is not sound XML, or a reading cannot be understood
        """
        self._begin()
        self._refuse_if_too_large()
        is_useful = False
        for pack in self._packs():
            for delivery in self._columns(pack).registers():
                is_useful = True
                yield delivery
        if not is_useful:
            raise self._skipped.as_refusal(self.name)

    def _packs(self) -> Iterator[list[Line]]:
        reads = _Reads()
        # No document type at all: without one there are no entities, so no laughs, and nothing outside is fetched.
        parser = DefusedXMLParser(target=reads, forbid_dtd=True)
        reads.line_now = lambda: parser.parser.CurrentLineNumber
        try:
            with self._path.open("rb") as opened:
                while piece := opened.read(PIECE):
                    self._take(piece)
                    parser.feed(piece)
                    if self._read - parser.parser.CurrentByteIndex > LONGEST_TOKEN:
                        raise Unreadable("one tag or comment is longer than 1 MB.")
                    if len(reads.found) >= READS_TOGETHER:
                        yield reads.taken()
            parser.close()
        except DefusedXmlException:
            raise RefusedFile(
                self.name, reads.line_now(), "the file declares a document type or entities, which are refused."
            ) from None
        except Unreadable as reason:
            raise RefusedFile(self.name, reads.line_now(), str(reason)) from None
        except ParseError as error:
            raise RefusedFile(self.name, error.position[0], f"the XML is torn or not sound ({error}).") from None
        except (ValueError, LookupError):
            raise RefusedFile(self.name, 1, "the XML is written in letters that cannot be read.") from None
        yield reads.taken()

    def _columns(self, pack: list[Line]) -> Columns:
        rows = [row for line, told in pack for row in self._rows_of(line, told)]
        names = list(dict.fromkeys(row[0] for row in rows))
        numbers = {name: number for number, name in enumerate(names)}
        columns = np.array([(numbers[name], *rest) for name, *rest in rows], dtype=np.int64).reshape(-1, 5)
        meters, flows, times, quantities, lines = columns.T
        known = np.full(meters.size, int(HowKnown.MEASURED), dtype=np.int64)
        return Columns(names, meters, flows, times, np.zeros(0, dtype=np.int64), quantities, known, lines)

    def _rows_of(self, line: int, told: Mapping[str, str]) -> Iterator[tuple[str, int, int, int, int]]:
        meter = told.get("meterNo") or told.get("meterID") or told.get("deviceID") or self._meter_number
        if not meter or len(meter) > 32:
            raise RefusedFile(self.name, line, "a reading does not say which meter it is of; name the meter.")
        values = [(flow, told[name]) for name, flow in FLOWS.items() if told.get(name)]
        if not values:
            self._skipped.add(line, "a reading holds no posKWh or negKWh.")
            return
        try:
            at = _instant(told.get("readingDate", ""), self._moments)
            for flow, value in values:
                yield meter, int(flow), at, self._known[value.encode()], line
        except (NoSuchTime, NoQuantity) as reason:
            raise RefusedFile(self.name, line, str(reason)) from None


class _Reads:
    """What the parser tells, as `xml.etree` calls its targets: the readings, one after another."""

    def __init__(self) -> None:
        self.line_now: Callable[[], int] = lambda: 1
        self.found: list[Line] = []
        self._told: dict[str, str] | None = None
        self._line = 1
        self._depth = 0
        self._text: list[str] = []

    def taken(self) -> list[Line]:
        """Return what was found since the last call."""
        found, self.found = self.found, []
        return found

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise Unreadable(f"elements are nested more than {DEEPEST} deep.")
        self._text.clear()
        if tag.rpartition("}")[2] in READ_NAMES:
            # Some write the meter's number as an attribute of the reading.
            self._told = {name: attributes[name] for name in ("meterNo", "meterID") if name in attributes}
            self._line = self.line_now()

    def data(self, text: str) -> None:
        if len(self._text) < LONGEST_TEXT:
            self._text.append(text[:LONGEST_TEXT])

    def end(self, tag: str) -> None:
        self._depth -= 1
        name = tag.rpartition("}")[2]
        if self._told is None:
            return
        if name in READ_NAMES:
            if self._told:
                self.found.append((self._line, self._told))
            self._told = None
        elif name in PARTS:
            self._told.setdefault(name, "".join(self._text).strip()[:LONGEST_TEXT])

    def close(self) -> None:
        """Answer the parser's end; everything was collected."""


def _instant(text: str, moments: Moments) -> int:
    try:
        told = datetime.fromisoformat(text)
    except ValueError:
        raise NoSuchTime(f"{text[:30]!r} is not a time.") from None
    if told.tzinfo is not None:
        return int(told.timestamp())
    return int(moments.epochs_of([f"{told:%Y-%m-%d %H:%M:%S}"])[0])
