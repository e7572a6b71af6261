"""
Tables written into an archive, each as CSV for a spreadsheet and as JSON for a program, row by row.

A spreadsheet runs what a cell begins with: a text that would be taken for a formula gets an apostrophe before it.
"""

import csv
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from io import TextIOWrapper
from itertools import islice
from typing import Any
from uuid import UUID

ROWS_TOGETHER = 1_000
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True, slots=True)
class Table:
    """
    One list of the archive.

    Shape: each row has one value a column; `rows` is called once for each form that is written. The rows of a long one
    are numbers and texts that need no care any more; its JSON has the columns once and then the rows.
    """

    path: str
    columns: tuple[str, ...]
    rows: Callable[[], Iterable[Sequence[Any]]]
    is_long: bool = False


def write_table(archive: zipfile.ZipFile, table: Table) -> None:
    """Write a table into an archive, in both forms."""
    with archive.open(f"{table.path}.csv", "w", force_zip64=True) as entry, _text(entry) as file:
        writer = csv.writer(file)
        writer.writerow(table.columns)
        rows = table.rows()
        writer.writerows(rows if table.is_long else ([cell(value) for value in row] for row in rows))
    with archive.open(f"{table.path}.json", "w", force_zip64=True) as entry, _text(entry) as file:
        file.writelines(_long_json(table) if table.is_long else _json(table))


def _json(table: Table) -> Iterator[str]:
    yield "["
    for number, row in enumerate(table.rows()):
        named = dict(zip(table.columns, map(plain, row), strict=True))
        yield (",\n " if number else "\n ") + json.dumps(named, ensure_ascii=False)
    yield "\n]\n"


def _long_json(table: Table) -> Iterator[str]:
    yield f'{{"columns": {json.dumps(table.columns)},\n "rows": ['
    rows, lead = iter(table.rows()), ""
    # A thousand rows in one go are written by C; one by one they took three times as long.
    while pack := list(islice(rows, ROWS_TOGETHER)):
        yield lead + json.dumps(pack, separators=(",", ":"))[1:-1]
        lead = ",\n"
    yield "]}\n"


def cell(value: Any) -> str | int | float:
    """Return a value as a cell of a spreadsheet: numbers stay numbers, no text is a formula."""
    found = plain(value)
    if isinstance(found, bool):
        return "yes" if found else "no"
    if isinstance(found, str):
        return f"'{found}" if found.startswith(FORMULA_STARTS) else found
    return "" if found is None else found


def plain(value: Any) -> str | int | float | bool | None:
    """Return a value as JSON has it: instants in UTC, days as year-month-day."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    return str(value) if isinstance(value, UUID) else value


def _text(entry: Any) -> TextIOWrapper:
    return TextIOWrapper(entry, encoding="utf-8", newline="", write_through=False)
