"""The second step of a sign-in: its code opens once, is guessed at in vain, and costs the member nothing more."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import pyotp
import pytest
from sqlmodel import col, select, update

from smarthub_dash.domain.members.operations.second_step import (
    choose_app_codes,
    choose_email_codes,
    replace_recovery_codes,
)
from smarthub_dash.domain.members.records import Member, SignInSession
from smarthub_dash.domain.members.rules import MOST_CODE_TRIES, SignInRefused, TooManyAttempts
from smarthub_dash.domain.notices.records import Notice
from smarthub_dash.journeys.ask_second_step import (
    STEP_LIFE,
    CodeRefused,
    StepAsked,
    StepOver,
    pass_second_step,
    pending_step,
    send_code_again,
)
from smarthub_dash.journeys.entering import Entered, Visit
from smarthub_dash.journeys.second_step import RESEND_PAUSE, kept_of_recovery_code
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.recovery_codes import new_recovery_code
from tests.support.doors import SEALER
from tests.support.signing_in import HOME, ZONE, add_ada, asked

KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PAPER = new_recovery_code()


@pytest.fixture
def by_app(database: Database, now: datetime) -> UUID:
    member_id = add_ada(database, now)
    with database.unit_of_work() as session:
        choose_app_codes(session, member_id=member_id, sealed_key=SEALER.seal(KEY), step=0)
        kept = kept_of_recovery_code(member_id, PAPER, sealer=SEALER)
        replace_recovery_codes(session, member_id=member_id, code_hashes=[kept], now=now)
    return member_id


@pytest.fixture
def by_email(database: Database, now: datetime) -> UUID:
    member_id = add_ada(database, now)
    with database.unit_of_work() as session:
        choose_email_codes(session, member_id=member_id)
    return member_id


def step_of(database: Database, now: datetime, *, is_kept: bool = False) -> str:
    """Give the right password; return the token of the second step."""
    outcome = asked(database, now, is_kept=is_kept)
    assert isinstance(outcome, StepAsked)
    return outcome.token


def passed(database: Database, token: str, code: str, now: datetime, *, address: str = HOME) -> Entered:
    visit = Visit(address, "a browser", is_kept=False)
    return pass_second_step(database, token=token, code=code, visit=visit, sealer=SEALER, zone=ZONE, now=now)


def app_code(now: datetime) -> str:
    return pyotp.TOTP(KEY).at(now)


def wrong_code(now: datetime) -> str:
    near = {pyotp.TOTP(KEY).at(now + timedelta(seconds=30 * off)) for off in range(-2, 3)}
    return next(code for code in ("000000", "111111", "222222", "333333", "444444", "555555") if code not in near)


def letters(database: Database, template: str) -> Sequence[Notice]:
    with database.reading() as session:
        return session.exec(
            select(Notice).where(col(Notice.template) == template).order_by(col(Notice.created_at))
        ).all()


def session_count(database: Database) -> int:
    with database.reading() as session:
        return len(session.exec(select(SignInSession)).all())


def test_a_right_password_alone_starts_nothing(database: Database, by_app: UUID, now: datetime) -> None:
    step_of(database, now)

    assert session_count(database) == 0


def test_the_apps_code_starts_the_session_that_was_asked_for(database: Database, by_app: UUID, now: datetime) -> None:
    token = step_of(database, now, is_kept=True)

    entered = passed(database, token, f" {app_code(now)[:3]} {app_code(now)[3:]} ", now)

    assert entered.is_kept
    with database.reading() as session:
        assert session.exec(select(SignInSession.is_kept)).one()


def test_a_code_and_a_step_open_once(database: Database, by_app: UUID, now: datetime) -> None:
    token, other = step_of(database, now), step_of(database, now)
    passed(database, token, app_code(now), now)

    with pytest.raises(StepOver):
        passed(database, token, app_code(now + timedelta(seconds=30)), now)
    with pytest.raises(CodeRefused):
        passed(database, other, app_code(now), now)
    assert session_count(database) == 1


def test_five_wrong_codes_and_it_begins_from_the_start(database: Database, by_app: UUID, now: datetime) -> None:
    token = step_of(database, now)
    for _ in range(MOST_CODE_TRIES - 1):
        with pytest.raises(CodeRefused):
            passed(database, token, wrong_code(now), now)
    with pytest.raises(StepOver):
        passed(database, token, wrong_code(now), now)

    with pytest.raises(StepOver):
        passed(database, token, app_code(now), now)
    assert session_count(database) == 0


def test_whoever_knows_the_password_cannot_go_on_guessing_codes(
    database: Database, by_app: UUID, now: datetime
) -> None:
    guesses = 0
    for _ in range(40):
        token = step_of(database, now)
        for _ in range(MOST_CODE_TRIES):
            try:
                passed(database, token, wrong_code(now), now, address="198.51.100.7")
            except (CodeRefused, StepOver):
                guesses += 1
            except TooManyAttempts:
                break

    assert guesses == MOST_CODE_TRIES
    assert passed(database, step_of(database, now), app_code(now), now)


def test_a_step_that_took_too_long_is_over(database: Database, by_app: UUID, now: datetime) -> None:
    token, later = step_of(database, now), now + STEP_LIFE

    with pytest.raises(StepOver):
        pending_step(database, token=token, now=later)
    with pytest.raises(StepOver):
        passed(database, token, app_code(later), later)


@pytest.mark.parametrize("token", ["", "made up", "x" * 500])
def test_a_step_that_is_none_is_over(database: Database, by_app: UUID, now: datetime, token: str) -> None:
    with pytest.raises(StepOver):
        passed(database, token, app_code(now), now)


def test_a_recovery_code_opens_once_and_the_member_is_told(database: Database, by_app: UUID, now: datetime) -> None:
    assert passed(database, step_of(database, now), PAPER.lower(), now)
    with pytest.raises(CodeRefused):
        passed(database, step_of(database, now), PAPER, now)

    assert [each.member_id for each in letters(database, "recovery_code_used")] == [by_app]


def test_the_code_of_a_letter_opens_once_and_stands_nowhere_in_clear(
    database: Database, by_email: UUID, now: datetime
) -> None:
    token = step_of(database, now)
    (letter,) = letters(database, "sign_in_code")
    code = SEALER.opened(letter.sealed_link)

    assert code not in letter.facts + letter.key + letter.sealed_link
    assert pending_step(database, token=token, now=now).email_hint == "a…@cec.example"
    assert passed(database, token, code, now)
    with pytest.raises(CodeRefused):
        passed(database, step_of(database, now), code, now)


def test_another_letter_comes_after_a_pause_and_ends_the_code_before(
    database: Database, by_email: UUID, now: datetime
) -> None:
    token = step_of(database, now)
    with pytest.raises(TooManyAttempts, match="ask again in a minute"):
        send_code_again(database, token=token, sealer=SEALER, now=now)
    step_of(database, now)
    assert len(letters(database, "sign_in_code")) == 1

    later = now + RESEND_PAUSE
    send_code_again(database, token=token, sealer=SEALER, now=later)

    first, second = (SEALER.opened(each.sealed_link) for each in letters(database, "sign_in_code"))
    if first != second:
        with pytest.raises(CodeRefused):
            passed(database, token, first, later)
    assert passed(database, token, second, later)


def test_a_sign_in_that_was_closed_meanwhile_is_over(database: Database, by_app: UUID, now: datetime) -> None:
    token = step_of(database, now)
    with database.unit_of_work() as session:
        session.exec(update(Member).values(closed_at=now))

    with pytest.raises(StepOver):
        passed(database, token, app_code(now), now)
    with pytest.raises(SignInRefused):
        asked(database, now)
