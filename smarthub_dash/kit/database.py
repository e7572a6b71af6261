"""
The database: engines, the unit of work, and reading sessions.

A write opens with BEGIN IMMEDIATE on SQLite: with a deferred begin two writers may both read "unpaid" and both pay.
"""

import hashlib
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

SQLITE_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=20000",
    "cache_size=-32768",
    "temp_store=MEMORY",
)


STATEMENTS_KEPT = 400
"""How many prepared statements a PostgreSQL connection keeps; the portal has some hundreds."""
RESTED_SECONDS = 2.0
"""After this long a connection is asked whether it is still there."""

_OPEN = threading.local()
"""How many transactions this thread is inside of."""


class InsideTransaction(RuntimeError):
    """The world outside was to be called inside an open transaction: a bug."""


@dataclass(frozen=True, slots=True)
class Database:
    """One database as this process knows it: an engine that reads and the same engine, marked, that writes."""

    engine: Engine

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def unit_of_work(self) -> Iterator[Session]:
        """Open one writing transaction: committed at the end, rolled back by any exception."""
        writer = self.engine.execution_options(is_writer=True)
        with _inside(), Session(writer, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open one reading transaction: everything read in it is of one moment."""
        reader = self.engine
        if not self.is_sqlite:
            # By default each statement of a PostgreSQL transaction sees another moment; a page must not.
            reader = reader.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with _inside(), Session(reader, expire_on_commit=False) as session:
            yield session
            if not self.is_sqlite:
                # Nothing was written. But after a rollback psycopg lets go of every statement that the server has
                # prepared for this connection, and all of them would be planned again each time.
                session.commit()

    def close(self) -> None:
        self.engine.dispose()


def open_database(address: str) -> Database:
    """Connect to a database by its address: `sqlite:///…` or `postgresql+psycopg://…`."""
    url = make_url(address)
    if url.get_backend_name() == "sqlite":
        if url.database and url.database != ":memory:":
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(url, pool_size=10, max_overflow=10)
        event.listen(engine, "connect", _set_pragmas)
        event.listen(engine, "begin", _begin)
        return Database(engine)
    engine = create_engine(url.set(drivername="postgresql+psycopg"), pool_size=10)
    event.listen(engine, "connect", _keep_prepared)
    event.listen(engine, "checkin", _note_rest)
    event.listen(engine, "checkout", _ask_after_rest)
    return Database(engine)


def refuse_inside_transaction() -> None:
    """
    Pass only where this thread is inside no transaction: whatever may take seconds must not hold one.

    :raises InsideTransaction: if it is
    """
    if getattr(_OPEN, "depth", 0):
        raise InsideTransaction("nobody outside is called inside a transaction")


def hold_names(session: Session, *, names: Iterable[str]) -> None:
    """
    Wait for every transaction that holds one of these names, and hold them until this one ends.

    For what must be counted before there is any row to lock. On SQLite a writing transaction is alone anyway.
    """
    if session.get_bind().dialect.name != "postgresql":
        return
    keys = {int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True) for name in names}
    for key in sorted(keys):  # in one order for all: of two that want the same names, none waits for the other's
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})


@contextmanager
def _inside() -> Iterator[None]:
    _OPEN.depth = getattr(_OPEN, "depth", 0) + 1
    try:
        yield
    finally:
        _OPEN.depth -= 1


def _set_pragmas(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver's own late BEGIN would undo ours
    for pragma in SQLITE_PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _keep_prepared(connection: Any, _record: object) -> None:
    connection.prepared_max = STATEMENTS_KEPT


def _note_rest(_connection: object, record: ConnectionPoolEntry) -> None:
    record.info["rests_since"] = time.monotonic()


def _ask_after_rest(connection: Any, record: ConnectionPoolEntry, _fairy: object) -> None:
    # Asking costs a round trip, as much as a statement. One that answered a moment ago is still there; if the server
    # went away since, whoever meets it fails as it would have failed in the midst of its work.
    if time.monotonic() - record.info.get("rests_since", 0.0) < RESTED_SECONDS:
        return
    try:
        connection.execute("SELECT 1")
        connection.rollback()
    except psycopg.Error as error:
        raise InvalidatePoolError from error


def _begin(connection: Connection) -> None:
    is_writer = connection.get_execution_options().get("is_writer", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writer else "BEGIN")
