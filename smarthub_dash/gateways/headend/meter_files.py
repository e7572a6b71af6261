"""Open a file of meter data: its content, not its name, tells the format."""

import codecs
import re
from pathlib import Path
from zoneinfo import ZoneInfo

from smarthub_dash.gateways.headend import MeterFile, RefusedFile
from smarthub_dash.gateways.headend.cmep import CmepFile
from smarthub_dash.gateways.headend.csv_file import CsvFile, delimiter_of, layout_of
from smarthub_dash.gateways.headend.green_button import GreenButtonFile
from smarthub_dash.gateways.headend.layout import Layout
from smarthub_dash.gateways.headend.multispeak import MARKS as MULTISPEAK_MARKS
from smarthub_dash.gateways.headend.multispeak import MultiSpeakFile
from smarthub_dash.gateways.headend.nisc import NiscFile

LOOKED_AT = 4_096
KNOWN = "CMEP (MEPMD01), Green Button (XML), MultiSpeak (XML), NISC interval readings or a CSV with names we know"
NISC_LINE = re.compile(rb"^M,[^,]{1,15},[^,]{0,15},[^,]{0,15},[^,]{0,2},[0-9]{8},[0-9]{2}:[0-9]{2},", re.MULTILINE)
WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_meter_file(path: Path, *, zone: ZoneInfo, meter_number: str = "", layout: Layout | None = None) -> MeterFile:
    """
    Return the reader of a file. Its deliveries are read when they are asked for.

    `meter_number` names the meter of a file that does not; `zone` is the wall clock of files that write local times;
    `layout` says how a table of that source is laid out, where its header does not.
    :raises RefusedFile: if it cannot be opened, or is in no format that is known
    """
    try:
        with path.open("rb") as opened:
            beginning = opened.read(LOOKED_AT)
    except OSError as error:
        raise RefusedFile(path.name, 1, f"the file cannot be opened ({error.strerror}).") from None
    bare = beginning.removeprefix(codecs.BOM_UTF8).lstrip()
    if not bare:
        raise RefusedFile(path.name, 1, "the file is empty.")
    if bare.startswith(b"MEPMD01"):
        return CmepFile(path, zone=zone, meter_number=meter_number)
    if bare.startswith((b"<", *WIDE_MARKS)):
        if any(mark in bare for mark in MULTISPEAK_MARKS) and b"espi" not in bare:
            return MultiSpeakFile(path, zone=zone, meter_number=meter_number)
        return GreenButtonFile(path, meter_number=meter_number)
    if bare.startswith((b"H", b"M")) and NISC_LINE.search(bare):
        return NiscFile(path, zone=zone, layout=layout or Layout(counts="register"))
    return _table(path, bare.decode("utf-8", "replace"), zone, meter_number, layout)


def _table(path: Path, beginning: str, zone: ZoneInfo, meter_number: str, layout: Layout | None) -> MeterFile:
    if layout is not None and layout.quantity:
        parting = delimiter_of(beginning, layout)
        return CsvFile(path, zone=zone, meter_number=meter_number, layout=layout, delimiter=parting)
    if (found := layout_of(beginning)) is None:
        raise RefusedFile(path.name, 1, f"the file is none of {KNOWN}, and its source has no layout.")
    return CsvFile(path, zone=zone, meter_number=meter_number, layout=found[0], delimiter=found[1])
