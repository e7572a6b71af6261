"""Signing in and out: the same words for every wrong try, guessing slowed, and an end that everyone hears of."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlmodel import col, select, update

from smarthub_dash.domain.members.operations.guesses import count_guess, forgive_everywhere
from smarthub_dash.domain.members.records import Member, SignInAttempt
from smarthub_dash.domain.members.rules import (
    FREE_FROM_SOURCE,
    FREE_GUESSES,
    GUESS_WINDOW,
    LONGEST_PASSWORD,
    MOST_IN_A_ROW,
    GuessPurpose,
    SignInRefused,
    TooManyAttempts,
)
from smarthub_dash.domain.notices.records import Notice
from smarthub_dash.journal.tail import News, cursor_at_end, news_since
from smarthub_dash.journeys import sign_in as journey
from smarthub_dash.journeys.sign_in import TELL_AFTER, SessionRegister, living_sessions, sign_out
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.secrets import hash_of
from tests.support.doors import SetClock, wiring_of
from tests.support.due_jobs import work_off
from tests.support.signing_in import ADA, PASSWORD, add_ada, note_tries, tried


@pytest.fixture
def ada(database: Database, now: datetime) -> UUID:
    return add_ada(database, now)


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
    fail(database, now, FREE_GUESSES)
    with pytest.raises(TooManyAttempts, match="Wait 15 seconds"):
        tried(database, now)

    fail(database, now + timedelta(seconds=20), 1)
    with pytest.raises(TooManyAttempts):
        tried(database, now + timedelta(seconds=40))
    assert tried(database, now + timedelta(seconds=55))


def test_after_60_wrong_passwords_from_one_address_the_owner_gets_in_from_another(
    database: Database, ada: UUID, now: datetime
) -> None:
    at = now
    for _ in range(60):
        with pytest.raises((SignInRefused, TooManyAttempts)):
            tried(database, at, password="guess", address="198.51.100.7")
        at += timedelta(seconds=10)
    with pytest.raises(TooManyAttempts):
        tried(database, at, address="198.51.100.7")

    assert tried(database, at, address="192.0.2.1")
    with database.reading() as session:
        assert len(session.exec(select(SignInAttempt)).all()) < 12


def test_guessing_from_everywhere_is_bounded_but_not_where_the_owner_has_been_before(
    database: Database, ada: UUID, now: datetime
) -> None:
    tried(database, now, address="192.0.2.1")
    for number in range(MOST_IN_A_ROW):
        fail(database, now, 1, address=f"198.51.100.{number}")

    with pytest.raises(TooManyAttempts, match="signed in before, or reset"):
        tried(database, now + timedelta(days=1), address="203.0.113.1")
    assert tried(database, now + timedelta(days=1), address="192.0.2.1")


def test_where_the_owner_has_been_before_is_bounded_by_its_own_count(
    database: Database, ada: UUID, now: datetime
) -> None:
    tried(database, now)
    note_tries(database, now, MOST_IN_A_ROW, purpose=GuessPurpose.SIGN_IN)

    with pytest.raises(TooManyAttempts, match="reset your password"):
        tried(database, now + timedelta(days=2))
    with database.unit_of_work() as session:
        forgive_everywhere(session, subject=ADA)
    assert tried(database, now + timedelta(days=2))


def test_one_address_that_tries_many_members_is_slowed_for_those_it_does_not_know(
    database: Database, ada: UUID, now: datetime
) -> None:
    tried(database, now, address="192.0.2.1")
    for number in range(FREE_FROM_SOURCE):
        fail(database, now, 1, email=f"{number}@cec.example")

    with pytest.raises(TooManyAttempts):
        tried(database, now, email="boone@cec.example")
    assert tried(database, now, address="192.0.2.1")


def test_the_homes_of_one_ipv6_network_are_one_source(database: Database, ada: UUID, now: datetime) -> None:
    for number in range(FREE_GUESSES):
        fail(database, now, 1, address=f"2001:db8:1:2::{number}")

    with pytest.raises(TooManyAttempts):
        tried(database, now, address="2001:db8:1:2::ffff")
    assert tried(database, now, address="2001:db8:1:3::1")


def test_wrong_tries_at_one_thing_weigh_nothing_on_another(database: Database, ada: UUID, now: datetime) -> None:
    note_tries(database, now, FREE_GUESSES, purpose=GuessPurpose.REGISTER)

    with database.unit_of_work() as session, pytest.raises(TooManyAttempts):
        count_guess(session, purpose=GuessPurpose.REGISTER, subject=ADA, address="192.0.2.1", now=now)
    assert tried(database, now)


def test_an_unknown_member_is_slowed_like_a_known_one(database: Database, ada: UUID, now: datetime) -> None:
    fail(database, now, FREE_GUESSES, email="nobody@cec.example")

    with pytest.raises(TooManyAttempts):
        tried(database, now, email="nobody@cec.example")


def test_signing_in_forgives_what_was_mistyped(database: Database, ada: UUID, now: datetime) -> None:
    fail(database, now, FREE_GUESSES - 1)
    tried(database, now)

    fail(database, now, FREE_GUESSES - 1)
    assert tried(database, now)


def test_after_the_window_nothing_waits(database: Database, ada: UUID, now: datetime) -> None:
    fail(database, now, FREE_GUESSES)

    assert tried(database, now + GUESS_WINDOW)


def test_a_member_whose_password_is_guessed_at_is_told_once_a_day(database: Database, ada: UUID, now: datetime) -> None:
    for hours in (0, 1, 24):
        for number in range(TELL_AFTER + 2):
            fail(database, now + timedelta(hours=hours), 1, address=f"198.51.{hours}.{number}")
            fail(database, now + timedelta(hours=hours), 1, email="nobody@cec.example", address=f"203.0.113.{number}")
        work_off(wiring_of(database, SetClock(now + timedelta(hours=hours))))

    with database.reading() as session:
        told = session.exec(select(Notice)).all()
    assert [each.member_id for each in told if each.template == "failed_guesses"] == [ada] * 2


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
        assert news_since(connection, cursor) == News(
            member_ids=frozenset({ada}), session_hashes=frozenset({hash_of(here)})
        )
    hashes = {hash_of(here), hash_of(elsewhere)}
    assert living_sessions(database, token_hashes=hashes, now=now) == {hash_of(elsewhere)}


def test_a_made_up_token_signs_nobody_out(database: Database, ada: UUID, now: datetime) -> None:
    token = tried(database, now)

    sign_out(database, token="made up", now=now)
    sign_out(database, token=hash_of(token), now=now)

    assert SessionRegister(database).who(hash_of(token), now=now)


def test_a_closed_sign_in_is_refused_in_the_words_of_a_wrong_password_and_its_sessions_end(
    database: Database, ada: UUID, now: datetime
) -> None:
    token = tried(database, now)
    with database.unit_of_work() as session:
        session.exec(update(Member).where(col(Member.id) == ada).values(closed_at=now))

    with pytest.raises(SignInRefused, match="do not match"):
        tried(database, now)
    assert SessionRegister(database).who(hash_of(token), now=now) is None
