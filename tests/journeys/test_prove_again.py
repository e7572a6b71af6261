"""Step-up: password and second step prove again who is there, are guessed at slowly, revive nothing."""

from datetime import datetime, timedelta
from uuid import UUID

import pyotp
import pytest
from sqlmodel import col, select

from smarthub_dash.domain.members.operations.second_step import (
    choose_app_codes,
    choose_email_codes,
    replace_recovery_codes,
)
from smarthub_dash.domain.members.queries import SignedIn
from smarthub_dash.domain.members.records import OneTimeSecret, SignInSession
from smarthub_dash.domain.members.rules import FREE_GUESSES, PROOF_LIFE, SignInRefused, TooManyAttempts
from smarthub_dash.journeys.prove_again import (
    SENT_TWICE,
    CodeNotRight,
    Proof,
    prove_again,
    proved_before,
    send_proof_code,
)
from smarthub_dash.journeys.second_step import RESEND_PAUSE, kept_of_recovery_code
from smarthub_dash.journeys.sign_in import SessionRegister, sign_out
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.secrets import hash_of
from tests.support.doors import SEALER
from tests.support.letters import posted
from tests.support.signing_in import HOME, PASSWORD, ZONE, add_ada, asked, tried

KEY, PAPER = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "0123456789"


@pytest.fixture
def ada(database: Database, now: datetime) -> UUID:
    return add_ada(database, now)


@pytest.fixture
def here(database: Database, ada: UUID, now: datetime) -> str:
    """The token of a session of Ada's."""
    return tried(database, now)


@pytest.fixture
def later(now: datetime) -> datetime:
    return now + PROOF_LIFE + timedelta(minutes=1)


def who_of(database: Database, token: str, now: datetime) -> SignedIn:
    who = SessionRegister(database).who(hash_of(token), now=now)
    assert who
    return who


def prove(database: Database, token: str, now: datetime, *, password: str = PASSWORD, code: str = "") -> str:
    who, proof = who_of(database, token, now), Proof(password, code, HOME)
    return prove_again(database, who=who, proof=proof, sealer=SEALER, zone=ZONE, now=now)


def by_app(database: Database, ada: UUID, now: datetime) -> None:
    with database.unit_of_work() as session:
        choose_app_codes(session, member_id=ada, sealed_key=SEALER.seal(KEY), step=0)
        kept = kept_of_recovery_code(ada, PAPER, sealer=SEALER)
        replace_recovery_codes(session, member_id=ada, code_hashes=[kept], now=now)


def app_code(at: datetime) -> str:
    return pyotp.TOTP(KEY).at(at)


def proofs(database: Database) -> list[datetime]:
    with database.reading() as session:
        return list(session.exec(select(SignInSession.proved_at).order_by(col(SignInSession.proved_at))))


def test_a_password_proves_the_session_anew_and_only_this_one(
    database: Database, here: str, now: datetime, later: datetime
) -> None:
    elsewhere = tried(database, now)

    token = prove(database, here, later)

    assert who_of(database, token, later).proved_at == later
    assert who_of(database, elsewhere, later).proved_at == now


def test_the_token_of_before_opens_nothing_any_more(database: Database, here: str, later: datetime) -> None:
    device = device_of(database, here)

    token = prove(database, here, later)

    assert token != here
    assert SessionRegister(database).who(hash_of(here), now=later) is None
    assert device_of(database, token) == device


def device_of(database: Database, token: str) -> UUID:
    with database.reading() as session:
        return session.get_one(SignInSession, hash_of(token)).device_id


def test_a_wrong_password_proves_nothing_and_is_slowed_like_one_at_sign_in(
    database: Database, here: str, now: datetime, later: datetime
) -> None:
    for _ in range(FREE_GUESSES):
        with pytest.raises(SignInRefused):
            prove(database, here, later, password="guess")

    with pytest.raises(TooManyAttempts):
        prove(database, here, later)
    with pytest.raises(TooManyAttempts):
        tried(database, later)
    assert proofs(database) == [now]


def test_a_session_that_ended_is_not_proved(database: Database, here: str, now: datetime) -> None:
    who = who_of(database, here, now)
    sign_out(database, token=here, now=now)

    with pytest.raises(SignInRefused, match="signed out"):
        prove_again(database, who=who, proof=Proof(PASSWORD, "", HOME), sealer=SEALER, zone=ZONE, now=now)


def test_whoever_has_a_second_step_is_asked_for_it(
    database: Database, ada: UUID, here: str, now: datetime, later: datetime
) -> None:
    by_app(database, ada, now)
    for code in ("", "000000", app_code(later - timedelta(hours=1))):
        with pytest.raises(CodeNotRight):
            prove(database, here, later, code=code)
    assert proofs(database) == [now]

    assert prove(database, here, later, code=app_code(later))


def test_a_code_is_nothing_without_the_password_and_stays_good(
    database: Database, ada: UUID, here: str, now: datetime, later: datetime
) -> None:
    by_app(database, ada, now)

    with pytest.raises(SignInRefused, match="not your password"):
        prove(database, here, later, password="guess", code=app_code(later))

    assert prove(database, here, later, code=app_code(later))


def test_the_same_code_proves_nothing_twice(
    database: Database, ada: UUID, here: str, now: datetime, later: datetime
) -> None:
    by_app(database, ada, now)
    elsewhere = proved_elsewhere(database, now)
    prove(database, here, later, code=app_code(later))

    with pytest.raises(CodeNotRight):
        prove(database, elsewhere, later, code=app_code(later))


def proved_elsewhere(database: Database, now: datetime) -> str:
    with database.unit_of_work() as session:
        held = session.exec(select(SignInSession)).one()
        session.add(
            SignInSession(**held.model_dump(exclude={"token_hash", "device_id"}), token_hash=hash_of("elsewhere"))
        )
    return "elsewhere"


def test_codes_are_guessed_at_in_vain(database: Database, ada: UUID, here: str, now: datetime, later: datetime) -> None:
    by_app(database, ada, now)
    for _ in range(FREE_GUESSES):
        with pytest.raises(CodeNotRight):
            prove(database, here, later, code="000000")

    with pytest.raises(TooManyAttempts):
        prove(database, here, later, code=app_code(later))
    assert proofs(database) == [now]


def test_a_recovery_code_stands_in_once_and_the_member_is_told(
    database: Database, ada: UUID, here: str, now: datetime, later: datetime
) -> None:
    by_app(database, ada, now)

    token = prove(database, here, later, code=PAPER)

    with pytest.raises(CodeNotRight):
        prove(database, token, later, code=PAPER)
    assert len(posted(database, SEALER, template="recovery_code_used")) == 1


def test_a_code_by_email_is_sent_when_it_is_asked_for_and_not_twice_in_a_minute(
    database: Database, ada: UUID, here: str, now: datetime, later: datetime
) -> None:
    with database.unit_of_work() as session:
        choose_email_codes(session, member_id=ada)
    send_proof_code(database, member_id=ada, sealer=SEALER, now=later)
    with pytest.raises(TooManyAttempts):
        send_proof_code(database, member_id=ada, sealer=SEALER, now=later + RESEND_PAUSE / 2)
    (letter,) = posted(database, SEALER, template="sign_in_code")

    assert prove(database, here, later, code=letter.link)


def test_a_code_for_signing_in_proves_nothing_here(
    database: Database, ada: UUID, here: str, now: datetime, later: datetime
) -> None:
    with database.unit_of_work() as session:
        choose_email_codes(session, member_id=ada)
    asked(database, later)
    (letter,) = posted(database, SEALER, template="sign_in_code")

    with pytest.raises(CodeNotRight):
        prove(database, here, later, code=letter.link)


def test_who_has_no_codes_by_email_is_sent_none(database: Database, ada: UUID, now: datetime) -> None:
    send_proof_code(database, member_id=ada, sealer=SEALER, now=now)

    assert posted(database, SEALER) == []


def test_a_form_sent_twice_gets_the_same_token_twice(
    database: Database, ada: UUID, here: str, now: datetime, later: datetime
) -> None:
    by_app(database, ada, now)
    who, proof = who_of(database, here, later), Proof(PASSWORD, app_code(later), HOME)
    told = {"sealer": SEALER, "zone": ZONE, "now": later + timedelta(seconds=1)}

    token = prove_again(database, who=who, proof=proof, sealer=SEALER, zone=ZONE, now=later)

    assert prove_again(database, who=who, proof=proof, **told) == token
    assert proved_before(database, session_hash=hash_of(here), proof=proof, **told) == token


def test_the_old_token_is_answered_for_a_moment_only_and_to_nobody_without_the_password(
    database: Database, here: str, later: datetime
) -> None:
    prove(database, here, later)

    with pytest.raises(SignInRefused):
        again(database, here, later, password="guess")
    assert again(database, here, later + SENT_TWICE) is None
    assert again(database, "made up", later) is None


def again(database: Database, token: str, now: datetime, *, password: str = PASSWORD) -> str | None:
    proof = Proof(password, "", HOME)
    return proved_before(database, session_hash=hash_of(token), proof=proof, sealer=SEALER, zone=ZONE, now=now)


def test_the_new_token_is_kept_sealed(database: Database, here: str, later: datetime) -> None:
    token = prove(database, here, later)

    with database.reading() as session:
        kept = session.exec(select(OneTimeSecret)).all()
    assert len(kept) == 1
    assert not [each for each in kept if token in each.body + each.secret_hash]
