"""The activity log: a chain that stays whole under many writers, and tells which row was touched behind its back."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from smarthub_dash.journal.activity import (
    FIRST_HASH,
    activity_of,
    broken_link,
    chain_proof,
    hash_of_entry,
    note_activity,
)
from smarthub_dash.journal.records import ActivityEntry
from smarthub_dash.kit.database import Database, open_database

MEMBER = UUID(int=7)
WRITERS, EACH = 4, 12
ODD_WORDS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=400)
"""Whatever a database can hold: PostgreSQL takes no NUL, and half a surrogate pair is no text."""
INSTANTS = st.datetimes(timezones=st.just(UTC)).filter(lambda at: at.year > 1970)


def note(database: Database, words: str, *, now: datetime, accounts: int = 0) -> None:
    """Append one act that concerns a member, or as many accounts."""
    with database.unit_of_work() as session:
        account_ids = [uuid4() for _ in range(accounts)]
        note_activity(
            session,
            act="probe",
            words=words,
            actor_id=MEMBER,
            member_id=None if accounts else MEMBER,
            account_ids=account_ids,
            now=now,
        )


def note_many(database: Database, writer: int, *, now: datetime) -> None:
    """Append as one of several writers."""
    for number in range(EACH):
        note(database, f"{writer} wrote {number}", now=now, accounts=number % 3)


def note_many_elsewhere(address: str, writer: int, now: datetime) -> None:
    """Append as a process of its own."""
    database = open_database(address)
    note_many(database, writer, now=now)
    database.close()


def entries(session: Session) -> list[ActivityEntry]:
    return list(session.exec(select(ActivityEntry).order_by(col(ActivityEntry.id))))


def unguarded(database: Database, statement: str, values: dict[str, object] | None = None) -> None:
    """Do what the database refuses to everyone but its owner: drop the triggers, then change a row."""
    names = ("activity_entry_refuses_update", "activity_entry_refuses_delete")
    drops = (
        [f"DROP TRIGGER {name}" for name in names]
        if database.is_sqlite
        else ["DROP TRIGGER activity_entry_refuses_change ON activity_entry"]
    )
    with database.unit_of_work() as session:
        for drop in drops:
            session.execute(text(drop))
        session.execute(text(statement), values or {})


@pytest.fixture
def five(database: Database, now: datetime) -> list[int]:
    """The ids of five entries."""
    for number in range(5):
        note(database, f"Number {number}", now=now + timedelta(seconds=number))
    with database.reading() as session:
        return [entry.id or 0 for entry in entries(session)]


def broken_at(database: Database) -> int | None:
    with database.reading() as session:
        found = broken_link(session)
    return found.entry_id if found else None


def test_an_empty_log_and_one_that_was_only_appended_to_are_whole(database: Database, now: datetime) -> None:
    assert broken_at(database) is None

    for number in range(5):
        note(database, f"Number {number}", now=now, accounts=number)

    with database.reading() as session:
        proof = chain_proof(session)
        found = entries(session)
    assert (proof.entry_count, proof.broken, proof.newest_hash) == (11, None, found[-1].hash)
    assert found[0].previous_hash == FIRST_HASH


def test_the_chain_stays_whole_under_writers_in_many_threads(database: Database, now: datetime) -> None:
    with ThreadPoolExecutor(WRITERS) as threads:
        list(threads.map(lambda writer: note_many(database, writer, now=now), range(WRITERS)))

    with database.reading() as session:
        proof = chain_proof(session)
    # Of each three acts one concerns the member, one an account and one two accounts.
    assert (proof.entry_count, proof.broken) == (WRITERS * EACH * 4 // 3, None)


def test_the_chain_stays_whole_under_writers_in_many_processes(
    database_address: str, database: Database, now: datetime
) -> None:
    processes = [
        get_context("spawn").Process(target=note_many_elsewhere, args=(database_address, writer, now))
        for writer in range(2)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(timeout=60)

    assert [process.exitcode for process in processes] == [0, 0]
    with database.reading() as session:
        assert chain_proof(session).entry_count == 2 * EACH * 4 // 3
    assert broken_at(database) is None


def test_an_act_that_is_rolled_back_leaves_no_gap_in_the_chain(database: Database, now: datetime) -> None:
    note(database, "First", now=now)
    with pytest.raises(ZeroDivisionError), database.unit_of_work() as session:
        note_activity(session, act="probe", words="Never", actor_id=None, member_id=MEMBER, now=now)
        raise ZeroDivisionError

    note(database, "Second", now=now)

    assert broken_at(database) is None
    with database.reading() as session:
        assert [entry.words for entry in entries(session)] == ["First", "Second"]


@pytest.mark.parametrize(
    "change",
    [
        "words = 'Another'",
        "act = 'other'",
        "actor_id = NULL",
        "member_id = NULL",
        "account_id = member_id",
        "happened_at = '2026-11-17 15:30:02.000001+00:00'",
    ],
)
def test_a_row_that_was_altered_is_named(database: Database, five: list[int], change: str) -> None:
    if database.is_sqlite:
        change = change.replace("+00:00", "")
    unguarded(database, f"UPDATE activity_entry SET {change} WHERE id = {five[2]}")

    assert broken_at(database) == five[2]


def test_a_row_that_was_altered_with_a_hash_to_match_breaks_the_next_one(database: Database, five: list[int]) -> None:
    with database.reading() as session:
        forged = entries(session)[2]
        forged.words = "Another"
        new_hash = hash_of_entry(forged)
        session.expunge_all()
    unguarded(
        database,
        f"UPDATE activity_entry SET words = 'Another', hash = :hash WHERE id = {five[2]}",
        {"hash": new_hash},
    )

    assert broken_at(database) == five[3]


@pytest.mark.parametrize("removed", [0, 2, 3])
def test_where_a_row_was_removed_the_one_after_it_is_named(database: Database, five: list[int], removed: int) -> None:
    unguarded(database, f"DELETE FROM activity_entry WHERE id = {five[removed]}")

    assert broken_at(database) == five[removed + 1]


def test_where_a_row_was_put_in_the_one_after_it_is_named(database: Database, now: datetime) -> None:
    note(database, "First", now=now)
    with database.reading() as session:
        first = entries(session)[0]
    forged = ActivityEntry(
        happened_at=now, actor_id=MEMBER, act="probe", words="Never done", previous_hash=first.hash, hash=""
    )
    forged.id = (first.id or 0) + 10
    forged.hash = hash_of_entry(forged)
    note(database, "Second", now=now)
    unguarded(database, f"UPDATE activity_entry SET id = {forged.id + 1} WHERE words = 'Second'")
    with database.unit_of_work() as session:
        session.add(forged)

    assert broken_at(database) == forged.id + 1


def test_newest_rows_that_were_cut_off_are_missed_by_the_chain_and_found_by_a_link_kept_elsewhere(
    database: Database, five: list[int]
) -> None:
    with database.reading() as session:
        kept = chain_proof(session).newest_hash
    unguarded(database, f"DELETE FROM activity_entry WHERE id = {five[-1]}")

    assert broken_at(database) is None
    with database.reading() as session:
        assert not chain_proof(session, kept_hash=kept).has_kept_hash


@pytest.mark.parametrize("statement", ["UPDATE activity_entry SET words = 'x'", "DELETE FROM activity_entry"])
def test_the_log_refuses_to_be_changed(database: Database, five: list[int], statement: str) -> None:
    with pytest.raises(IntegrityError, match="activity_entry is append-only"), database.unit_of_work() as session:
        session.execute(text(statement))

    assert broken_at(database) is None


def test_a_member_reads_what_concerns_them_and_their_accounts_newest_first(database: Database, now: datetime) -> None:
    ours, theirs = uuid4(), uuid4()
    with database.unit_of_work() as session:
        for words, account_id, member_id in (("one", ours, None), ("two", theirs, None), ("three", None, MEMBER)):
            account_ids = [account_id] if account_id else []
            note_activity(
                session, act="a", words=words, actor_id=None, member_id=member_id, account_ids=account_ids, now=now
            )

    with database.reading() as session:
        found = activity_of(session, account_ids=[ours], member_id=MEMBER, most=10)
        newest = activity_of(session, account_ids=[ours], member_id=MEMBER, most=1)
    assert [entry.words for entry in found] == ["three", "one"]
    assert [entry.words for entry in newest] == ["three"]


@given(words=st.lists(ODD_WORDS, min_size=1, max_size=4), at=INSTANTS)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_words_at_any_instant_come_back_as_they_were_hashed(
    database: Database, words: list[str], at: datetime
) -> None:
    # The examples append to one log: the chain must hold through all of them.
    for each in words:
        note(database, each, now=at)

    with database.reading() as session:
        newest = entries(session)[-len(words) :]
    assert [(entry.words, entry.happened_at) for entry in newest] == [(each[:300], at) for each in words]
    assert broken_at(database) is None
