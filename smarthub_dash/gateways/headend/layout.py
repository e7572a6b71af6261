"""How a table of reads is laid out: which column is what, in which unit, by which clock. It is remembered by source."""

import json
from dataclasses import asdict, dataclass, fields
from typing import Self

CLOCKS = ("local", "utc")
COUNTS = ("interval", "register")
UNITS = {"kwh": 1_000, "wh": 1, "mwh": 1_000_000, "gb": 1_000, "mb": 1}
"""How many Wh or MB one is."""
INTERNET_UNITS = ("gb", "mb")
NAMES = {
    "meter": ("meter", "meter number", "meter no", "meterno", "metername", "meter id", "meter_id", "meternumber"),
    "start": ("start (utc)", "startunixmillis", "start utc", "start_utc", "interval start", "start", "start time utc"),
    "end": ("end (utc)", "endunixmillis", "end utc", "end_utc", "interval end", "read time", "timestamp", "end"),
    "date": ("date", "usage date", "reading date"),
    "start_time": ("start time", "time"),
    "end_time": ("end time",),
    "quantity": ("kwh", "wh", "watthours", "usage (kwh)", "usage", "value", "quantity", "consumption", "gb", "mb"),
    "quality": ("quality", "status", "read quality", "notes"),
    "flow": ("direction", "flow", "channel"),
}
"""The names by which real files call their columns, the surest first; the case does not matter."""


class UnfitLayout(ValueError):
    """A layout does not fit a file, or says what cannot be."""


@dataclass(frozen=True, slots=True)
class Layout:
    """
    Which column holds what, by its name in the header line; "" for a column that is not there.

    Units: `seconds` is the length of an interval where no two columns tell it; 0 if they do.
    """

    meter: str = ""
    start: str = ""
    end: str = ""
    date: str = ""
    start_time: str = ""
    end_time: str = ""
    quantity: str = ""
    quality: str = ""
    flow: str = ""
    unit: str = "kwh"
    clock: str = "local"
    counts: str = "interval"
    received: str = ""
    """The word in the flow's column that means sent back; without one, the usual words are known."""
    seconds: int = 0
    skipped_lines: int = -1
    """Lines before the header; -1: the first line that has the columns is the header."""

    @classmethod
    def of(cls, text: str) -> Self:
        """
        Return what was remembered or typed, as JSON.

        :raises UnfitLayout: if it is none
        """
        try:
            told = json.loads(text)
        except ValueError:
            raise UnfitLayout("the layout is not JSON.") from None
        known = {field.name: field.type for field in fields(cls)}
        if not isinstance(told, dict) or any(name not in known for name in told):
            raise UnfitLayout(f"a layout has no parts but {', '.join(known)}.")
        if any(
            not isinstance(value, int if name in ("seconds", "skipped_lines") else str) for name, value in told.items()
        ):
            raise UnfitLayout("a part of the layout is of the wrong kind.")
        layout = cls(**told)
        layout.check()
        return layout

    def check(self) -> None:
        """:raises UnfitLayout: if it says what cannot be"""
        if self.unit.lower() not in UNITS or self.clock not in CLOCKS or self.counts not in COUNTS:
            raise UnfitLayout("unit, clock or counts is none that is known.")
        if not 0 <= self.seconds <= 32 * 86_400:
            raise UnfitLayout("seconds is not the length of an interval.")

    def as_json(self) -> str:
        """Return it to be remembered."""
        return json.dumps({name: value for name, value in asdict(self).items() if value not in ("", 0, -1)})


def guessed(header: list[str]) -> Layout | None:
    """Return the layout that a header line tells by the names of its columns; None if it is no header of reads."""
    by_name = {name.strip().lower(): name.strip() for name in header}
    found = {part: next((by_name[each] for each in names if each in by_name), "") for part, names in NAMES.items()}
    times = found["start"] or found["end"] or (found["date"] and found["start_time"])
    if not found["quantity"] or not times:
        return None
    if found["start"] or found["end"]:
        found |= {"date": "", "start_time": "", "end_time": ""}
    bare = found["quantity"].lower()
    unit = next((unit for unit, names in _UNIT_WORDS.items() if any(word in bare for word in names)), "kwh")
    is_utc = "utc" in (found["start"] + found["end"]).lower() or "unix" in (found["start"] + found["end"]).lower()
    return Layout(
        meter=found["meter"],
        start=found["start"],
        end=found["end"],
        date=found["date"],
        start_time=found["start_time"],
        end_time=found["end_time"],
        quantity=found["quantity"],
        quality=found["quality"],
        flow=found["flow"],
        unit=unit,
        clock="utc" if is_utc else "local",
    )


_UNIT_WORDS = {"mwh": ("mwh",), "kwh": ("kwh",), "wh": ("wh", "watthour"), "gb": ("gb",), "mb": ("mb",)}
