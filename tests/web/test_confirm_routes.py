"""Step-up by a form: who may use it, what it says, where it leads."""

from datetime import timedelta
from pathlib import Path

import anyio
import pyotp
import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from smarthub_dash.domain.members.operations.second_step import choose_app_codes, choose_email_codes
from smarthub_dash.domain.members.records import Member
from smarthub_dash.domain.members.rules import FREE_GUESSES, PROOF_LIFE
from smarthub_dash.kit.secrets import hash_of
from smarthub_dash.web.confirm_routes import is_freshly_proved
from smarthub_dash.wiring import Wiring
from tests.support.doors import URL, SetClock, visitor
from tests.support.letters import posted

FORM = {"email": "ada@cec.example", "password": "correct horse battery"}
OURS = {"Origin": URL}


@pytest.fixture
def ada(stranger: TestClient, clock: SetClock) -> TestClient:
    """Ada's browser, a while after she signed in."""
    stranger.post("/sign-in", data=FORM, headers=OURS)
    clock.wait(PROOF_LIFE + timedelta(seconds=1))
    return stranger


def confirmed(client: TestClient, password: str, wanted: str = "/profile/security", *, code: str = ""):
    return client.post("/confirm", data={"password": password, "code": code, "next": wanted}, headers=OURS)


def is_fresh(parts: Wiring, client: TestClient) -> bool:
    who = parts.sessions.who(hash_of(client.cookies["smarthub"]), now=parts.clock.now())
    assert who
    return anyio.run(is_freshly_proved, who, parts)


def test_the_right_password_proves_the_session_and_leads_on(ada: TestClient, parts: Wiring) -> None:
    assert not is_fresh(parts, ada)

    answer = confirmed(ada, FORM["password"])

    assert (answer.status_code, answer.headers["location"]) == (303, "/profile/security")
    assert is_fresh(parts, ada)


def test_a_wrong_password_is_said_and_guessing_is_slowed(ada: TestClient, parts: Wiring) -> None:
    for _ in range(FREE_GUESSES):
        answer = confirmed(ada, "guess<script>")
        assert answer.status_code == 401
        assert "guess" not in answer.text

    assert confirmed(ada, FORM["password"]).status_code == 429
    assert not is_fresh(parts, ada)


def test_the_page_names_the_sign_in_and_the_way_back(ada: TestClient) -> None:
    page = ada.get("/confirm", params={"next": '/profile"><script>'}).text

    assert "ada@cec.example" in page
    assert 'href="/profile&quot;&gt;&lt;script&gt;"' in page
    assert "<script" not in page


def test_whoever_is_signed_out_signs_in_instead(stranger: TestClient) -> None:
    there = "/login?ended=1&next=%2Fprofile"

    assert stranger.get("/confirm?next=/profile").headers["location"] == there
    assert confirmed(stranger, FORM["password"], "/profile").headers["location"] == there


def test_the_session_gets_a_new_token_and_the_old_one_is_signed_out(ada: TestClient, parts: Wiring) -> None:
    before = ada.cookies["smarthub"]

    confirmed(ada, FORM["password"])

    assert ada.cookies["smarthub"] != before
    assert ada.get("/session").status_code == 200
    ada.cookies.set("smarthub", before)
    assert ada.get("/session").status_code == 401


def test_a_token_planted_before_gains_nothing_by_the_members_proof(
    ada: TestClient, parts: Wiring, folder: Path
) -> None:
    thief = visitor(parts, folder)
    thief.cookies.set("smarthub", ada.cookies["smarthub"])

    confirmed(ada, FORM["password"])

    assert thief.get("/profile/security/password").headers["location"].startswith("/login")
    assert confirmed(thief, "guess").headers["location"].startswith("/login")
    assert thief.get("/session").status_code == 401


def test_a_second_click_leads_to_the_same_place(ada: TestClient, parts: Wiring) -> None:
    before = ada.cookies["smarthub"]
    confirmed(ada, FORM["password"])
    new = ada.cookies["smarthub"]
    ada.cookies.set("smarthub", before)

    again = confirmed(ada, FORM["password"])

    assert (again.status_code, again.headers["location"]) == (303, "/profile/security")
    assert f"smarthub={new}" in again.headers["set-cookie"]


def test_whoever_stays_signed_in_goes_on_staying(stranger: TestClient, clock: SetClock) -> None:
    stranger.post("/sign-in", data={**FORM, "keep": "yes"}, headers=OURS)
    clock.wait(PROOF_LIFE + timedelta(seconds=1))

    assert "max-age" in confirmed(stranger, FORM["password"]).headers["set-cookie"].lower()


def test_a_member_with_codes_of_an_app_is_asked_for_one_here_too(ada: TestClient, parts: Wiring) -> None:
    key = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    with parts.database.unit_of_work() as session:
        member = session.exec(select(Member)).one()
        choose_app_codes(session, member_id=member.id, sealed_key=parts.sealer.seal(key), step=0)

    page = ada.get("/confirm").text
    refused = confirmed(ada, FORM["password"])

    assert 'name="code"' in page
    assert "The six digits that your app shows" in page
    assert (refused.status_code, "the code was not" in refused.text) == (401, True)
    assert not is_fresh(parts, ada)
    assert confirmed(ada, FORM["password"], code=pyotp.TOTP(key).at(parts.clock.now())).status_code == 303
    assert is_fresh(parts, ada)


def test_a_member_with_codes_by_email_asks_for_the_letter(ada: TestClient, parts: Wiring, clock: SetClock) -> None:
    with parts.database.unit_of_work() as session:
        choose_email_codes(session, member_id=session.exec(select(Member)).one().id)
    assert 'action="/confirm/code"' in ada.get("/confirm", params={"next": "/profile"}).text

    sent = ada.post("/confirm/code", data={"next": "/profile"}, headers=OURS)
    hurried = ada.post("/confirm/code", data={"next": "/profile"}, headers=OURS)

    assert sent.headers["location"] == "/confirm?sent=1&next=%2Fprofile"
    assert "A code is on its way" in ada.get(sent.headers["location"]).text
    assert (hurried.status_code, "ask again in" in hurried.text) == (429, True)
    (letter,) = posted(parts.database, parts.sealer, template="sign_in_code")
    assert confirmed(ada, FORM["password"], "/profile", code=letter.link).headers["location"] == "/profile"


def test_nobody_is_sent_a_code(stranger: TestClient) -> None:
    assert stranger.post("/confirm/code", data={}, headers=OURS).headers["location"].startswith("/login")


def test_without_a_second_step_no_code_is_asked_for(ada: TestClient) -> None:
    assert 'name="code"' not in ada.get("/confirm").text


@pytest.mark.parametrize("wanted", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_a_proof_never_leads_away(ada: TestClient, wanted: str) -> None:
    assert confirmed(ada, FORM["password"], wanted).headers["location"] == "/home"
    assert 'href="/home"' in ada.get("/confirm", params={"next": wanted}).text
