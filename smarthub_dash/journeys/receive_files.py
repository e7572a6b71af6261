"""Receive files of head ends: from a watched folder, or sent over the web; each is imported whole, or refused whole."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from smarthub_dash.domain.usage.operations.head_ends import head_end_of_token, head_ends, import_of
from smarthub_dash.gateways.headend import RefusedFile
from smarthub_dash.gateways.headend.layout import Layout
from smarthub_dash.gateways.headend.meter_files import read_meter_file
from smarthub_dash.journeys.import_reads import ImportSummary, import_reads
from smarthub_dash.kit.clock import local_day
from smarthub_dash.kit.database import Database

SETTLED = timedelta(seconds=20)
"""A file that was written to a moment ago may not be whole yet."""
UNFINISHED = (".part", ".tmp", ".filepart", ".crdownload")
TAKEN, DONE, REFUSED = "taken", "done", "refused"
PIECE = 1024**2


@dataclass(frozen=True, slots=True)
class Sender:
    """Who may deliver, and how their tables are laid out."""

    name: str
    layout: Layout | None


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a file; `summary` is None if the very same file came in before."""

    file_name: str
    summary: ImportSummary | None
    refused: RefusedFile | None


def sender_of(database: Database, *, token: str, now: datetime) -> Sender | None:
    """Return who sends with a token, and note that they did."""
    # no scope: a head end delivers for every account
    with database.unit_of_work() as session:
        found = head_end_of_token(session, token=token)
        if found is None:
            return None
        found.last_seen_at = now
        session.add(found)
        return Sender(found.name, Layout.of(found.layout) if found.layout else None)


def receive_file(
    database: Database, *, path: Path, sender: Sender | None, now: datetime, zone: ZoneInfo
) -> ImportSummary | None:
    """
    Import a file; return None if the very same file came in before.

    :raises RefusedFile: if it cannot be imported; then nothing of it is kept
    """
    # no scope: a head end delivers for every account
    with database.reading() as session:
        if import_of(session, sha256=_sha256(path)) is not None:
            return None
    file = read_meter_file(path, zone=zone, layout=sender.layout if sender else None)
    return import_reads(database, file=file, now=now, zone=zone, report=lambda _progress: None)


def receive_folder(database: Database, *, folder: Path, now: datetime, zone: ZoneInfo) -> list[Received]:
    """
    Import what lies in a watched folder, and in the folders in it that bear a head end's name.

    A file goes to `done` or `refused` beside it, a refused one with its reasons. Of two workers one takes a file.
    """
    # no scope: a head end delivers for every account
    if not folder.is_dir():
        return []
    with database.reading() as session:
        known = {each.name: each.layout for each in head_ends(session) if each.ended_at is None}
    received = list(_received_in(database, folder, None, now, zone))
    for name, layout in known.items():
        if (folder / name).is_dir() and "/" not in name and name not in (TAKEN, DONE, REFUSED):
            sender = Sender(name, Layout.of(layout) if layout else None)
            received += _received_in(database, folder / name, sender, now, zone)
    return received


def _received_in(
    database: Database, folder: Path, sender: Sender | None, now: datetime, zone: ZoneInfo
) -> Iterator[Received]:
    # What a worker had taken when it died is imported by the next: an import is all or nothing, and knows its file.
    waiting = [*_settled(folder / TAKEN, now, after=timedelta(hours=1)), *_settled(folder, now, after=SETTLED)]
    for path in waiting:
        taken = _taken(path, folder)
        if taken is None:
            continue
        try:
            summary, refused = receive_file(database, path=taken, sender=sender, now=now, zone=zone), None
        except RefusedFile as reason:
            summary, refused = None, reason
        _put_away(taken, folder, now, zone, refused)
        yield Received(taken.name, summary, refused)


def _settled(folder: Path, now: datetime, *, after: timedelta) -> list[Path]:
    if not folder.is_dir():
        return []
    found = []
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.suffix.lower() in UNFINISHED or path.is_symlink() or not path.is_file():
            continue
        if path.stat().st_mtime <= (now - after).timestamp():
            found.append(path)
    return found


def _taken(path: Path, folder: Path) -> Path | None:
    """Return a file moved to where only this worker looks; None if another was faster."""
    goal = folder / TAKEN / path.name
    goal.parent.mkdir(exist_ok=True)
    try:
        path.rename(goal)
    except FileNotFoundError:
        return None
    goal.touch()
    return goal


def _put_away(path: Path, folder: Path, now: datetime, zone: ZoneInfo, refused: RefusedFile | None) -> None:
    goal = folder / (REFUSED if refused else DONE) / local_day(now, zone).isoformat()
    goal.mkdir(parents=True, exist_ok=True)
    name, number = path.name, 1
    while (goal / name).exists():
        number += 1
        name = f"{path.stem}-{number}{path.suffix}"
    path.rename(goal / name)
    if refused:
        reasons = "\n".join(f"line {note.line}: {note.reason}" for note in refused.lines)
        (goal / f"{name}.why.txt").write_text(f"Nothing of {path.name} was imported:\n{reasons}\n")


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as opened:
        while piece := opened.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()
