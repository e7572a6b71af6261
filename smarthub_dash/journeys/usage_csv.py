"""Usage as CSV: each reading with its local and UTC times, and how it is known."""

import csv
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from io import StringIO
from zoneinfo import ZoneInfo

from smarthub_dash.domain.usage.rules import Flow, QuantityUnit
from smarthub_dash.journeys.usage_rows import ExportedMeter, HowFull, UsageRows

UNITS = {QuantityUnit.WH: "kWh", QuantityUnit.MB: "GB"}
DIRECTIONS = {Flow.DELIVERED: "delivered", Flow.RECEIVED: "received"}
QUALITIES = {
    HowFull.MEASURED: "measured",
    HowFull.ESTIMATED: "estimated",
    HowFull.EDITED: "edited",
    HowFull.PARTLY_ESTIMATED: "partly estimated",
    HowFull.INCOMPLETE: "incomplete",
}
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def columns_of(meter: ExportedMeter) -> tuple[str, ...]:
    """Return the first line of a file."""
    times = ("Start (local)", "End (local)", "UTC offset", "Start (UTC)", "End (UTC)")
    return ("Account", "Meter", "Direction", *times, "Minutes", UNITS[meter.unit], "Quality")


def csv_pieces(meter: ExportedMeter, packs: Iterable[UsageRows], *, zone: ZoneInfo) -> Iterator[bytes]:
    """Yield a file piece by piece."""
    yield _line(columns_of(meter)).encode()
    lead = _line((_safe(meter.account_number), _safe(meter.meter_number))).rstrip("\r\n")
    for pack in packs:
        yield "".join(_lines(lead, pack, zone)).encode()


def _lines(lead: str, pack: UsageRows, zone: ZoneInfo) -> Iterator[str]:
    direction = DIRECTIONS[pack.flow]
    columns = (pack.start_epochs, pack.seconds, pack.quantities, pack.qualities)
    for start, seconds, quantity, quality in zip(*(column.tolist() for column in columns), strict=True):
        begins, ends = datetime.fromtimestamp(start, zone), datetime.fromtimestamp(start + seconds, zone)
        offset = f"{begins:%z}"
        # Thousandths, so that a whole Wh or MB comes back the same.
        yield (
            f"{lead},{direction},{begins:%Y-%m-%d %H:%M},{ends:%Y-%m-%d %H:%M},{offset[:3]}:{offset[3:]},"
            f"{begins.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ},{ends.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ},"
            f"{seconds / 60:g},{quantity // 1000}.{quantity % 1000:03d},{QUALITIES[HowFull(quality)]}\r\n"
        )


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _line(cells: Iterable[str]) -> str:
    line = StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()
