"""A database with as many reads as wanted: one meter that is read, and copies of it that only take up room."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import Connection, insert, select, text, true
from sqlmodel import SQLModel

from bench.crowd import add_crowd, import_history
from smarthub_dash.kit.database import Database, open_database
from smarthub_dash.migrations import migrate
from smarthub_dash.settings import settings

DAYS = 760
"""Two years and a month, so that a year view has a full year behind it."""
ROLLUPS = ("daily_usage", "period_usage")


@dataclass(frozen=True, slots=True)
class Ballasted:
    """A database and the members in it whose pages are read."""

    database: Database
    reads: int
    one_account: UUID
    many_accounts: UUID


def ballasted(address: str, *, reads: int, now: datetime) -> Ballasted:
    """Make a database that holds at least so many reads."""
    database = open_database(address)
    migrate(database)
    one = add_crowd(database, name="one", members=1, accounts_each=1, interval_seconds=3_600, now=now)
    twenty = add_crowd(database, name="twenty", members=1, accounts_each=20, interval_seconds=3_600, now=now)
    each = _history(database, one.meter_numbers, now)
    copies = -(-reads // each) - 1
    weight = add_crowd(database, name="ballast", members=1, accounts_each=copies, interval_seconds=3_600, now=now)
    _copy(database, one.meter_numbers[0], weight.meter_numbers, ("interval_read", *ROLLUPS))
    # Home reads rollups only: twenty more meters of reads would make the small database a large one.
    _copy(database, one.meter_numbers[0], twenty.meter_numbers, ROLLUPS)
    _refresh_statistics(database)
    return Ballasted(database, each * (copies + 1), one.member_ids[0], twenty.member_ids[0])


def _history(database: Database, meter_numbers: tuple[str, ...], now: datetime) -> int:
    newest = datetime(now.year, now.month, now.day, tzinfo=UTC)
    return import_history(
        database,
        meter_numbers=meter_numbers,
        seconds=3_600,
        days=DAYS,
        end_epoch=int(newest.timestamp()),
        now=now,
        zone=settings().zone,
    )


def _copy(database: Database, model: str, meter_numbers: Sequence[str], tables: Sequence[str]) -> None:
    with database.engine.execution_options(is_writer=True).begin() as connection:
        if not database.is_sqlite:
            # Foreign keys of copies hold because the model's do; asking row by row would take minutes.
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        numbers = dict(connection.execute(text("SELECT meter_number, id FROM usage_point")).tuples().all())
        targets = sorted(numbers[number] for number in meter_numbers)
        for table in tables:
            _copy_rows(connection, table, numbers[model], first=targets[0], last=targets[-1])


def _copy_rows(connection: Connection, name: str, model: int, *, first: int, last: int) -> None:
    table, point = SQLModel.metadata.tables[name], SQLModel.metadata.tables["usage_point"]
    columns = [column for column in table.columns if column.name != "usage_point_id"]
    copies = (
        select(point.c.id, *columns)
        .select_from(point.join(table, true()))
        .where(table.c.usage_point_id == model, point.c.id.between(first, last))
        .order_by(point.c.id, table.c.flow)
    )
    connection.execute(insert(table).from_select(["usage_point_id", *(column.name for column in columns)], copies))


def _refresh_statistics(database: Database) -> None:
    # A PostgreSQL server does this by itself in time; the bench's has that switched off.
    if not database.is_sqlite:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))
