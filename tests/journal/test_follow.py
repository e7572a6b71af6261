"""Open pages hear of a commit of another process, on both databases, and go on when the connection breaks."""

import asyncio
import logging
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import text

from smarthub_dash.journal.news import announce
from smarthub_dash.journal.tail import News, follow
from smarthub_dash.kit.database import Database
from tests.support.apart import run_apart

ACCOUNT = UUID(int=7)
PROJECT = Path(__file__).parents[2]
ANOTHER_PROCESS = """
import sys
import threading
from datetime import UTC, datetime
from uuid import UUID
from smarthub_dash.journal.news import announce
from smarthub_dash.kit.database import open_database
with open_database(sys.argv[1]).unit_of_work() as session:
    announce(session, topic="usage", account_ids=[UUID(int=7)], now=datetime(2026, 11, 17, 15, 30, tzinfo=UTC))
"""


def heard(database: Database, *acts: Callable[[], object]) -> list[News]:
    """Follow the journal; do one act after each piece of news, while the next is waited for; return all news."""

    async def listen() -> list[News]:
        news = follow(database)
        found = [await _next(news)]
        for act in acts:
            following = asyncio.create_task(_next(news))
            await asyncio.to_thread(act)
            found.append(await following)
        return found

    return run_apart(listen())


async def _next(news: AsyncIterator[News]) -> News:
    # Long enough for a busy machine; the test is about what is heard, not about when.
    return await asyncio.wait_for(anext(news), timeout=30)


def tell(database: Database, now: datetime) -> None:
    with database.unit_of_work() as session:
        announce(session, topic="usage", account_ids=[ACCOUNT], now=now)


def test_the_first_news_says_that_something_may_have_been_missed(database: Database) -> None:
    assert heard(database) == [News(is_gap=True)]


def test_a_commit_of_another_process_is_heard(database: Database, database_address: str) -> None:
    def commit_elsewhere() -> None:
        subprocess.run([sys.executable, "-c", ANOTHER_PROCESS, database_address], check=True, cwd=PROJECT, timeout=60)

    assert heard(database, commit_elsewhere)[1:] == [News({ACCOUNT: frozenset({"usage"})})]


def test_a_commit_of_this_process_is_heard(database: Database, now: datetime) -> None:
    assert heard(database, lambda: tell(database, now), lambda: tell(database, now))[1:] == [
        News({ACCOUNT: frozenset({"usage"})}),
        News({ACCOUNT: frozenset({"usage"})}),
    ]


@pytest.mark.parametrize("database_address", ["postgresql"], indirect=True)
def test_a_broken_connection_is_made_again_and_everyone_is_asked_to_look(
    database: Database, database_address: str, now: datetime
) -> None:
    def break_every_connection() -> None:
        with psycopg.connect(database_address.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

    assert heard(database, break_every_connection, lambda: tell(database, now))[1:] == [
        News(is_gap=True),
        News({ACCOUNT: frozenset({"usage"})}),
    ]


def test_a_journal_that_cannot_be_read_for_a_while_is_followed_again(database: Database, now: datetime) -> None:
    def be_unreadable_for_a_moment() -> None:
        with database.engine.begin() as connection:
            connection.execute(text("ALTER TABLE journal_event RENAME TO away"))
            if not database.is_sqlite:
                connection.execute(text("NOTIFY journal"))
        unreadable.wait(timeout=30)
        with database.engine.begin() as connection:
            connection.execute(text("ALTER TABLE away RENAME TO journal_event"))

    unreadable = threading.Event()
    logging.getLogger("smarthub_dash.journal.tail").addFilter(lambda record: unreadable.set() or True)

    assert heard(database, be_unreadable_for_a_moment, lambda: tell(database, now))[1:] == [
        News(is_gap=True),
        News({ACCOUNT: frozenset({"usage"})}),
    ]
