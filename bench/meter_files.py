"""Files of meter data in each format that comes in, line by line, so that one of any size can be written."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("America/Chicago")
FIRST_DAY = datetime(2026, 6, 1, 5, tzinfo=UTC)
NISC_LINE = (
    "M,{meter:<15},{meter:<15},1              ,  ,{stamp},{kwh:>9},          ,        ,     ,          ,     ,\r\n"
)


@dataclass(frozen=True, slots=True)
class Size:
    """How many meters, and how many successive hours of each. A head end writes an hour of all, then the next."""

    meters: int
    hours: int
    is_by_meter: bool = False

    @property
    def reads(self) -> int:
        return self.meters * self.hours

    def places(self) -> Iterator[tuple[int, int]]:
        """Yield meter and hour in the order of the file."""
        if self.is_by_meter:
            yield from ((meter, hour) for meter in range(self.meters) for hour in range(self.hours))
        else:
            yield from ((meter, hour) for hour in range(self.hours) for meter in range(self.meters))


def meter_number(meter: int) -> str:
    return f"B{meter:06d}"


def counted(meter: int, hour: int) -> int:
    """Return what passes in an hour. Units: Wh."""
    return (meter * 37 + hour * 11) % 4_000


def stood(meter: int, hour: int) -> int:
    """Return where a register stands as an hour begins; it counts a whole number of kWh an hour. Units: kWh."""
    return 10_000 + meter + hour * (1 + meter % 3)


def csv_local(size: Size) -> Iterator[str]:
    """Return a CSV by the local clock, whose intervals begin at their stamp."""
    yield "Meter,Start,kWh,Quality\n"
    stamps = _stamps(size, "%Y-%m-%d %H:%M")
    for meter, hour in size.places():
        yield f"{meter_number(meter)},{stamps[hour]},{counted(meter, hour) / 1000},measured\n"


def csv_utc(size: Size) -> Iterator[str]:
    """Return a CSV of milliseconds with a start and an end, in Wh."""
    yield "StartUnixMillis,EndUnixMillis,WattHours,CostInCents,MeterName\n"
    first = int(FIRST_DAY.timestamp())
    for meter, hour in size.places():
        start = (first + hour * 3600) * 1000
        yield f"{start},{start + 3_600_000},{counted(meter, hour)},9,{meter_number(meter)}\n"


def nisc(size: Size) -> Iterator[str]:
    """Return fixed columns of where each register stands; one stand more than intervals."""
    yield "H\r\n"
    stamps = _stamps(Size(size.meters, size.hours + 1), "%m%d%Y,%H:%M")
    for meter, hour in Size(size.meters, size.hours + 1, size.is_by_meter).places():
        yield NISC_LINE.format(meter=meter_number(meter), stamp=stamps[hour], kwh=stood(meter, hour))
    yield "L\r\n"


def green_button(size: Size) -> Iterator[str]:
    """Return a feed with a usage point a meter, and a block a day."""
    first = int(FIRST_DAY.timestamp())
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
    yield '<entry><link rel="self" href="/ReadingType/1"/><content><ReadingType xmlns="http://naesb.org/espi">'
    yield "<flowDirection>1</flowDirection><intervalLength>3600</intervalLength>"
    yield "<powerOfTenMultiplier>0</powerOfTenMultiplier><uom>72</uom></ReadingType></content></entry>\n"
    for meter in range(size.meters):
        own = f"/UsagePoint/{meter_number(meter)}"
        yield f'<entry><link rel="self" href="{own}"/><content><UsagePoint xmlns="http://naesb.org/espi"/></content>'
        yield f'</entry>\n<entry><link rel="self" href="{own}/MeterReading/1"/>'
        yield f'<link rel="up" href="{own}/MeterReading"/>'
        yield '<link rel="related" href="/ReadingType/1"/><content><MeterReading xmlns="http://naesb.org/espi"/>'
        yield "</content></entry>\n"
        for day in range(0, size.hours, 24):
            yield f'<entry><link rel="self" href="{own}/MeterReading/1/IntervalBlock/{day}"/>'
            yield f'<link rel="up" href="{own}/MeterReading/1/IntervalBlock"/>'
            yield '<content><IntervalBlock xmlns="http://naesb.org/espi">\n'
            for hour in range(day, min(day + 24, size.hours)):
                yield (
                    "<IntervalReading><cost>900</cost><ReadingQuality><quality>0</quality></ReadingQuality>"
                    f"<timePeriod><duration>3600</duration><start>{first + hour * 3600}</start></timePeriod>"
                    f"<value>{counted(meter, hour)}</value></IntervalReading>\n"
                )
            yield "</IntervalBlock></content></entry>\n"
    yield "</feed>\n"


def multispeak(size: Size) -> Iterator[str]:
    """Return a document of where each register stands; one stand more than intervals."""
    yield '<?xml version="1.0"?>\n<ReadingChangedNotification xmlns="http://www.multispeak.org/Version_3.0">\n'
    stamps = _stamps(Size(size.meters, size.hours + 1), "%Y-%m-%dT%H:%M:%S")
    for meter, hour in Size(size.meters, size.hours + 1, size.is_by_meter).places():
        yield (
            f"<meterRead><meterNo>{meter_number(meter)}</meterNo><readingDate>{stamps[hour]}-05:00</readingDate>"
            f"<posKWh>{stood(meter, hour)}.000</posKWh><kW>1.2</kW></meterRead>\n"
        )
    yield "</ReadingChangedNotification>\n"


def cmep(size: Size, *, reads_per_line: int) -> Iterator[str]:
    """Return MEPMD01 lines; every reading says its time, as head ends write it."""
    stamps = _stamps(Size(size.meters, size.hours + 1), "%Y%m%d%H%M")
    head = f"OK,E,KWH,1.0,00000100,{reads_per_line}"
    for first in range(0, size.hours, reads_per_line):
        for meter in range(size.meters):
            readings = ",".join(
                f"{stamps[hour + 1]},R0,{counted(meter, hour) / 1000}" for hour in range(first, first + reads_per_line)
            )
            yield f"MEPMD01,20080519,CEC,,CEC,,202611170300,{meter_number(meter)},{head},{readings}\n"


FORMATS: Mapping[str, Callable[[Size], Iterator[str]]] = {
    "CMEP, a line of 24 hours": partial(cmep, reads_per_line=24),
    "CSV, local clock": csv_local,
    "CSV, epoch milliseconds": csv_utc,
    "NISC fixed columns": nisc,
    "Green Button XML": green_button,
    "MultiSpeak XML": multispeak,
}


def _stamps(size: Size, shape: str) -> list[str]:
    # 2026-06-01 to the autumn clock change are 3,700 hours: a register's file of that length tells no hour twice.
    return [f"{(FIRST_DAY + timedelta(hours=hour)).astimezone(ZONE):{shape}}" for hour in range(size.hours)]
