"""
Usage as Green Button: an Atom feed of ESPI resources that refer to each other by links.

Source: NAESB REQ.21 (ESPI 4.0). One UsagePoint, a MeterReading with its ReadingType for each flow, and an IntervalBlock
for each local day. Readers join the entries by their `self`, `up` and `related` links.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from itertools import pairwise
from uuid import NAMESPACE_URL, UUID, uuid5
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

import numpy as np

from smarthub_dash.domain.usage.rules import Flow
from smarthub_dash.domain.usage.rules.rollups import local_days
from smarthub_dash.journeys.usage_clock import time_configuration
from smarthub_dash.journeys.usage_rows import Detail, ExportedMeter, HowFull, UsageRows

FLOWS = {Flow.DELIVERED: "1", Flow.RECEIVED: "19"}
NAMES = {Flow.DELIVERED: "Energy delivered", Flow.RECEIVED: "Energy received"}
ROLES = {Flow.DELIVERED: "01", Flow.RECEIVED: "02"}
QUALITIES = {
    HowFull.MEASURED: 0,
    HowFull.EDITED: 7,
    HowFull.ESTIMATED: 8,
    HowFull.INCOMPLETE: 10,
    HowFull.PARTLY_ESTIMATED: 13,
}
"""Valid; manually edited; estimated using a reference day; questionable; mixed."""
LENGTHS = {Detail.DAY: 86_400, Detail.BILL: 2_592_000}
TIME_ATTRIBUTES = {Detail.DAY: 11, Detail.BILL: 8}
"""Daily, by the billing period; none for an interval, whose length is said."""
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:espi="http://naesb.org/espi">
<id>urn:uuid:{id}</id>
<title>Green Button usage of account {account}</title>
<updated>{now}</updated>
<link rel="self" href="{root}/Batch/UsagePoint/1"/>
"""
ENTRY = """<entry>
<id>urn:uuid:{id}</id>
{links}
<title>{title}</title>
<content>{content}</content>
<published>{now}</published>
<updated>{now}</updated>
</entry>
"""
ROOT = "/espi/1_1/resource"
Rows = Callable[[Flow], Iterable[UsageRows]]


def green_button_pieces(
    meter: ExportedMeter, rows_of: Rows, flows: Iterable[Flow], *, detail: Detail, now: datetime, zone: ZoneInfo
) -> Iterator[bytes]:
    """Yield a feed piece by piece; its ids are the same whenever the same meter is written."""
    feed = _Feed(meter, now)
    yield feed.head().encode()
    yield feed.entry(f"{ROOT}/LocalTimeParameters/1", "Local time", time_configuration(zone, now), up="").encode()
    flows = tuple(flows)
    yield feed.usage_point(flows).encode()
    for number, flow in enumerate(flows, start=1):
        yield feed.reading(number, flow, detail).encode()
        block = 0
        for pack in rows_of(flow):
            for start, end in _days_of(pack, zone) if detail is Detail.MEASURED else [(0, pack.seconds.size)]:
                block += 1
                yield feed.block(number, block, pack, start, end).encode()
    yield b"</feed>\n"


class _Feed:
    """The entries of one meter's feed."""

    def __init__(self, meter: ExportedMeter, now: datetime) -> None:
        self._meter = meter
        self._now = f"{now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        self._point = f"{ROOT}/UsagePoint/1"

    def head(self) -> str:
        account = escape(self._meter.account_number)
        return HEAD.format(id=self._id("feed"), account=account, now=self._now, root=ROOT)

    def entry(self, own: str, title: str, content: str, *, up: str, related: Iterable[str] = ()) -> str:
        links = [("self", own), *([("up", up)] if up else []), *(("related", each) for each in related)]
        written = "\n".join(f'<link rel="{rel}" href="{href}"/>' for rel, href in links)
        return ENTRY.format(id=self._id(own), links=written, title=escape(title), content=content, now=self._now)

    def usage_point(self, flows: Iterable[Flow]) -> str:
        name = escape(self._meter.meter_number)
        content = (
            "<espi:UsagePoint><espi:ServiceCategory><espi:kind>0</espi:kind></espi:ServiceCategory>"
            f"<espi:serviceDeliveryPoint><espi:name>{name}</espi:name></espi:serviceDeliveryPoint></espi:UsagePoint>"
        )
        related = [f"{self._point}/MeterReading", f"{ROOT}/LocalTimeParameters/1"]
        title = f"Meter {self._meter.meter_number}"
        return self.entry(self._point, title, content, up=f"{ROOT}/UsagePoint", related=related)

    def reading(self, number: int, flow: Flow, detail: Detail) -> str:
        own, kind = f"{self._point}/MeterReading/{number}", f"{ROOT}/ReadingType/{number}"
        seconds = LENGTHS.get(detail, self._meter.interval_seconds)
        content = (
            "<espi:ReadingType><espi:accumulationBehaviour>4</espi:accumulationBehaviour>"
            "<espi:commodity>1</espi:commodity><espi:currency>840</espi:currency>"
            "<espi:dataQualifier>12</espi:dataQualifier><espi:defaultQuality>0</espi:defaultQuality>"
            f"<espi:flowDirection>{FLOWS[flow]}</espi:flowDirection><espi:intervalLength>{seconds}</espi:intervalLength>"
            "<espi:kind>12</espi:kind><espi:powerOfTenMultiplier>0</espi:powerOfTenMultiplier>"
            f"<espi:timeAttribute>{TIME_ATTRIBUTES.get(detail, 0)}</espi:timeAttribute><espi:uom>72</espi:uom>"
            "</espi:ReadingType>"
        )
        blocks = [f"{own}/IntervalBlock", kind]
        return self.entry(
            own, NAMES[flow], "<espi:MeterReading/>", up=f"{self._point}/MeterReading", related=blocks
        ) + self.entry(kind, f"{NAMES[flow]} (Wh)", content, up=f"{ROOT}/ReadingType")

    def block(self, reading: int, number: int, rows: UsageRows, start: int, end: int) -> str:
        up = f"{self._point}/MeterReading/{reading}/IntervalBlock"
        columns = (rows.start_epochs, rows.seconds, rows.quantities, rows.qualities)
        parts = [column[start:end].tolist() for column in columns]
        first, last = parts[0][0], parts[0][-1] + parts[1][-1]
        readings = "".join(map(_reading, *parts))
        content = (
            f"<espi:IntervalBlock><espi:interval><espi:duration>{last - first}</espi:duration>"
            f"<espi:start>{first}</espi:start></espi:interval>\n{readings}</espi:IntervalBlock>"
        )
        return self.entry(f"{up}/{number}", "Readings", content, up=up)

    def _id(self, own: str) -> UUID:
        return uuid5(NAMESPACE_URL, f"{self._meter.account_number}/{self._meter.meter_number}{own}")


def _reading(start: int, seconds: int, quantity: int, quality: int) -> str:
    told = QUALITIES[HowFull(quality)]
    quality_text = f"<espi:ReadingQuality><espi:quality>{told}</espi:quality></espi:ReadingQuality>"
    return (
        f"<espi:IntervalReading>{quality_text}"
        f"<espi:timePeriod><espi:duration>{seconds}</espi:duration><espi:start>{start}</espi:start></espi:timePeriod>"
        f"<espi:value>{quantity}</espi:value></espi:IntervalReading>\n"
    )


def _days_of(rows: UsageRows, zone: ZoneInfo) -> Iterator[tuple[int, int]]:
    if not rows.start_epochs.size:
        return
    days = local_days(int(rows.start_epochs[0]), int(rows.start_epochs[-1]), zone)
    breaks = np.flatnonzero(np.diff(days.number_of(rows.start_epochs))) + 1
    edges = [0, *breaks.tolist(), rows.start_epochs.size]
    yield from pairwise(edges)
