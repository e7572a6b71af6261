"""Bring a database to the present schema."""

from importlib import import_module
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlmodel import SQLModel

from smarthub_dash.kit.database import Database

PACKAGE = Path(__file__).parents[1]


def migrate(database: Database, *, revision: str = "head") -> None:
    """Run every migration that the database lacks, in one transaction."""
    load_records()
    with database.engine.execution_options(is_writer=True).begin() as connection:
        config = migration_config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


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
