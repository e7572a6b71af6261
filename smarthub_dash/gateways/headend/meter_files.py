"""Open a file of meter data: its content, not its name, tells the format."""

import codecs
from pathlib import Path
from zoneinfo import ZoneInfo

from smarthub_dash.gateways.headend import MeterFile, RefusedFile
from smarthub_dash.gateways.headend.cmep import CmepFile
from smarthub_dash.gateways.headend.green_button import GreenButtonFile

LOOKED_AT = 4_096
WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_meter_file(path: Path, *, zone: ZoneInfo, meter_number: str = "") -> MeterFile:
    """
    Return the reader of a file. Its deliveries are read when they are asked for.

    `meter_number` names the meter of a file that does not; `zone` is the wall clock of files that write local times.
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
        return GreenButtonFile(path, meter_number=meter_number)
    raise RefusedFile(path.name, 1, "the file is neither CMEP (MEPMD01) nor Green Button (XML).")
