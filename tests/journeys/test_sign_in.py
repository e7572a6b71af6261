"""Signing in and out: the same words for every wrong try, guessing slowed, and an end that everyone hears of."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlmodel import col, select, update

from smarthub_dash.domain.members.operations import add_member
from smarthub_dash.domain.members.records import Member, SignInSession
from smarthub_dash.domain.members.rules import (
    ATTEMPT_WINDOW,
    FREE_ATTEMPTS,
    LONGEST_PASSWORD,
    MOST_PER_EMAIL,
    MemberRole,
    SignInRefused,
    TooManyAttempts,
)
from smarthub_dash.journal.tail import News, cursor_at_end, news_since
from smarthub_dash.journeys import sign_in as journey
from smarthub_dash.journeys.sign_in import Credentials, SessionRegister, living_sessions, sign_in, sign_out
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.secrets import hash_of
from tests.support.sql import counted

ADA = "ada@cec.example"
PASSWORD = "correct horse battery"


@pytest.fixture
def ada(database: Database, now: datetime) -> UUID:
    with database.unit_of_work() as session:
        member = add_member(
            session, email=ADA, full_name="Ada Adams", role=MemberRole.MEMBER, password=PASSWORD, now=now
        )
        return member.id


def tried(
    database: Database, now: datetime, *, email: str = ADA, password: str = PASSWORD, address: str = "192.0.2.1"
) -> str:
    return sign_in(database, credentials=Credentials(email, password, address, "a browser"), now=now)


def fail(database: Database, now: datetime, times: int, *, email: str = ADA, address: str = "192.0.2.1") -> None:
    for _ in range(times):
        with pytest.raises(SignInRefused):
            tried(database, now, email=email, password="guess", address=address)


def test_the_right_password_starts_a_session_that_is_the_members(database: Database, ada: UUID, now: datetime) -> None:
    token = tried(database, now, email="  ADA@cec.example ")

    who = SessionRegister(database).who(hash_of(token), now=now)
    assert who
    assert (who.member_id, who.first_name) == (ada, "Ada")


def test_an_unknown_member_a_wrong_password_and_one_too_long_are_refused_in_the_same_words(
    database: Database, ada: UUID, now: datetime
) -> None:
    said = set()
    for email, password in ((ADA, "guess"), ("nobody@cec.example", PASSWORD), (ADA, "x" * (LONGEST_PASSWORD + 1))):
        with pytest.raises(SignInRefused) as refused:
            tried(database, now, email=email, password=password)
        said.add(str(refused.value))

    assert len(said) == 1


def test_an_unknown_member_costs_as_many_hashes_as_a_known_one(
    database: Database, ada: UUID, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[str] = []
    verify = journey.verify_password
    monkeypatch.setattr(journey, "verify_password", lambda *given: checked.append(given[1]) or verify(*given))

    fail(database, now, 1)
    fail(database, now, 1, email="nobody@cec.example")

    assert len(checked) == 2
    assert all(each.startswith("$argon2id$") for each in checked)
    assert [each.split("$")[3] for each in checked] == [checked[0].split("$")[3]] * 2


def test_guessing_must_wait_and_ever_longer_even_with_the_right_password(
    database: Database, ada: UUID, now: datetime
) -> None:
    fail(database, now, FREE_ATTEMPTS)
    with pytest.raises(TooManyAttempts):
        tried(database, now)

    fail(database, now + timedelta(seconds=20), 1)
    with pytest.raises(TooManyAttempts):
        tried(database, now + timedelta(seconds=40))
    assert tried(database, now + timedelta(seconds=55))


def test_the_owner_gets_in_from_elsewhere_while_someone_guesses(database: Database, ada: UUID, now: datetime) -> None:
    fail(database, now, FREE_ATTEMPTS, address="198.51.100.7")
    with pytest.raises(TooManyAttempts):
        tried(database, now, address="198.51.100.7")

    assert tried(database, now, address="192.0.2.1")


def test_guessing_from_everywhere_is_bounded_for_one_member(database: Database, ada: UUID, now: datetime) -> None:
    for number in range(MOST_PER_EMAIL):
        fail(database, now, 1, address=f"198.51.100.{number}")

    with pytest.raises(TooManyAttempts):
        tried(database, now, address="203.0.113.1")


def test_an_unknown_member_is_slowed_like_a_known_one(database: Database, ada: UUID, now: datetime) -> None:
    fail(database, now, FREE_ATTEMPTS, email="nobody@cec.example")

    with pytest.raises(TooManyAttempts):
        tried(database, now, email="nobody@cec.example")


def test_signing_in_forgives_what_was_mistyped(database: Database, ada: UUID, now: datetime) -> None:
    fail(database, now, FREE_ATTEMPTS - 1)
    tried(database, now)

    fail(database, now, FREE_ATTEMPTS - 1)
    assert tried(database, now)


def test_after_the_window_all_is_forgotten(database: Database, ada: UUID, now: datetime) -> None:
    fail(database, now, FREE_ATTEMPTS)

    assert tried(database, now + ATTEMPT_WINDOW + timedelta(seconds=1))


def test_an_aged_hash_is_made_stronger_when_its_owner_signs_in(database: Database, ada: UUID, now: datetime) -> None:
    # Argon2id of the password with one pass over 8 KiB.
    weak = journey.hash_of.__globals__["PASSWORDS"].hashers[0].__class__(time_cost=1, memory_cost=8, parallelism=1)
    with database.unit_of_work() as session:
        session.exec(update(Member).where(col(Member.id) == ada).values(password_hash=weak.hash(PASSWORD)))

    tried(database, now)

    with database.reading() as session:
        assert "m=19456,t=2,p=1" in session.exec(select(Member.password_hash)).one()
    assert tried(database, now)


def test_signing_out_ends_the_session_and_tells_the_journal_once(database: Database, ada: UUID, now: datetime) -> None:
    here, elsewhere = tried(database, now), tried(database, now)
    with database.engine.connect() as connection:
        cursor = cursor_at_end(connection)

    for _ in range(2):
        sign_out(database, token=here, now=now)

    with database.engine.connect() as connection:
        assert news_since(connection, cursor) == News(session_hashes=frozenset({hash_of(here)}))
    hashes = {hash_of(here), hash_of(elsewhere)}
    assert living_sessions(database, token_hashes=hashes, now=now) == {hash_of(elsewhere)}


def test_a_made_up_token_signs_nobody_out(database: Database, ada: UUID, now: datetime) -> None:
    token = tried(database, now)

    sign_out(database, token="made up", now=now)
    sign_out(database, token=hash_of(token), now=now)

    assert SessionRegister(database).who(hash_of(token), now=now)


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
