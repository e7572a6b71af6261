"""
The real meter year, re-dated: one home's hourly readings, repeated every 52 weeks.

What the source has is kept in its place: the gap, the zero runs, the eight-hour blackout. What it lacks stays lacking.
"""

import gzip
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from defusedxml.ElementTree import fromstring

from smarthub_dash.demo.redating import HOUR, HOURS_OF_CYCLE, Integers, local_hours, place_of

SOURCE = Path(__file__).parent / "data" / "sdge-2011-hourly.xml.gz"
SOURCE_ZONE = ZoneInfo("America/Los_Angeles")
SOURCE_NOTE = "Real hourly readings of a home in the San Diego area, 2011, re-dated and repeated each year"
CREDIT = (
    "Meter data: one real home's Green Button download (2011), from the Python package jendobson-greenbutton, "
    "Copyright (c) 2019 JenDobson, MIT License. Temperatures: Springfield, Illinois (USAF 724390), from the Python "
    "package opendsm, Apache License 2.0. All other usage is modelled."
)

_ESPI = "{http://naesb.org/espi}"
_MISSING = -1


@dataclass(frozen=True, slots=True)
class Reads:
    """
    Successive reads of one meter and one flow.

    Shape: the three arrays are of one length, `starts` rises.
    Units: epoch seconds UTC; Wh or MB; `ReadQuality` values.
    """

    starts: Integers
    quantities: Integers
    qualities: Integers


def reads_between(start_epoch: int, end_epoch: int, zone: ZoneInfo) -> Reads:
    """
    Return the re-dated hours that lie wholly in `[start_epoch, end_epoch)`.

    Units: epoch seconds, UTC; Wh.
    """
    hours = local_hours(start_epoch, end_epoch // HOUR * HOUR, zone)
    quantities = _source_year()[hours.place]
    is_there = quantities != _MISSING
    starts = hours.epochs[is_there]
    return Reads(starts, quantities[is_there], np.ones_like(starts))


@lru_cache(maxsize=1)
def _source_year() -> Integers:
    # Shape: one Wh per hour of the 52-week cycle, -1 where the source has no reading.
    year = np.full(HOURS_OF_CYCLE, _MISSING, dtype=np.int64)
    for reading in fromstring(gzip.decompress(SOURCE.read_bytes())).iter(f"{_ESPI}IntervalReading"):
        epoch = int(reading.findtext(f"{_ESPI}timePeriod/{_ESPI}start"))
        year[place_of(datetime.fromtimestamp(epoch, SOURCE_ZONE))] = int(reading.findtext(f"{_ESPI}value"))
    year.setflags(write=False)
    return year
