"""
Write the print file for the mail house: an archive of one PDF a bill, with an index of them.

Each bill is in one file, ever. A file is written whole as a draft, then its bills are noted in the database, then it
gets its last name. A crash before the note leaves a draft that is thrown away; one after it, a draft that only needs
its name: the next run does either.
"""

import csv
import fcntl
import os
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO
from itertools import count
from pathlib import Path

from smarthub_dash.documents.bills import bill_pdf, page_count
from smarthub_dash.documents.paper import PaperBill
from smarthub_dash.domain.billing.operations.printing import note_printed
from smarthub_dash.domain.billing.queries.outgoing import OutgoingBill, has_print_file
from smarthub_dash.journeys.archive_files import cell
from smarthub_dash.journeys.bill_on_paper import Press, mailed_bill
from smarthub_dash.journeys.send_bills import bills_to_print
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.sealing import Sealer

MOST_BILLS = 1_000
"""Of one file: some fifty megabytes, and what is done again after a crash."""
DRAFT = ".part"
INDEX = "index.csv"
COLUMNS = ("file", "pages", "bill_number", "account_number", "print", "amount", "to_1", "to_2", "to_3", "to_4")


class PrintingAlready(Refused):
    """Another process is writing print files into the same folder."""


@dataclass(frozen=True, slots=True)
class PrintRun:
    """What was written."""

    files: tuple[Path, ...]
    bill_count: int
    page_count: int


@dataclass(frozen=True, slots=True)
class Printing:
    """Where print files go, and what their bills say alike."""

    folder: Path
    press: Press
    sealer: Sealer


def print_bills(
    database: Database, *, printing: Printing, on: date, now: datetime, report: Callable[[str], None]
) -> PrintRun:
    """
    Write every bill that was issued by a day, is to be printed and is in no file yet.

    :raises PrintingAlready: if someone else is at it
    """
    files, bills, pages = [], 0, 0
    with _alone(printing.folder):
        _finish_drafts(database, printing.folder)
        while batch := _next(database, on):
            draft = _draft(database, printing.folder, on)
            for written in _written(database, batch, draft, printing=printing, now=now):
                bills, pages = bills + 1, pages + written
                report(f"{bills:,} bills, {pages:,} pages")
            files.append(_published(database, batch, draft, now=now))
    return PrintRun(tuple(files), bills, pages)


def _next(database: Database, on: date) -> Sequence[OutgoingBill]:
    with database.reading() as session:
        return bills_to_print(session, on=on)[:MOST_BILLS]


def _written(
    database: Database, bills: Sequence[OutgoingBill], draft: Path, *, printing: Printing, now: datetime
) -> Iterator[int]:
    """Write bills and their index into a draft; yield the pages of each as it is written."""
    index = StringIO()
    rows = csv.writer(index)
    rows.writerow(COLUMNS)
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600), "w+b") as file:
        # PDFs are packed already.
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            for bill in bills:
                paper = _paper(database, bill, printing)
                made = bill_pdf(paper, made_at=now)
                archive.writestr(f"{bill.bill_number}.pdf", made)
                rows.writerow([cell(value) for value in _row(bill, paper, page_count(made))])
                yield page_count(made)
            archive.writestr(INDEX, index.getvalue())
        file.flush()
        os.fsync(file.fileno())


def _paper(database: Database, bill: OutgoingBill, printing: Printing) -> PaperBill:
    with database.reading() as session:
        return mailed_bill(session, statement_id=bill.statement_id, press=printing.press, sealer=printing.sealer)


def _row(bill: OutgoingBill, paper: PaperBill, pages: int) -> Sequence[object]:
    to = (*paper.mail_lines, "", "", "", "")[:4]
    size = "large" if paper.is_large_print else "ordinary"
    return (f"{bill.bill_number}.pdf", pages, bill.bill_number, bill.account_number, size, paper.due.amount, *to)


def _published(database: Database, bills: Sequence[OutgoingBill], draft: Path, *, now: datetime) -> Path:
    final = _final(draft)
    with database.unit_of_work() as session:
        note_printed(session, statement_ids=[bill.statement_id for bill in bills], file_name=final.name, now=now)
    draft.replace(final)
    return final


def _finish_drafts(database: Database, folder: Path) -> None:
    for draft in sorted(folder.glob(f"*{DRAFT}")):
        final = _final(draft)
        with database.reading() as session:
            is_noted = has_print_file(session, file_name=final.name)
        if is_noted:
            draft.replace(final)
        else:
            draft.unlink()


def _final(draft: Path) -> Path:
    return draft.with_name(draft.name.removesuffix(DRAFT))


def _draft(database: Database, folder: Path, on: date) -> Path:
    for number in count(1):
        final = folder / f"bills-{on.isoformat()}-{number:02d}.zip"
        # A name is used once, also after its file was fetched from the folder.
        with database.reading() as session:
            is_taken = final.exists() or has_print_file(session, file_name=final.name)
        if not is_taken:
            return final.with_name(final.name + DRAFT)
    raise AssertionError("numbers do not end")


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise PrintingAlready("Print files are being written by another process. Wait for it to end.") from error
        yield
