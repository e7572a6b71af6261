"""Rows in bulk: many at once, in any order of columns, replacing those of the same key."""

from datetime import date

import pytest
from sqlmodel import SQLModel, col, func, select

from smarthub_dash.domain.usage.records import DailyUsage
from smarthub_dash.kit.bulk import replace_rows
from smarthub_dash.kit.database import Database
from tests.support.meters import add_meter

NUMBERS = ("quantity", "estimated_quantity", "present_seconds", "estimated_seconds", "zero_seconds")


@pytest.mark.parametrize("count", [1, 99, 100, 101, 250])
def test_rows_are_written_and_replaced_whatever_their_number(database: Database, count: int) -> None:
    add_meter(database, "10001")
    table = SQLModel.metadata.tables["daily_usage"]
    columns = {name: [7] * count for name in (*NUMBERS, "newest_end_epoch", "expected_seconds", "flow")}
    columns["usage_point_id"] = [1] * count
    days = [date.fromordinal(740_000 + number) for number in range(count)]

    for quantity in (7, 9):
        with database.unit_of_work() as session:
            replace_rows(session, table, {"quantity": [quantity] * count, "day": days, **_without(columns, "quantity")})

    with database.reading() as session:
        told = session.exec(select(func.count(), func.min(DailyUsage.quantity), func.max(col(DailyUsage.day)))).one()
    assert tuple(told) == (count, 9, days[-1])


def test_no_rows_are_no_statement(database: Database) -> None:
    with database.unit_of_work() as session:
        replace_rows(session, SQLModel.metadata.tables["daily_usage"], {"usage_point_id": [], "day": []})


def _without(columns: dict[str, list[int]], name: str) -> dict[str, list[int]]:
    return {key: values for key, values in columns.items() if key != name}
