"""Fresh PostgreSQL databases: copies of one that was migrated once, emptied and given out again."""

from dataclasses import dataclass, field
from typing import Any, LiteralString
from uuid import uuid4

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from smarthub_dash.kit.database import open_database
from smarthub_dash.migrations import migrate

LARGE_BYTES = 24_000_000
"""From here on it is quicker to copy the template again than to empty a database. A migrated one has half of that."""

_SHAPE = """
SELECT md5(string_agg(part, ',' ORDER BY part)) FROM (
    SELECT concat('table', oid, relname) AS part FROM pg_class WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT concat('column', attrelid, attname, atttypid, attnotnull) FROM pg_attribute JOIN pg_class AS found
        ON found.oid = attrelid WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT concat('trigger', oid, tgname, tgenabled) FROM pg_trigger
    UNION ALL SELECT concat('function', oid, md5(prosrc)) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
) AS parts
"""
_EMPTY = """
DO $$ DECLARE each record; BEGIN
    SET LOCAL session_replication_role = replica; -- what is append-only and what refers to it lets go
    PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid();
    FOR each IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
        EXECUTE format('DELETE FROM %I', each.tablename);
    END LOOP;
    PERFORM setval(format('%I', sequencename)::regclass, start_value, false) FROM pg_sequences
        WHERE schemaname = 'public' AND last_value IS NOT NULL;
END $$
"""


@dataclass(slots=True)
class PostgresDatabases:
    """
    Makes databases on one server.

    Copying a template costs a fifth of migrating anew, and emptying what a test used a tenth of copying.
    """

    server: str
    _template: str = field(default="", init=False)
    _shape: str = field(default="", init=False)
    _emptied: list[str] = field(default_factory=list, init=False)

    def create(self) -> str:
        """Return the address of a fresh, migrated database."""
        if self._emptied:
            return self._emptied.pop()
        if not self._template:
            self._template = f"template_{uuid4().hex}"
            self._run(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(self._template)))
            migrated = open_database(self._address(self._template))
            migrate(migrated)
            migrated.close()
            with psycopg.connect(self._address(self._template)) as connection:
                self._shape = _one(connection, _SHAPE)
        name = f"test_{uuid4().hex}"
        self._run(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                sql.Identifier(name), sql.Identifier(self._template)
            )
        )
        return self._address(name)

    def create_empty(self) -> str:
        """Return the address of a database without any table."""
        name = f"empty_{uuid4().hex}"
        self._run(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return self._address(name)

    def give_back(self, address: str) -> None:
        """Let a later test have a database, emptied, or remove one that grew or was changed in its shape."""
        with psycopg.connect(address.replace("+psycopg", "")) as connection:
            is_small = _one(connection, "SELECT pg_database_size(current_database())") < LARGE_BYTES
            is_kept = is_small and _one(connection, _SHAPE) == self._shape
            if is_kept:
                connection.execute(_EMPTY)
        if is_kept:
            self._emptied.append(address)
        else:
            self.drop(address)

    def drop(self, address: str) -> None:
        """Remove a database, whoever still uses it."""
        name = make_url(address).database or ""
        self._run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _address(self, name: str) -> str:
        return make_url(self.server).set(database=name).render_as_string(hide_password=False)

    def _run(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(statement)


def _one(connection: psycopg.Connection, query: LiteralString) -> Any:
    return connection.execute(query).fetchone()[0]  # ty: ignore[not-subscriptable]
