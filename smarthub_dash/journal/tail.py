"""
Follow the journal.

PostgreSQL gives ids before commit, so a lower id can appear after a higher one. The tail therefore remembers the ids
that were skipped and asks for them again until they appear or are given up. SQLite has one writer and no gaps.
"""

import asyncio
import logging
import sqlite3
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from functools import lru_cache
from typing import cast
from uuid import UUID

import psycopg
from sqlalchemy import String, Table, func, or_, select, type_coerce
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import SQLModel

from smarthub_dash.journal.news import CHANNEL
from smarthub_dash.journal.records import JournalEvent
from smarthub_dash.kit.database import Database

SQLITE_LOOK_SECONDS = 0.075
"""How often SQLite is asked whether anyone committed: the question takes a microsecond, waking up for it a hundred."""
POSTGRES_LOOK_SECONDS = 5.0
"""How long PostgreSQL may stay silent before the tail looks for itself."""
RECONNECT_SECONDS = 1.0
LOOKS_FOR_A_GAP = 500
"""How many looks an id may stay missing before it is taken for one that was rolled back."""
GAPS_AT_START = 200

log = logging.getLogger(__name__)
_EVENT: Table = SQLModel.metadata.tables[str(JournalEvent.__tablename__)]
# As the database has it: a delivery announces thousands of accounts, and a UUID costs more to make than to look up.
_ACCOUNT = type_coerce(_EVENT.c.account_id, String).label("account_id")


@dataclass(frozen=True, slots=True)
class News:
    """Who is concerned by what was committed since the last look; never what it was."""

    topics: Mapping[UUID, frozenset[str]] = field(default_factory=dict)
    """Which accounts changed, and in what: `usage`, `billing`."""
    member_ids: frozenset[UUID] = frozenset()
    session_hashes: frozenset[str] = frozenset()
    is_gap: bool = False
    """Something may have been missed: everyone is concerned."""

    @property
    def account_ids(self) -> frozenset[UUID]:
        return frozenset(self.topics)

    def joined(self, later: "News") -> "News":
        """Return this news and a later one as one."""
        return News(
            {
                account_id: self.topics.get(account_id, frozenset()) | later.topics.get(account_id, frozenset())
                for account_id in {*self.topics, *later.topics}
            },
            self.member_ids | later.member_ids,
            self.session_hashes | later.session_hashes,
            self.is_gap or later.is_gap,
        )


@dataclass(slots=True)
class Cursor:
    """How far one reader has read, and which ids it skipped on the way (with the looks left for each)."""

    newest: int
    gaps: dict[int, int] = field(default_factory=dict)

    def pass_over(self, ids: frozenset[int]) -> None:
        """Move behind these ids, remembering the ones between them that have not appeared."""
        self.gaps = {gap: looks - 1 for gap, looks in self.gaps.items() if looks > 1 and gap not in ids}
        newest = max(ids, default=self.newest)
        if newest > self.newest:
            skipped = set(range(self.newest + 1, newest)) - ids
            self.gaps.update(dict.fromkeys(skipped, LOOKS_FOR_A_GAP))
            self.newest = newest


def cursor_at_end(connection: Connection) -> Cursor:
    """Return a cursor behind everything that is committed now."""
    newest = connection.scalar(select(func.max(_EVENT.c.id))) or 0
    start = max(newest - GAPS_AT_START, 0)
    present = set(connection.scalars(select(_EVENT.c.id).where(_EVENT.c.id > start)))
    return Cursor(newest, dict.fromkeys(set(range(start + 1, newest)) - present, LOOKS_FOR_A_GAP))


def news_since(connection: Connection, cursor: Cursor) -> News | None:
    """Read what was committed since the last look and move the cursor; return None if nothing was."""
    is_fresh = _EVENT.c.id > cursor.newest
    if cursor.gaps:
        is_fresh = or_(is_fresh, _EVENT.c.id.in_(list(cursor.gaps)))
    query = select(_EVENT.c.id, _EVENT.c.topic, _ACCOUNT, _EVENT.c.member_id, _EVENT.c.session_hash)
    rows = connection.execute(query.where(is_fresh)).all()
    cursor.pass_over(frozenset(row.id for row in rows))
    if not rows:
        return None
    topics: defaultdict[UUID, set[str]] = defaultdict(set)
    for row in rows:
        if row.account_id:
            topics[_known(row.account_id)].add(row.topic)
    return News(
        {account_id: frozenset(named) for account_id, named in topics.items()},
        frozenset(row.member_id for row in rows if row.member_id),
        frozenset(row.session_hash for row in rows if row.session_hash),
    )


@lru_cache(maxsize=65_536)
def _known(account_id: str | UUID) -> UUID:
    return account_id if isinstance(account_id, UUID) else UUID(account_id)


async def follow(database: Database) -> AsyncIterator[News]:
    """Yield news as any process commits it; the first one, a gap, says that listening has begun."""
    while True:
        try:
            async for news in _follow_sqlite(database) if database.is_sqlite else _follow_postgres(database):
                yield news
        except (psycopg.Error, sqlite3.Error, SQLAlchemyError) as error:
            # Whoever follows must not stop with the database: every page would stand still until the next restart.
            log.warning("the journal cannot be followed; trying again: %s", error)
            await asyncio.sleep(RECONNECT_SECONDS)


async def _follow_sqlite(database: Database) -> AsyncIterator[News]:
    # A connection's data_version changes when another connection commits, in this process or any other.
    with closing(database.engine.raw_connection()) as held:
        # The driver's own connection: SQLAlchemy's wrapping costs more than the question, which is asked all the time.
        watcher = cast(sqlite3.Connection, held.driver_connection)
        version = _data_version(watcher)
        cursor = _start(database)
        yield News(is_gap=True)
        while True:
            await asyncio.sleep(SQLITE_LOOK_SECONDS)
            if (seen := _data_version(watcher)) != version:
                version = seen
                if news := _look(database, cursor):
                    yield news


def _data_version(watcher: sqlite3.Connection) -> int:
    return watcher.execute("PRAGMA data_version").fetchone()[0]


async def _follow_postgres(database: Database) -> AsyncIterator[News]:
    address = database.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    async with await psycopg.AsyncConnection.connect(address, autocommit=True) as listener:
        await listener.execute(f"LISTEN {CHANNEL}")
        cursor = await asyncio.to_thread(_start, database)
        yield News(is_gap=True)
        while True:
            async for _ in listener.notifies(timeout=POSTGRES_LOOK_SECONDS, stop_after=1):
                pass
            if news := await asyncio.to_thread(_look, database, cursor):
                yield news


def _start(database: Database) -> Cursor:
    with database.engine.connect() as connection:
        return cursor_at_end(connection)


def _look(database: Database, cursor: Cursor) -> News | None:
    with database.engine.connect() as connection:
        return news_since(connection, cursor)
