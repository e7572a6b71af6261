"""The yardstick's own small database: a modelled home and a fiber line, read with plain SQL."""

import math
import sqlite3
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

HOURS = 400 * 24
DAY_SECONDS = 86_400
ELECTRIC, INTERNET = 1, 2
MISSING_EVERY = 997
"""Hours between two gaps, so that the charts mark quality as the portal's do."""

SCHEMA = """
CREATE TABLE reading (account INTEGER, start INTEGER, quantity INTEGER, quality INTEGER, PRIMARY KEY (account, start))
    WITHOUT ROWID;
CREATE TABLE daily (account INTEGER, day INTEGER, quantity INTEGER, quality INTEGER, PRIMARY KEY (account, day))
    WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Bar:
    """
    One mark of a chart.

    Units: Wh or MB; quality 0 is missing, 1 measured, 2 estimated.
    """

    label: str
    quantity: int
    quality: int


def build(path: Path) -> None:
    """Write the database anew: 400 days of hourly readings of two accounts and their daily sums."""
    for stale in path.parent.glob(path.name + "*"):
        stale.unlink()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.executescript(SCHEMA)
        newest = int(time.time()) // 3_600 * 3_600
        rows = [
            (account, newest - hour * 3_600, _modelled(account, newest - hour * 3_600), 2 if hour % 211 == 0 else 1)
            for account in (ELECTRIC, INTERNET)
            for hour in range(HOURS)
            if hour % MISSING_EVERY
        ]
        connection.executemany("INSERT INTO reading VALUES (?, ?, ?, ?)", rows)
        connection.execute(
            "INSERT INTO daily SELECT account, start / 86400, sum(quantity), max(quality) FROM reading GROUP BY 1, 2"
        )
    connection.close()


def connect(path: Path) -> sqlite3.Connection:
    """Open the database; every statement commits by itself."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA busy_timeout=20000")
    connection.execute("PRAGMA synchronous=FULL")
    return connection


def add_to_newest_day(connection: sqlite3.Connection, quantity: int) -> None:
    """Add a quantity to the newest reading of the home and to its day, in one transaction."""
    connection.execute("BEGIN IMMEDIATE")
    (start,) = connection.execute("SELECT max(start) FROM reading WHERE account = ?", (ELECTRIC,)).fetchone()
    connection.execute(
        "UPDATE reading SET quantity = quantity + ? WHERE account = ? AND start = ?", (quantity, ELECTRIC, start)
    )
    connection.execute(
        "UPDATE daily SET quantity = quantity + ? WHERE account = ? AND day = ?",
        (quantity, ELECTRIC, start // DAY_SECONDS),
    )
    connection.execute("COMMIT")


def usage_so_far(connection: sqlite3.Connection, account: int) -> int:
    """
    Return what the open period of an account sums to.

    Units: Wh or MB.
    """
    (total,) = connection.execute(
        "SELECT sum(quantity) FROM (SELECT quantity FROM daily WHERE account = ? ORDER BY day DESC LIMIT 18)",
        (account,),
    ).fetchone()
    return int(total)


def bars(connection: sqlite3.Connection, account: int, *, span: str) -> list[Bar]:
    """Return the bars of a range: 24 hours, 7 or 30 days, or 13 periods of 30 days."""
    if span == "day":
        rows = connection.execute(
            "SELECT start, quantity, quality FROM reading WHERE account = ? ORDER BY start DESC LIMIT 24", (account,)
        ).fetchall()
        return [Bar(f"{_at(start):%-I %p}", quantity, quality) for start, quantity, quality in reversed(rows)]
    count = {"week": 7, "bill": 30, "year": 390}[span]
    rows = connection.execute(
        "SELECT day, quantity, quality FROM daily WHERE account = ? ORDER BY day DESC LIMIT ?", (account, count)
    ).fetchall()[::-1]
    if span != "year":
        return [Bar(f"{_at(day * DAY_SECONDS):%b %-d}", quantity, quality) for day, quantity, quality in rows]
    months = [rows[first : first + 30] for first in range(0, len(rows), 30)]
    return [
        Bar(f"{_at(month[-1][0] * DAY_SECONDS):%b %Y}", sum(row[1] for row in month), max(row[2] for row in month))
        for month in months
    ]


def _modelled(account: int, start: int) -> int:
    hour, day = start // 3_600 % 24, start // DAY_SECONDS
    season = math.cos((day % 365) / 365 * 2 * math.pi)
    evening = math.exp(-((hour - 19) ** 2) / 18)
    if account == ELECTRIC:
        return int(350 + 500 * season * season + 900 * evening + 37 * (start // 3_600 % 11))
    return int(200 + 2_600 * evening + 61 * (start // 3_600 % 13))


def _at(epoch: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=epoch)
