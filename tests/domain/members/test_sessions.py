"""Sessions in the table: known by a hash only, and ended once."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, text

from smarthub_dash.domain.members.operations import add_member, end_session, start_session, touch_sessions
from smarthub_dash.domain.members.queries import living_sessions, signed_in
from smarthub_dash.domain.members.records import Member, SignInSession
from smarthub_dash.domain.members.rules import KEPT_LIFE, KEPT_REST, SESSION_LIFE, SESSION_REST, MemberRole
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.secrets import hash_of

PASSWORD = "correct horse battery"


@pytest.fixture
def ada(database: Database, now: datetime) -> UUID:
    with database.unit_of_work() as session:
        member = add_member(
            session, email="Ada@CEC.example", full_name="Ada Adams", role=MemberRole.MEMBER, password=PASSWORD, now=now
        )
        return member.id


def started(database: Database, member_id: UUID, now: datetime, *, is_kept: bool = False) -> str:
    with database.unit_of_work() as session:
        return start_session(
            session, member_id=member_id, address="127.0.0.1", user_agent="x" * 999, is_kept=is_kept, now=now
        )


def test_neither_password_nor_token_is_in_the_database(database: Database, ada: UUID, now: datetime) -> None:
    token = started(database, ada, now)

    with database.reading() as session:
        rows = [*session.execute(select(Member.__table__)), *session.execute(select(SignInSession.__table__))]  # ty: ignore
        everything = " ".join(str(tuple(row)) for row in rows)
    assert hash_of(token) in everything
    assert token not in everything
    assert PASSWORD not in everything
    assert "$argon2id$" in everything


def test_two_sessions_never_share_a_token(database: Database, ada: UUID, now: datetime) -> None:
    tokens = {started(database, ada, now) for _ in range(20)}

    assert len(tokens) == 20
    assert all(len(token) >= 43 for token in tokens)


def test_only_the_first_end_of_a_session_counts(database: Database, ada: UUID, now: datetime) -> None:
    token_hash = hash_of(started(database, ada, now))

    with database.unit_of_work() as session:
        ends = [end_session(session, token_hash=token_hash, now=now + timedelta(seconds=at)) for at in range(2)]

    assert ends == [True, False]


def test_a_hash_is_no_token(database: Database, ada: UUID, now: datetime) -> None:
    token = started(database, ada, now)

    with database.reading() as session:
        assert signed_in(session, token_hash=hash_of(token), now=now)
        assert signed_in(session, token_hash=hash_of(hash_of(token)), now=now) is None


@pytest.mark.parametrize(
    "later",
    [timedelta(), SESSION_REST - timedelta(seconds=1), SESSION_REST, SESSION_LIFE, KEPT_REST, KEPT_LIFE],
    ids=str,
)
def test_one_session_and_many_are_judged_alike(database: Database, ada: UUID, now: datetime, later: timedelta) -> None:
    ended, resting, used = (hash_of(started(database, ada, now)) for _ in range(3))
    kept, kept_and_used = (hash_of(started(database, ada, now, is_kept=True)) for _ in range(2))
    hashes = [ended, resting, used, kept, kept_and_used]
    with database.unit_of_work() as session:
        end_session(session, token_hash=ended, now=now)
        touch_sessions(session, token_hashes=[used, kept_and_used], now=now + later)

    with database.reading() as session:
        alive = living_sessions(session, token_hashes=[*hashes, "unknown"], now=now + later)
        one_by_one = {each for each in hashes if signed_in(session, token_hash=each, now=now + later)}

    assert set(alive) == one_by_one


def test_the_journal_and_the_sessions_name_the_same_hash(database: Database, ada: UUID, now: datetime) -> None:
    token = started(database, ada, now)

    with database.reading() as session:
        stored = session.execute(text("SELECT token_hash FROM sign_in_session")).scalar_one()

    assert stored == hash_of(token)
    assert len(stored) == 64
