"""Fixtures that every test may ask for: a migrated database of each kind, the fixed time, servers and the browser."""

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import hypothesis
import pytest

from smarthub_dash.demo.build import build_demo
from smarthub_dash.kit.clock import SystemClock, local_day
from smarthub_dash.kit.database import Database, open_database
from smarthub_dash.migrations import migrate
from smarthub_dash.settings import settings
from tests.support.browser import choose_driver, launch_arguments
from tests.support.databases import PostgresDatabases
from tests.support.number_scan import numbers_in_database, numbers_in_folder
from tests.support.portal import Portal, is_on_postgresql, running_portal
from tests.support.postgres import postgres_server
from tests.support.valkey import valkey_server


def pytest_configure() -> None:
    choose_driver()
    # How long an example takes says more of the machine than of the code.
    hypothesis.settings.register_profile("any machine", deadline=None)
    hypothesis.settings.load_profile("any machine")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the browser's tests by the portal that serves them, so that each portal can have a process of its own."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker("on_postgresql" if is_on_postgresql(item) else "on_sqlite")


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
    databases.give_back(address)


@pytest.fixture
def database(database_address: str) -> Iterator[Database]:
    """A fresh, migrated database: the test runs once on each kind."""
    opened = open_database(database_address)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def demo_sqlite(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the whole demo co-op, lived up to the present, to be copied."""
    path = tmp_path_factory.mktemp("demo") / "smarthub.db"
    shutil.copy(migrated_sqlite, path)
    _build_demo(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def demo_postgres(postgres_databases: PostgresDatabases) -> str:
    """The address of a PostgreSQL database with the whole demo co-op, lived up to the present."""
    address = postgres_databases.create()
    _build_demo(address)
    return address


@pytest.fixture(scope="session")
def sqlite_portal(demo_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The demo co-op, served by one worker from SQLite."""
    folder = tmp_path_factory.mktemp("portal")
    address = f"sqlite:///{shutil.copy(demo_sqlite, folder / 'smarthub.db')}"
    with running_portal(folder=folder, database_address=address) as portal:
        yield portal
    # After every test of it: what its files hold, the write-ahead log too.
    assert numbers_in_folder(folder) == []


@pytest.fixture(scope="session")
def postgres_portal(
    demo_postgres: str, valkey_address: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Portal]:
    """The demo co-op, served by two workers from PostgreSQL and Valkey."""
    folder = tmp_path_factory.mktemp("portal")
    with running_portal(
        folder=folder, database_address=demo_postgres, redis_address=valkey_address, workers=2
    ) as portal:
        yield portal
    database = open_database(demo_postgres)
    found = [*numbers_in_folder(folder), *numbers_in_database(database)]
    database.close()
    assert found == []


@pytest.fixture(params=["sqlite", "postgresql"])
def portal(request: pytest.FixtureRequest) -> Portal:
    """A served demo co-op: the test runs once on each kind of portal."""
    return request.getfixturevalue("sqlite_portal" if request.param == "sqlite" else "postgres_portal")


def _build_demo(address: str) -> None:
    # A served portal has the machine's clock, so its co-op must have lived until now.
    database = open_database(address)
    build_demo(database, now=SystemClock().now(), zone=settings().zone, report=lambda _words, _share: None)
    database.close()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """What pytest-playwright launches: the browser that this machine has."""
    return {**browser_type_launch_args, **launch_arguments()}
