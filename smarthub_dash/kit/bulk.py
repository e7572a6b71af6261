"""Write many rows of one table in one statement, replacing rows of the same key."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

from sqlalchemy import ARRAY, Table, bindparam, cast, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

TOGETHER = 100
SQLITE = sqlite.dialect()


def replace_rows(session: Session, table: Table, columns: Mapping[str, Sequence[Any]]) -> None:
    """
    Insert rows given as columns; a row whose primary key exists takes the new values.

    Shape: every column is of one length and no key is twice among them.
    """
    # In the table's order: that is how the statement counts its unnamed places.
    names = tuple(column.name for column in table.columns if column.name in columns)
    if not len(columns[names[0]]):
        return
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(_postgresql_statement(table, names), {name: list(columns[name]) for name in names})
        return
    rows = list(zip(*(_prepared(table, name, columns[name]) for name in names), strict=True))
    # A hundred rows a statement and bare values for the driver: half the processor time of one row a statement.
    whole = len(rows) - len(rows) % TOGETHER
    if whole:
        packs = [tuple(chain.from_iterable(rows[first : first + TOGETHER])) for first in range(0, whole, TOGETHER)]
        connection.exec_driver_sql(_sqlite_statement(table, names, TOGETHER), packs)
    if rows[whole:]:
        connection.exec_driver_sql(_sqlite_statement(table, names, 1), rows[whole:])


@lru_cache(maxsize=32)
def _sqlite_statement(table: Table, names: tuple[str, ...], row_count: int) -> str:
    statement = sqlite.insert(table).values({name: bindparam(name) for name in names})
    one_row = str(_replacing(statement, table, names).compile(dialect=SQLITE, column_keys=list(names)))
    places = "(" + ", ".join("?" * len(names)) + ")"
    return one_row.replace(places, ", ".join([places] * row_count), 1)


@lru_cache(maxsize=32)
def _postgresql_statement(table: Table, names: tuple[str, ...]) -> postgresql.Insert:
    # One array a column, unfolded side by side by the server: as fast as COPY here, and one round trip.
    unfolded = [func.unnest(cast(bindparam(name), ARRAY(table.c[name].type))) for name in names]
    return _replacing(postgresql.insert(table).from_select(list(names), select(*unfolded)), table, names)


def _replacing(statement: Any, table: Table, names: tuple[str, ...]) -> Any:
    keys = [column.name for column in table.primary_key]
    values = {name: statement.excluded[name] for name in names if name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=values)


def _prepared(table: Table, name: str, values: Sequence[Any]) -> Sequence[Any]:
    processor = _processor(table, name)
    return values if processor is None else [processor(value) for value in values]


@lru_cache(maxsize=128)
def _processor(table: Table, name: str) -> Callable[[Any], Any] | None:
    return table.c[name].type.dialect_impl(SQLITE).bind_processor(SQLITE)
