"""Step-up: a password proves again who is there, is guessed at as slowly as at sign-in, and revives nothing."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from smarthub_dash.domain.members.queries import SignedIn
from smarthub_dash.domain.members.rules import FREE_GUESSES, SignInRefused, TooManyAttempts
from smarthub_dash.journeys.prove_again import prove_again
from smarthub_dash.journeys.sign_in import SessionRegister, sign_out
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.secrets import hash_of
from tests.support.signing_in import HOME, PASSWORD, ZONE, add_ada, tried


@pytest.fixture
def ada(database: Database, now: datetime) -> UUID:
    return add_ada(database, now)


def who_of(database: Database, token: str, now: datetime) -> SignedIn:
    who = SessionRegister(database).who(hash_of(token), now=now)
    assert who
    return who


def prove(database: Database, who: SignedIn, now: datetime, *, password: str = PASSWORD) -> None:
    prove_again(database, who=who, password=password, address=HOME, zone=ZONE, now=now)


def test_a_password_proves_the_session_anew_and_only_this_one(database: Database, ada: UUID, now: datetime) -> None:
    here, elsewhere, later = tried(database, now), tried(database, now), now + timedelta(minutes=6)

    prove(database, who_of(database, here, now), later)

    assert who_of(database, here, later).proved_at == later
    assert who_of(database, elsewhere, later).proved_at == now


def test_a_wrong_password_proves_nothing_and_is_slowed_like_one_at_sign_in(
    database: Database, ada: UUID, now: datetime
) -> None:
    token = tried(database, now)
    who, later = who_of(database, token, now), now + timedelta(minutes=6)

    for _ in range(FREE_GUESSES):
        with pytest.raises(SignInRefused):
            prove(database, who, later, password="guess")

    with pytest.raises(TooManyAttempts):
        prove(database, who, later)
    with pytest.raises(TooManyAttempts):
        tried(database, later)
    assert who_of(database, token, later).proved_at == now


def test_a_session_that_ended_is_not_proved(database: Database, ada: UUID, now: datetime) -> None:
    token = tried(database, now)
    who = who_of(database, token, now)
    sign_out(database, token=token, now=now)

    with pytest.raises(SignInRefused, match="signed out"):
        prove(database, who, now)
