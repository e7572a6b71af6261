"""Accounts on hourly reads, as many as wanted, put into a database in bulk: what a bill run is measured on."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import BigInteger, Connection, cast, insert, literal_column, select, true
from sqlmodel import SQLModel

from smarthub_dash.demo.rates import demo_schedules
from smarthub_dash.domain.accounts.rules import Provider, ServiceKind
from smarthub_dash.domain.rates.operations import publish_schedules
from smarthub_dash.domain.usage.rules import Flow, QuantityUnit, ReadQuality
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.periods import Period, epoch_of_day, epochs_of

PERIOD = Period(date(2026, 9, 20), date(2026, 10, 20))
NAMES = UUID("8a0f7a52-3a56-4c7f-8a39-51e0d8f0c101")
HOUR = 3_600
Row = dict[str, Any]


def fill(database: Database, *, accounts: int, rate_code: str, now: datetime, zone: ZoneInfo) -> int:
    """Add accounts of one rate, each with every hour of one billing period; return how many reads that makes."""
    with database.unit_of_work() as session:
        publish_schedules(session, schedules=demo_schedules(), now=now)
    starts = np.arange(*epochs_of(PERIOD, zone), HOUR, dtype=np.int64)
    with database.engine.execution_options(is_writer=True).begin() as connection:
        _put(connection, "meter_import", [_delivery(now)])
        for name, rows in _tables(accounts, rate_code):
            _put(connection, name, rows)
        _put(connection, "interval_read", list(_reads(starts)))
        _put(connection, "daily_usage", list(_days(starts, zone)))
        for table in ("interval_read", "daily_usage"):
            _copy(connection, table)
    return accounts * starts.size


def _tables(accounts: int, rate_code: str) -> Iterator[tuple[str, Sequence[Row]]]:
    numbers = range(accounts)
    yield "account", [_account(number) for number in numbers]
    yield "service_location", [_location(number) for number in numbers]
    yield "service_agreement", [_agreement(number, rate_code) for number in numbers]
    yield "usage_point", [_point(number) for number in numbers]


def _put(connection: Connection, name: str, rows: Sequence[Row]) -> None:
    connection.execute(insert(SQLModel.metadata.tables[name]), rows)


def _delivery(now: datetime) -> Row:
    return {"id": 1, "source": "bench", "file_name": "", "sha256": "", "received_at": now}


def _id(what: str, number: int) -> UUID:
    return uuid5(NAMES, f"{what} {number}")


def _account(number: int) -> Row:
    return {
        "id": _id("account", number),
        "account_number": f"{number:010d}",
        "provider": Provider.CEC,
        "name_on_account": "BENCH",
        "opened_on": PERIOD.start_on,
        "read_day": PERIOD.start_on.day,
    }


def _location(number: int) -> Row:
    place = {"street": f"{number} Bench Road", "city": "Fulton", "state": "MO", "zip_code": "65251"}
    return {"id": _id("location", number), "location_number": f"{number:010d}", "county": "Callaway", **place}


def _agreement(number: int, rate_code: str) -> Row:
    return {
        "id": _id("agreement", number),
        "account_id": _id("account", number),
        "service_location_id": _id("location", number),
        "kind": ServiceKind.ELECTRIC,
        "rate_code": rate_code,
        "started_on": PERIOD.start_on,
    }


def _point(number: int) -> Row:
    return {
        "id": number + 1,
        "service_agreement_id": _id("agreement", number),
        "account_id": _id("account", number),
        "meter_number": f"B{number}",
        "unit": QuantityUnit.WH,
        "interval_seconds": HOUR,
        "installed_on": PERIOD.start_on,
        "is_modelled": True,
        "source_note": "Made up for the bench",
    }


def _copy(connection: Connection, name: str) -> None:
    """Give every other meter what the first counted, and some watts more or less, in one statement."""
    table, point = SQLModel.metadata.tables[name], SQLModel.metadata.tables["usage_point"]
    lasts = table.c.seconds if name == "interval_read" else table.c.present_seconds
    more = point.c.id * 13 % 1_100 * (lasts / literal_column(str(HOUR)))
    values = {column.name: column for column in table.columns}
    values |= {"usage_point_id": point.c.id, "quantity": table.c.quantity + cast(more, BigInteger)}
    copies = (
        select(*(value.label(column) for column, value in values.items()))
        .select_from(point.join(table, true()))
        .where(table.c.usage_point_id == 1, point.c.id > 1)
        .order_by(point.c.id)
    )
    connection.execute(insert(table).from_select(list(values), copies))


def _quantities(starts: np.ndarray) -> np.ndarray:
    return 400 + (starts // HOUR * 7) % 1_100


def _reads(starts: np.ndarray) -> Iterator[Row]:
    for start, quantity in zip(starts.tolist(), _quantities(starts).tolist(), strict=True):
        yield {
            "usage_point_id": 1,
            "flow": Flow.DELIVERED,
            "start_epoch": start,
            "seconds": HOUR,
            "quantity": quantity,
            "quality": ReadQuality.MEASURED,
            "import_id": 1,
        }


def _days(starts: np.ndarray, zone: ZoneInfo) -> Iterator[Row]:
    quantities = _quantities(starts)
    for day in PERIOD.days():
        first, end = epoch_of_day(day, zone), epoch_of_day(day + timedelta(days=1), zone)
        yield {
            "usage_point_id": 1,
            "flow": Flow.DELIVERED,
            "day": day,
            "quantity": int(quantities[(starts >= first) & (starts < end)].sum()),
            "estimated_quantity": 0,
            "present_seconds": end - first,
            "estimated_seconds": 0,
            "zero_seconds": 0,
            "expected_seconds": end - first,
            "newest_end_epoch": end,
        }
