"""
Green Button: an Atom feed of ESPI resources, as utilities give it for download.

Source: NAESB REQ.21. Real feeds come without UsagePoint, without links, with any prefix: what is there is used.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import ParseError

import numpy as np
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from numpy.typing import NDArray

from smarthub_dash.gateways.headend import ReadDelivery, RefusedFile
from smarthub_dash.gateways.headend.feed import Block, Feed, UnreadableFeed
from smarthub_dash.gateways.headend.feed_types import OtherReading, ReadingKind
from smarthub_dash.gateways.headend.read_file import ReadFile

LONGEST_TOKEN = 1024**2
PIECE = 64 * 1024


class GreenButtonFile(ReadFile):
    """A Green Button feed. It is parsed whole before its first delivery: what a block means may stand after it."""

    source = "green button"
    largest_size = 256 * 1024**2

    def deliveries(self) -> Iterator[ReadDelivery]:
        """
        Read the file from its beginning.

        :raises RefusedFile: if it is not sound XML, or a reading cannot be understood
        """
        self._begin()
        self._refuse_if_too_large()
        feed = self._parsed()
        meters = _Meters(self.name, feed, self._meter_number)
        is_useful = False
        for block in feed.blocks:
            try:
                kind = feed.kind_of(block)
            except OtherReading as other:
                self._skipped.add(block.line, str(other))
                continue
            for delivery in self._deliveries_of(feed, block, kind, meters.number_of(block)):
                is_useful = True
                yield delivery
        if not is_useful:
            raise self._skipped.as_refusal(self.name)

    def _parsed(self) -> Feed:
        feed = Feed()
        # No document type at all: without one there are no entities, so no laughs, and nothing outside is fetched.
        parser = DefusedXMLParser(target=feed, forbid_dtd=True)
        feed.line_now = lambda: parser.parser.CurrentLineNumber
        try:
            with self._path.open("rb") as opened:
                while piece := opened.read(PIECE):
                    self._take(piece)
                    parser.feed(piece)
                    if self._read - parser.parser.CurrentByteIndex > LONGEST_TOKEN:
                        raise UnreadableFeed("one tag or comment is longer than 1 MB.")
            parser.close()
        except DefusedXmlException:
            raise self._refusal(feed, "the file declares a document type or entities, which are refused.") from None
        except UnreadableFeed as unreadable:
            raise self._refusal(feed, str(unreadable)) from None
        except ParseError as error:
            line = error.position[0]
            raise RefusedFile(self.name, line, f"the XML is torn or not sound ({error}).") from None
        except (ValueError, LookupError):
            raise self._refusal(feed, "the XML is written in letters that cannot be read.") from None
        return feed

    def _refusal(self, feed: Feed, reason: str) -> RefusedFile:
        return RefusedFile(self.name, max(1, feed.line_now()), reason)

    def _deliveries_of(self, feed: Feed, block: Block, kind: ReadingKind, meter: str) -> Iterator[ReadDelivery]:
        starts, durations, values, qualities = feed.readings_of(block)
        durations = np.where(durations == 0, kind.seconds, durations)
        if starts.size and int(durations.min()) <= 0:
            raise RefusedFile(self.name, block.line, "a reading does not say how long it lasts.")
        qualities = np.where(qualities == 0, kind.how_known, qualities)
        quantities = self._watt_hours(values, kind.power_of_ten, block.line)
        for seconds in np.unique(durations).tolist():
            chosen = durations == seconds
            yield ReadDelivery(
                meter_number=meter,
                flow=kind.flow,
                unit="wh",
                seconds=seconds,
                start_epochs=starts[chosen],
                quantities=quantities[chosen],
                qualities=qualities[chosen].astype(np.int8),
                first_line=block.line,
            )

    def _watt_hours(self, values: NDArray[np.int64], power: int, line: int) -> NDArray[np.int64]:
        if power >= 0:
            if values.size and int(np.abs(values).max()) >= 10 ** (18 - power):
                raise RefusedFile(self.name, line, "a reading is larger than a meter can count.")
            return values * 10**power
        # Half to even, as everywhere a reading is finer than one Wh.
        whole, rest = np.divmod(values, 10**-power)
        doubled = 2 * rest
        return whole + ((doubled > 10**-power) | ((doubled == 10**-power) & (whole % 2 == 1)))


class _Meters:
    """Says which meter a block belongs to."""

    def __init__(self, file: str, feed: Feed, given: str) -> None:
        self._file = file
        self._feed = feed
        self._given = given
        self._first = ""

    def number_of(self, block: Block) -> str:
        told = self._feed.meter_of(block)
        if not self._given:
            if not told:
                raise RefusedFile(self._file, block.line, "the file does not say which meter it is of; name the meter.")
            return told
        if told and self._first and told != self._first:
            raise RefusedFile(
                self._file, block.line, f"the file holds several meters; it cannot be all of meter {self._given}."
            )
        self._first = self._first or told
        return self._given
