"""A table that is append-only takes new rows and refuses every change, in both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, insert, text
from sqlalchemy.exc import IntegrityError

from smarthub_dash.kit.append_only import append_only
from smarthub_dash.kit.database import Database, open_database
from tests.support.databases import PostgresDatabases


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without tables: the test runs once on each kind."""
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        databases: PostgresDatabases = request.getfixturevalue("postgres_databases")
        address = databases.create_empty()
    database = open_database(address)
    yield database
    database.close()


@pytest.mark.parametrize("change", ["UPDATE happening SET id = 2", "DELETE FROM happening"])
def test_a_row_once_written_stays(empty_database: Database, change: str) -> None:
    tables = MetaData()
    happening = Table("happening", tables, Column("id", Integer, primary_key=True))
    append_only(happening)
    tables.create_all(empty_database.engine)
    with empty_database.unit_of_work() as session:
        session.execute(insert(happening).values(id=1))

    with (
        pytest.raises(IntegrityError, match="happening is append-only: reverse a row by a new one"),
        empty_database.unit_of_work() as session,
    ):
        session.execute(text(change))

    with empty_database.reading() as session:
        assert session.execute(text("SELECT id FROM happening")).scalars().all() == [1]
