"""One row in every table of a database, whatever its tables are: made from their columns alone."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, Connection, Date, DateTime, Enum, MetaData, Numeric, Uuid, insert, select
from sqlalchemy.types import Integer, LargeBinary

Rows = dict[str, dict[str, Any]]
SAMPLE_ID = UUID("6f2c1ab8-4d1e-4f5a-9c55-0d7a3c1f8e21")


def fill(connection: Connection) -> Rows:
    """Put a row into every table; return each table's row by column."""
    metadata = MetaData()
    metadata.reflect(connection)
    for table in metadata.sorted_tables:
        if table.name != "alembic_version":
            # All rows have the same key, so a reference to another table is the same value again.
            connection.execute(insert(table).values({column.name: _value(column) for column in table.columns}))
    return read(connection)


def read(connection: Connection) -> Rows:
    """Return the only row of every table by column."""
    metadata = MetaData()
    metadata.reflect(connection)
    return {
        table.name: dict(row._mapping)
        for table in metadata.sorted_tables
        if table.name != "alembic_version" and (row := connection.execute(select(table)).first()) is not None
    }


def _value(column: Column[Any]) -> Any:
    kind = column.type
    samples: tuple[tuple[type, Any], ...] = (
        (Enum, kind.enums[0] if isinstance(kind, Enum) else None),
        (Uuid, SAMPLE_ID),
        (Boolean, True),
        (LargeBinary, b"\x07\xff"),
        (Integer, 7),
        (Numeric, 7),
        (DateTime, datetime(2026, 11, 17, 15, 30, tzinfo=UTC)),
        (Date, date(2026, 11, 17)),
    )
    for wanted, sample in samples:
        if isinstance(kind, wanted):
            return sample
    # SQLite keeps a UUID as text; a text may be shorter than that.
    return SAMPLE_ID.hex[: getattr(kind, "length", None) or 32]
