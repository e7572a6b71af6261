"""
Statements that are put together once.

To put a statement together takes SQLAlchemy longer than SQLite takes to answer it. One that a page asks at every load,
or a push at every read, is made once, with places for what differs; whoever asks fills them.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, Insert, bindparam, insert
from sqlmodel import Session, SQLModel

ACCOUNT_IDS = "account_ids"


def any_account() -> BindParameter[Any]:
    """Return the place of some accounts, for `.in_()`."""
    return bindparam(ACCOUNT_IDS, expanding=True)


def put_rows(session: Session, record: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> None:
    """
    Insert plain rows of one table.

    A record is made, tracked and flushed one by one, which takes far longer than the database takes to keep its row.
    Shape: all rows have the same columns, and every column that has no default in the database.
    """
    if rows:
        session.flush()  # what these rows may refer to
        session.connection().execute(_insert(str(record.__tablename__)), rows)


@lru_cache(maxsize=64)
def _insert(table: str) -> Insert:
    return insert(SQLModel.metadata.tables[table])
