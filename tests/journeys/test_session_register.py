"""Who holds a session: remembered for a moment, noted as used now and then, kept in use by an open page."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlmodel import select

from smarthub_dash.domain.members.records import SignInSession
from smarthub_dash.journeys.sign_in import SessionRegister, living_sessions, sign_out
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.secrets import hash_of
from tests.support.signing_in import add_ada, tried
from tests.support.sql import counted


@pytest.fixture
def ada(database: Database, now: datetime) -> UUID:
    return add_ada(database, now)


def test_the_register_asks_the_database_once_in_a_moment(database: Database, ada: UUID, now: datetime) -> None:
    register, token_hash = SessionRegister(database), hash_of(tried(database, now))
    assert register.remembered(token_hash, now=now) == (False, None)

    with counted(database.engine) as statements:
        who = register.who(token_hash, now=now)
        assert register.remembered(token_hash, now=now) == (True, who)
    assert len(statements) == 1
    assert register.remembered(token_hash, now=now + register.MOMENT) == (False, None)


def test_the_register_forgets_when_it_is_told(database: Database, ada: UUID, now: datetime) -> None:
    register, token = SessionRegister(database), tried(database, now)
    register.who(hash_of(token), now=now)
    sign_out(database, token=token, now=now)

    register.forget(hash_of(token))

    assert register.remembered(hash_of(token), now=now) == (False, None)
    assert register.who(hash_of(token), now=now) is None


def test_using_a_session_is_noted_at_most_every_few_minutes(database: Database, ada: UUID, now: datetime) -> None:
    register, token_hash = SessionRegister(database), hash_of(tried(database, now))

    for minutes in (1, 2, 6, 7):
        register.who(token_hash, now=now + timedelta(minutes=minutes))

    with database.reading() as session:
        assert session.exec(select(SignInSession.seen_at)).one() == now + timedelta(minutes=6)


def test_an_open_page_keeps_its_session_in_use_and_writes_seldom(database: Database, ada: UUID, now: datetime) -> None:
    open_one, closed_one = hash_of(tried(database, now)), hash_of(tried(database, now))
    at = now
    with counted(database.engine) as statements:
        while at < now + timedelta(hours=1):
            at += timedelta(seconds=10)
            assert living_sessions(database, token_hashes=[open_one], now=at) == {open_one}

    assert sum(each.startswith("UPDATE") for each in statements) < 13
    assert living_sessions(database, token_hashes=[closed_one], now=at) == frozenset()
