"""Bring a database to the present schema."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy.engine import Connection
from sqlmodel import SQLModel

from smarthub_dash.kit.database import Database

PACKAGE = Path(__file__).parents[1]


class BrokenReferences(Exception):
    """A migration left a row that points at a row that is not there."""


def migrate(database: Database, *, revision: str = "head") -> None:
    """
    Run every migration that the database lacks, in one transaction.

    :raises BrokenReferences: if a row then points at a row that is not there; nothing was changed
    """
    load_records()
    writer = database.engine.execution_options(is_writer=True)
    with writer.connect() as connection, _references_unheld(connection), connection.begin():
        config = migration_config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        if database.is_sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
            raise BrokenReferences(f"{len(broken)} rows point at rows that are not there, the first: {broken[0]}")


@contextmanager
def _references_unheld(connection: Connection) -> Iterator[None]:
    # SQLite changes a constraint by making the table anew, and may only look at what points at it once that is done.
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.dbapi_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def migration_config() -> Config:
    """Return Alembic's configuration; there is no alembic.ini."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    return config


def load_records() -> None:
    """Import every `records` module, so that SQLModel knows every table."""
    # A house test holds that tables are nowhere else.
    for path in sorted(PACKAGE.rglob("records.py")):
        import_module(".".join((PACKAGE.name, *path.relative_to(PACKAGE).with_suffix("").parts)))


def tables() -> list[str]:
    """Return the names of all tables, those that others point at first."""
    load_records()
    return [table.name for table in SQLModel.metadata.sorted_tables]
