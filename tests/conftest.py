"""Fixtures that every test may ask for: a migrated database of each kind, the fixed time, servers and the browser."""

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from smarthub_dash.kit.clock import local_day
from smarthub_dash.kit.database import Database, open_database
from smarthub_dash.migrations import migrate
from tests.support.browser import launch_arguments
from tests.support.databases import PostgresDatabases
from tests.support.postgres import postgres_server
from tests.support.valkey import valkey_server


@pytest.fixture(scope="session")
def zone() -> ZoneInfo:
    """The utility's zone."""
    return ZoneInfo("America/Chicago")


@pytest.fixture(scope="session")
def now() -> datetime:
    """The instant at which every test happens: Tuesday, 17 November 2026, 09:30 in Fulton."""
    return datetime(2026, 11, 17, 15, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def today(now: datetime, zone: ZoneInfo) -> date:
    """The utility's date at `now`."""
    return local_day(now, zone)


@pytest.fixture(scope="session")
def postgres_address() -> Iterator[str]:
    """The address of a PostgreSQL server's own database; started when first asked for."""
    with postgres_server() as address:
        yield address


@pytest.fixture(scope="session")
def valkey_address() -> Iterator[str]:
    """The address of a Valkey server; started when first asked for."""
    with valkey_server() as address:
        yield address


@pytest.fixture(scope="session")
def postgres_databases(postgres_address: str) -> PostgresDatabases:
    """Makes fresh, migrated PostgreSQL databases."""
    return PostgresDatabases(postgres_address)


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated and empty SQLite file, to be copied."""
    path = tmp_path_factory.mktemp("template") / "smarthub.db"
    database = open_database(f"sqlite:///{path}")
    migrate(database)
    database.close()
    return path


@pytest.fixture
def sqlite_address(migrated_sqlite: Path, tmp_path: Path) -> str:
    """The address of a fresh, migrated SQLite database."""
    return f"sqlite:///{shutil.copy(migrated_sqlite, tmp_path / 'smarthub.db')}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_address(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a fresh, migrated database: the test runs once on each kind."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_address")
        return
    databases: PostgresDatabases = request.getfixturevalue("postgres_databases")
    address = databases.create()
    yield address
    databases.drop(address)


@pytest.fixture
def database(database_address: str) -> Iterator[Database]:
    """A fresh, migrated database: the test runs once on each kind."""
    opened = open_database(database_address)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """What pytest-playwright launches: the browser that this machine has."""
    return {**browser_type_launch_args, **launch_arguments()}
