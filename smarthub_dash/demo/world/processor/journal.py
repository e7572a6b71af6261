"""
The journal of the simulated processor: a small SQLite file of its own.

Things are kept as the JSON that the API answers; names that begin with `_` are the processor's own and never leave.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE = "processor.db"
Json = dict[str, Any]

_TABLES = """
CREATE TABLE IF NOT EXISTS thing (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, key TEXT NOT NULL,
    created REAL NOT NULL, due_at REAL, body TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS thing_key ON thing (kind, key);
CREATE INDEX IF NOT EXISTS thing_created ON thing (kind, created);
CREATE INDEX IF NOT EXISTS thing_due ON thing (due_at) WHERE due_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS answer (
    key TEXT PRIMARY KEY, asked TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS message (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, body TEXT NOT NULL, due_at REAL,
    tries INTEGER NOT NULL, fate TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS message_due ON message (due_at) WHERE due_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """What was answered to a key, and to what."""

    asked: str
    status: int
    body: str


@dataclass(frozen=True, slots=True)
class WaitingMessage:
    """A message that is to be delivered."""

    message_id: str
    body: str
    tries: int


class Journal:
    """Everything the processor knows; used by one thread at a time."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._file = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        # What was told must outlive a crash of this process; of the machine it need not, it is a simulator.
        self._file.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;" + _TABLES)

    @contextmanager
    def whole(self) -> Iterator[None]:
        """Keep all that is done inside, or nothing of it."""
        if self._file.in_transaction:
            yield
            return
        with self._file:
            self._file.execute("BEGIN IMMEDIATE")
            yield

    def put(self, thing: Json, *, key: str = "") -> None:
        """Keep a thing, or what became of it."""
        self._file.execute(
            "INSERT INTO thing (id, kind, key, created, due_at, body) VALUES (?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET due_at = excluded.due_at, body = excluded.body",
            (thing["id"], thing["object"], key, thing["created"], thing.get("_due_at"), json.dumps(thing)),
        )

    def thing(self, kind: str, thing_id: str) -> Json | None:
        """Return a thing of a kind."""
        found = self._file.execute("SELECT body FROM thing WHERE id = ? AND kind = ?", (thing_id, kind)).fetchone()
        return json.loads(found[0]) if found else None

    def with_key(self, kind: str, key: str, *, made_until: float) -> Sequence[Json]:
        """Return the things that bear a key, the newest first."""
        rows = self._file.execute(
            "SELECT body FROM thing WHERE kind = ? AND key = ? AND created <= ? ORDER BY seq DESC LIMIT 10",
            (kind, key, made_until),
        )
        return [json.loads(body) for (body,) in rows]

    def page(self, kind: str, *, made_from: float, made_to: float, after: str, count: int) -> Sequence[Json]:
        """Return so many things of a kind made in `[made_from, made_to)`, the newest first, after one of them."""
        before = self._file.execute("SELECT seq FROM thing WHERE id = ?", (after,)).fetchone() if after else None
        rows = self._file.execute(
            "SELECT body FROM thing WHERE kind = ? AND created >= ? AND created < ? AND seq < ? "
            "ORDER BY seq DESC LIMIT ?",
            (kind, made_from, made_to, before[0] if before else 2**62, count),
        )
        return [json.loads(body) for (body,) in rows]

    def due(self, bank_time: float) -> Sequence[Json]:
        """Return some of the things whose time has come at the bank, the earliest first."""
        rows = self._file.execute("SELECT body FROM thing WHERE due_at <= ? ORDER BY due_at LIMIT 100", (bank_time,))
        return [json.loads(body) for (body,) in rows]

    def answer(self, key: str) -> KeptAnswer | None:
        """Return what was answered to a key."""
        found = self._file.execute("SELECT asked, status, body FROM answer WHERE key = ?", (key,)).fetchone()
        return KeptAnswer(*found) if found else None

    def keep_answer(self, key: str, answer: KeptAnswer) -> None:
        """Keep what is answered to a key; the first answer stays."""
        self._file.execute(
            "INSERT OR IGNORE INTO answer VALUES (?, ?, ?, ?)", (key, answer.asked, answer.status, answer.body)
        )

    def post(self, message_id: str, body: str, *, due_at: float) -> None:
        """Put a message down for delivery."""
        self._file.execute(
            "INSERT INTO message (id, body, due_at, tries, fate) VALUES (?, ?, ?, 0, 'waits')",
            (message_id, body, due_at),
        )

    def waiting(self, now: float, *, count: int) -> Sequence[WaitingMessage]:
        """Return the messages that are due."""
        rows = self._file.execute(
            "SELECT id, body, tries FROM message WHERE due_at <= ? ORDER BY seq LIMIT ?", (now, count)
        )
        return [WaitingMessage(*row) for row in rows]

    def next_message_at(self) -> float | None:
        """Return when the next message is due."""
        return self._file.execute("SELECT min(due_at) FROM message WHERE due_at IS NOT NULL").fetchone()[0]

    def move_message(self, message_id: str, *, fate: str, due_at: float | None) -> None:
        """Note that a message was tried, and when it is tried again."""
        self._file.execute(
            "UPDATE message SET tries = tries + 1, due_at = ?, fate = ? WHERE id = ?", (due_at, fate, message_id)
        )

    def messages(self) -> Sequence[Mapping[str, object]]:
        """Return every message with what became of it, in order."""
        rows = self._file.execute("SELECT id, body, tries, fate FROM message ORDER BY seq")
        return [{"id": name, **json.loads(body), "tries": tries, "fate": fate} for name, body, tries, fate in rows]

    def fact(self, name: str) -> str:
        """Return something kept by its name; empty if nothing is."""
        found = self._file.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
        return found[0] if found else ""

    def keep_fact(self, name: str, value: str) -> None:
        """Keep something by its name."""
        self._file.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", (name, value))

    def close(self) -> None:
        """Close the file."""
        self._file.close()
