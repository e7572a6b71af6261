"""Step-up by a form: who may use it, what it says, where it leads."""

from datetime import timedelta

import anyio
import pytest
from starlette.testclient import TestClient

from smarthub_dash.domain.members.rules import FREE_GUESSES, PROOF_LIFE
from smarthub_dash.kit.secrets import hash_of
from smarthub_dash.web.confirm_routes import is_freshly_proved
from smarthub_dash.wiring import Wiring
from tests.support.doors import URL, SetClock

FORM = {"email": "ada@cec.example", "password": "correct horse battery"}
OURS = {"Origin": URL}


@pytest.fixture
def ada(stranger: TestClient, clock: SetClock) -> TestClient:
    """Ada's browser, a while after she signed in."""
    stranger.post("/sign-in", data=FORM, headers=OURS)
    clock.wait(PROOF_LIFE + timedelta(seconds=1))
    return stranger


def confirmed(client: TestClient, password: str, wanted: str = "/profile/security"):
    return client.post("/confirm", data={"password": password, "next": wanted}, headers=OURS)


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


@pytest.mark.parametrize("wanted", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_a_proof_never_leads_away(ada: TestClient, wanted: str) -> None:
    assert confirmed(ada, FORM["password"], wanted).headers["location"] == "/home"
    assert 'href="/home"' in ada.get("/confirm", params={"next": wanted}).text
