"""Channels of usage points in statements of many rows: their keys, and questions about many ranges at once."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
from sqlalchemy import Table, text
from sqlmodel import Session, SQLModel

from smarthub_dash.domain.usage.rules import Flow
from smarthub_dash.domain.usage.rules.deliveries import MeteredPoint

Channel: TypeAlias = tuple[MeteredPoint, Flow]


def wanted_rows(session: Session, *, statements: Mapping[str, str], wanted: Sequence[tuple[Any, ...]]) -> Sequence[Any]:
    """Return the rows of a statement that is given a list as JSON, in the driver's own tuples."""
    # no scope: a head end delivers for every account
    connection = session.connection()
    result = connection.execute(text(statements[connection.dialect.name]), {"wanted": json.dumps(wanted)})
    # Building SQLAlchemy's rows takes as long again as reading them.
    rows = result.cursor.fetchall() if result.cursor else ()
    result.close()
    return rows


def keys_of(channels: Sequence[Channel], numbers: Sequence[int]) -> dict[str, list[int]]:
    """Return usage point and flow of each row, as columns."""
    ids = np.array([point.usage_point_id for point, _ in channels], dtype=np.int64)
    flows = np.array([flow for _, flow in channels], dtype=np.int64)
    chosen = np.asarray(numbers, dtype=np.int64)
    return {"usage_point_id": ids[chosen].tolist(), "flow": flows[chosen].tolist()}


def table_of(record: type[SQLModel]) -> Table:
    """Return the table of a record."""
    return SQLModel.metadata.tables[str(record.__tablename__)]
