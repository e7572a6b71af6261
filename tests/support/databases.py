"""Fresh PostgreSQL databases: copies of one that was migrated once."""

from dataclasses import dataclass, field
from uuid import uuid4

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from smarthub_dash.kit.database import open_database
from smarthub_dash.migrations import migrate


@dataclass(slots=True)
class PostgresDatabases:
    """Makes databases on one server. Copying a template costs a fifth of migrating anew."""

    server: str
    _template: str = field(default="", init=False)

    def create(self) -> str:
        """Return the address of a fresh, migrated database."""
        if not self._template:
            self._template = f"template_{uuid4().hex}"
            self._run(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(self._template)))
            migrated = open_database(self._address(self._template))
            migrate(migrated)
            migrated.close()
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

    def drop(self, address: str) -> None:
        """Remove a database, whoever still uses it."""
        name = make_url(address).database or ""
        self._run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _address(self, name: str) -> str:
        return make_url(self.server).set(database=name).render_as_string(hide_password=False)

    def _run(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(statement)
