"""The resources of a Green Button feed, collected while it is parsed; no tree is ever built."""

from array import array
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from smarthub_dash.gateways.headend.feed_types import OtherReading, ReadingKind, how_known, reading_kind

DEEPEST = 32
LONGEST_TEXT = 256
LARGEST_NUMBER = 10**15
RESOURCES = ("UsagePoint", "MeterReading", "ReadingType", "IntervalBlock")
Columns = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]


class UnreadableFeed(ValueError):
    """A feed that cannot be understood; the whole file is refused."""


@dataclass(slots=True)
class Entry:
    """An entry of the feed: how it refers to others, and where in the file it came."""

    own: str = ""
    up: str = ""
    related: set[str] = field(default_factory=set)
    title: str = ""
    told: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Block:
    """
    An IntervalBlock: which of the feed's readings are its own, and what stood before it.

    Shape: readings `first` up to, but not including, `last`; `types_before` and `points_before` count resources.
    """

    entry: Entry
    line: int
    first: int
    last: int
    types_before: int
    points_before: int


class Feed:
    """
    What the parser tells, as `xml.etree` calls its targets.

    :raises UnreadableFeed: from any of these calls
    """

    def __init__(self) -> None:
        self.line_now: Callable[[], int] = lambda: 1
        self.blocks: list[Block] = []
        self._points: list[Entry] = []
        self._meter_readings: list[Entry] = []
        self._types: list[Entry] = []
        self._columns = tuple(array("q") for _ in range(4))
        self._path: list[str] = []
        self._entry = Entry()
        self._text: list[str] = []
        self._text_length = 0
        self._reading: dict[str, str] = {}
        self._block_line = 0
        self._block_first = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = tag.rpartition("}")[2]
        if len(self._path) >= DEEPEST:
            raise UnreadableFeed(f"elements are nested more than {DEEPEST} deep.")
        self._path.append(name)
        self._text.clear()
        self._text_length = 0
        if name == "entry":
            self._entry = Entry()
        elif name == "link":
            self._link(attributes)
        elif name == "IntervalReading":
            self._reading = {}
        elif name in RESOURCES:
            self._entry = self._entry if "entry" in self._path else Entry()
            self._block_line = self.line_now()
            self._block_first = len(self._columns[0])

    def data(self, text: str) -> None:
        self._text_length += len(text)
        if self._text_length <= LONGEST_TEXT:
            self._text.append(text)

    def end(self, tag: str) -> None:
        name = self._path.pop()
        parent = self._path[-1] if self._path else ""
        if "IntervalReading" in self._path:
            if parent in ("IntervalReading", "timePeriod", "ReadingQuality"):
                self._reading[name] = self._said()
        elif name == "IntervalReading":
            self._add_reading()
        elif parent in ("ReadingType", "ServiceDeliveryPoint", "serviceDeliveryPoint"):
            self._entry.told[name] = self._said()
        elif name == "title" and parent == "entry":
            self._entry.title = self._said()
        elif name in RESOURCES:
            self._add_resource(name)
        self._text.clear()
        self._text_length = 0

    def close(self) -> None:
        """Answer the parser's end; everything was collected."""

    def kind_of(self, block: Block) -> ReadingKind:
        """
        Return what the readings of a block are.

        :raises OtherReading: if they are not interval energy
        """
        of_block = self._meter_reading_of(block)
        linked = [each for each in self._types if of_block and each.own and each.own in of_block.related]
        if linked:
            return reading_kind(linked[0].told)
        if not self._types:
            raise OtherReading("the file does not say what its readings count.")
        return reading_kind(self._types[max(0, block.types_before - 1)].told)

    def meter_of(self, block: Block) -> str:
        """Return the number of a block's meter, or nothing if the feed does not say it."""
        of_block = self._meter_reading_of(block)
        named = of_block.up or of_block.own if of_block else block.entry.up or block.entry.own
        for point in self._points:
            if point.own and (named + "/").startswith(point.own + "/"):
                return _meter_number(point)
        if not self._points:
            return ""
        return _meter_number(self._points[max(0, block.points_before - 1)])

    def readings_of(self, block: Block) -> Columns:
        """
        Return start, duration, value and quality of the readings of a block.

        Units: epoch seconds UTC; seconds, 0 if not said; as the kind says; 0 if not said.
        """
        starts, durations, values, qualities = (
            np.array(column[block.first : block.last], dtype=np.int64) for column in self._columns
        )
        return starts, durations, values, qualities

    def _link(self, attributes: Mapping[str, str]) -> None:
        address, relation = attributes.get("href", "").rstrip("/"), attributes.get("rel", "")
        if relation == "self":
            self._entry.own = address
        elif relation == "up":
            self._entry.up = address
        elif relation == "related":
            self._entry.related.add(address)

    def _said(self) -> str:
        if self._text_length > LONGEST_TEXT:
            return ""
        return "".join(self._text).strip()

    def _add_reading(self) -> None:
        told = self._reading
        if not told.get("value"):
            return  # a reading without a value is missing
        numbers = [
            _number(told, "start"),
            _number(told, "duration") if "duration" in told else 0,
            _number(told, "value"),
        ]
        numbers.append(int(how_known(told["quality"])) if "quality" in told else 0)
        for column, number in zip(self._columns, numbers, strict=True):
            column.append(number)

    def _add_resource(self, name: str) -> None:
        if name == "IntervalBlock":
            last = len(self._columns[0])
            self.blocks.append(
                Block(self._entry, self._block_line, self._block_first, last, len(self._types), len(self._points))
            )
        elif name == "UsagePoint":
            self._points.append(self._entry)
        elif name == "MeterReading":
            self._meter_readings.append(self._entry)
        else:
            self._types.append(self._entry)

    def _meter_reading_of(self, block: Block) -> Entry | None:
        up = block.entry.up or block.entry.own.rpartition("/")[0]
        if not up:
            return None
        for each in self._meter_readings:
            if up in each.related or (each.own and up == f"{each.own}/IntervalBlock"):
                return each
        return None


def _meter_number(point: Entry) -> str:
    # A feed has no field for the meter's number; utilities put it into the name, the address or the title.
    return point.told.get("name") or point.own.rpartition("/")[2] or point.title


def _number(told: Mapping[str, str], name: str) -> int:
    text = told.get(name, "")
    digits = text.removeprefix("-")
    if not digits.isdecimal() or len(digits) > 16 or int(digits) > LARGEST_NUMBER:
        raise UnreadableFeed(f"a reading's {name} is {text[:20]!r}, which is not a whole number.")
    return int(text)
