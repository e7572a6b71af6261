"""Following the journal: nothing that was committed is missed, in whatever order the ids appear."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from smarthub_dash.journal.news import announce, announce_member, announce_session
from smarthub_dash.journal.tail import LOOKS_FOR_A_GAP, Cursor, News, cursor_at_end, news_since
from smarthub_dash.kit.database import Database, open_database
from tests.support.databases import PostgresDatabases

FIRST, SECOND, THIRD = (UUID(int=number) for number in (1, 2, 3))


@pytest.fixture
def postgres(postgres_databases: PostgresDatabases) -> Iterator[Database]:
    """A fresh PostgreSQL database: only there can a lower id be committed after a higher one."""
    address = postgres_databases.create()
    database = open_database(address)
    yield database
    database.close()
    postgres_databases.give_back(address)


def start(database: Database) -> Cursor:
    with database.engine.connect() as connection:
        return cursor_at_end(connection)


def look(database: Database, cursor: Cursor) -> News | None:
    with database.engine.connect() as connection:
        return news_since(connection, cursor)


def tell(database: Database, account_id: UUID, now: datetime, *, topic: str = "usage") -> None:
    with database.unit_of_work() as session:
        announce(session, topic=topic, account_ids=[account_id], now=now)


def test_what_was_committed_before_the_start_is_not_news(database: Database, now: datetime) -> None:
    tell(database, FIRST, now)

    assert look(database, start(database)) is None


def test_news_is_told_once_and_names_everyone_concerned(database: Database, now: datetime) -> None:
    cursor = start(database)
    with database.unit_of_work() as session:
        announce(session, topic="usage", account_ids=[FIRST, SECOND, FIRST], now=now)
        announce(session, topic="billing", account_ids=[SECOND], now=now)
        announce_member(session, topic="grants", member_id=THIRD, now=now)
        announce_session(session, topic="signed_out", session_hash="hash", now=now)

    assert look(database, cursor) == News(
        {FIRST: frozenset({"usage"}), SECOND: frozenset({"usage", "billing"})}, frozenset({THIRD}), frozenset({"hash"})
    )
    assert look(database, cursor) is None


def test_what_is_rolled_back_is_no_news(database: Database, now: datetime) -> None:
    cursor = start(database)
    with pytest.raises(ZeroDivisionError), database.unit_of_work() as session:
        announce(session, topic="usage", account_ids=[FIRST], now=now)
        raise ZeroDivisionError

    assert look(database, cursor) is None


def test_a_lower_id_that_commits_later_is_still_told(postgres: Database, now: datetime) -> None:
    cursor = start(postgres)
    with Session(postgres.engine) as slow:
        announce(slow, topic="usage", account_ids=[FIRST], now=now)
        slow.flush()
        tell(postgres, SECOND, now)
        told_first = look(postgres, cursor)
        assert look(postgres, cursor) is None
        slow.commit()

    assert told_first == News({SECOND: frozenset({"usage"})})
    assert look(postgres, cursor) == News({FIRST: frozenset({"usage"})})
    assert look(postgres, cursor) is None


def test_a_lower_id_that_was_open_at_the_start_is_still_told(postgres: Database, now: datetime) -> None:
    with Session(postgres.engine) as slow:
        announce(slow, topic="usage", account_ids=[FIRST], now=now)
        slow.flush()
        tell(postgres, SECOND, now)
        cursor = start(postgres)
        slow.commit()

    assert look(postgres, cursor) == News({FIRST: frozenset({"usage"})})


def test_an_id_that_was_rolled_back_is_given_up_in_the_end(postgres: Database, now: datetime) -> None:
    cursor = start(postgres)
    with Session(postgres.engine) as undone:
        announce(undone, topic="usage", account_ids=[FIRST], now=now)
        undone.rollback()
    tell(postgres, SECOND, now)
    look(postgres, cursor)

    assert len(cursor.gaps) == 1
    for _ in range(LOOKS_FOR_A_GAP):
        cursor.pass_over(frozenset())
    assert cursor.gaps == {}


@given(st.permutations(range(1, 13)), st.sets(st.integers(1, 12)), st.data())
def test_every_id_is_told_exactly_once_in_whatever_order_they_are_committed(
    order: list[int], rolled_back: set[int], data: st.DataObject
) -> None:
    committed = [each for each in order if each not in rolled_back]
    cursor, visible, told = Cursor(0), set[int](), list[int]()
    while committed:
        count = data.draw(st.integers(1, len(committed)))
        visible |= set(committed[:count])
        committed = committed[count:]
        # What `news_since` asks the table for.
        fresh = frozenset(each for each in visible if each > cursor.newest or each in cursor.gaps)
        told.extend(fresh)
        cursor.pass_over(fresh)

    assert sorted(told) == sorted(set(range(1, 13)) - rolled_back)


def test_joined_news_holds_both() -> None:
    one = News({FIRST: frozenset({"usage"})}, frozenset({SECOND}), frozenset({"a"}))
    other = News({FIRST: frozenset({"billing"})}, frozenset({THIRD}), frozenset({"b"}), is_gap=True)

    assert one.joined(other) == News(
        {FIRST: frozenset({"usage", "billing"})}, frozenset({SECOND, THIRD}), frozenset({"a", "b"}), is_gap=True
    )
