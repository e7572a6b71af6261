"""The migrations make exactly the tables that the records describe, and keep what is in them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel

from smarthub_dash.kit.database import Database, open_database
from smarthub_dash.migrations import migrate, migration_config, tables
from tests.support import sample_rows
from tests.support.databases import PostgresDatabases

REVISIONS = [script.revision for script in ScriptDirectory.from_config(migration_config()).walk_revisions()][::-1]


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        databases: PostgresDatabases = request.getfixturevalue("postgres_databases")
        address = databases.create_empty()
    database = open_database(address)
    yield database
    database.close()


def test_a_migrated_database_is_what_the_records_describe(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, SQLModel.metadata)

    assert differences == []


def test_migrating_twice_changes_nothing(database: Database) -> None:
    before = inspect(database.engine).get_table_names()

    migrate(database)

    assert inspect(database.engine).get_table_names() == before


def test_revisions_form_one_line() -> None:
    assert ScriptDirectory.from_config(migration_config()).get_heads() == [REVISIONS[-1]]


def test_every_table_has_its_records(database: Database) -> None:
    assert set(inspect(database.engine).get_table_names()) == {*tables(), "alembic_version"}


@pytest.mark.parametrize("revision", REVISIONS)
def test_upgrading_keeps_what_is_in_the_tables(empty_database: Database, revision: str) -> None:
    migrate(empty_database, revision=revision)
    with empty_database.engine.begin() as connection:
        before = sample_rows.fill(connection)

    migrate(empty_database)

    with empty_database.engine.connect() as connection:
        after = sample_rows.read(connection)
    assert before
    for table, row in before.items():
        assert row.items() <= after[table].items()


def test_a_migrated_ledger_refuses_changes(empty_database: Database) -> None:
    migrate(empty_database)
    with empty_database.engine.begin() as connection:
        sample_rows.fill(connection)

    with pytest.raises(IntegrityError, match="append-only"), empty_database.engine.begin() as connection:
        connection.execute(text("UPDATE ledger_entry SET cents = 1"))
