"""The page between a right password and a session: its cookie, its words, its end."""

import pyotp
import pytest
from sqlmodel import select, update
from starlette.testclient import TestClient

from smarthub_dash.domain.members.operations.secrets import count_try
from smarthub_dash.domain.members.records import Member, OneTimeSecret
from smarthub_dash.domain.members.rules import MOST_CODE_TRIES, TwoStep
from smarthub_dash.journeys.ask_second_step import STEP_LIFE
from smarthub_dash.journeys.second_step import RESEND_PAUSE
from smarthub_dash.wiring import Wiring
from tests.support.doors import URL, SetClock

FORM = {"email": "ada@cec.example", "password": "correct horse battery", "next": "/usage?unit=money"}
OURS = {"Origin": URL}
KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
CODE_PAGE = "/sign-in/code?next=%2Fusage%3Funit%3Dmoney"
FROM_THE_START = "/login?over=1&next=%2Fusage%3Funit%3Dmoney"


@pytest.fixture(params=[TwoStep.APP, TwoStep.EMAIL])
def two_step(request: pytest.FixtureRequest, parts: Wiring) -> TwoStep:
    with parts.database.unit_of_work() as session:
        session.exec(update(Member).values(two_step=request.param, sealed_totp_key=parts.sealer.seal(KEY)))
    return request.param


@pytest.fixture
def by_app(parts: Wiring) -> None:
    with parts.database.unit_of_work() as session:
        session.exec(update(Member).values(two_step=TwoStep.APP, sealed_totp_key=parts.sealer.seal(KEY)))


def shown(client: TestClient, code: str, wanted: str = "/usage?unit=money"):
    return client.post("/sign-in/code", data={"code": code, "next": wanted}, headers=OURS)


def test_a_right_password_leads_to_the_code_and_to_no_session(stranger: TestClient, two_step: TwoStep) -> None:
    answer = stranger.post("/sign-in", data=FORM, headers=OURS)

    assert (answer.status_code, answer.headers["location"]) == (303, CODE_PAGE)
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "path=/sign-in/code" in cookie
    assert "smarthub=" not in cookie
    assert stranger.get("/session").status_code == 401
    page = stranger.get(CODE_PAGE)
    assert page.status_code == 200
    assert ("a…@cec.example" in page.text) is (two_step is TwoStep.EMAIL)
    assert ("Send another code" in page.text) is (two_step is TwoStep.EMAIL)
    assert "ada@cec.example" not in page.text


def test_the_code_leads_where_the_member_wanted_and_the_steps_cookie_goes(
    stranger: TestClient, by_app: None, clock: SetClock
) -> None:
    stranger.post("/sign-in", data=FORM, headers=OURS)

    answer = shown(stranger, pyotp.TOTP(KEY).at(clock.now()))

    assert (answer.status_code, answer.headers["location"]) == (303, "/usage?unit=money")
    assert "smarthub-step" not in stranger.cookies
    assert stranger.get("/session").status_code == 200


def test_a_wrong_code_is_said_beside_the_form_and_too_many_begin_again(stranger: TestClient, by_app: None) -> None:
    stranger.post("/sign-in", data=FORM, headers=OURS)

    for _ in range(MOST_CODE_TRIES - 1):
        answer = shown(stranger, "<script>")
        assert answer.status_code == 401
        assert "not right" in answer.text
        assert "<script" not in answer.text

    last = shown(stranger, "nonsense")
    assert (last.status_code, last.headers["location"]) == (303, FROM_THE_START)
    assert "from the start" in stranger.get(FROM_THE_START).text


def test_a_step_that_is_not_there_or_too_old_begins_again(stranger: TestClient, by_app: None, clock: SetClock) -> None:
    assert stranger.get(CODE_PAGE).headers["location"] == FROM_THE_START
    stranger.post("/sign-in", data=FORM, headers=OURS)
    clock.wait(STEP_LIFE)

    assert stranger.get(CODE_PAGE).headers["location"] == FROM_THE_START
    assert shown(stranger, pyotp.TOTP(KEY).at(clock.now())).headers["location"] == FROM_THE_START
    again = stranger.post("/sign-in/code/again", data={"next": "/usage?unit=money"}, headers=OURS)
    assert again.headers["location"] == FROM_THE_START


@pytest.mark.parametrize("wanted", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_a_code_never_leads_away(stranger: TestClient, by_app: None, clock: SetClock, wanted: str) -> None:
    stranger.post("/sign-in", data=FORM, headers=OURS)

    assert shown(stranger, pyotp.TOTP(KEY).at(clock.now()), wanted).headers["location"] == "/home"


def test_another_letter_is_sent_after_a_pause(stranger: TestClient, parts: Wiring, clock: SetClock) -> None:
    with parts.database.unit_of_work() as session:
        session.exec(update(Member).values(two_step=TwoStep.EMAIL))
    stranger.post("/sign-in", data=FORM, headers=OURS)

    at_once = stranger.post("/sign-in/code/again", headers=OURS)
    assert at_once.status_code == 429
    assert "on its way" in at_once.text
    clock.wait(RESEND_PAUSE)
    later = stranger.post("/sign-in/code/again", headers=OURS)

    assert "Another letter is on its way" in stranger.get(later.headers["location"]).text


def test_a_guess_after_the_last_try_is_not_even_compared(
    stranger: TestClient, by_app: None, parts: Wiring, clock: SetClock
) -> None:
    stranger.post("/sign-in", data=FORM, headers=OURS)
    with parts.database.unit_of_work() as session:
        step = session.exec(select(OneTimeSecret)).one()
        for _ in range(MOST_CODE_TRIES):
            count_try(session, secret_id=step.id)

    assert shown(stranger, pyotp.TOTP(KEY).at(clock.now())).headers["location"] == FROM_THE_START
