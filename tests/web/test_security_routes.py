"""The plain pages of Security: from whom they take what, and what they show and never show."""

import re
from datetime import timedelta

import pyotp
import pytest
from starlette.testclient import TestClient

from smarthub_dash.domain.members.rules import PROOF_LIFE
from smarthub_dash.wiring import Wiring
from tests.support.authenticator import Device
from tests.support.doors import OWN_SCRIPT, URL, SetClock

PAGE = "/profile/security"
OURS = {"Origin": URL}
PASSWORD, NEW = "correct horse battery", "umbrella granite violin 1952"
PAGES = tuple(f"{PAGE}/{name}" for name in ("password", "app", "email-codes", "recovery-codes", "passkey"))
POSTS = (*PAGES, f"{PAGE}/email-codes/send", f"{PAGE}/passkey/options")
TO_SHOW = ("/passkey/sign-in", "/passkey/sign-in/options", "/passkey/confirm", "/passkey/confirm/options")


@pytest.fixture
def ada(stranger: TestClient) -> TestClient:
    """Ada's browser, signed in just now."""
    form = {"email": "ada@cec.example", "password": PASSWORD}
    assert stranger.post("/sign-in", data=form, headers=OURS).status_code == 303
    return stranger


@pytest.mark.parametrize("path", PAGES)
def test_a_page_sends_a_stranger_to_sign_in_and_a_stale_proof_to_confirm(
    stranger: TestClient, clock: SetClock, path: str
) -> None:
    assert stranger.get(path).headers["location"].startswith("/login?next=")
    form = {"email": "ada@cec.example", "password": PASSWORD}
    stranger.post("/sign-in", data=form, headers=OURS)
    assert stranger.get(path).status_code == 200

    clock.wait(PROOF_LIFE + timedelta(seconds=1))

    assert stranger.get(path).headers["location"].startswith("/confirm?next=")


@pytest.mark.parametrize("path", POSTS)
def test_a_form_needs_a_member_and_a_fresh_proof(stranger: TestClient, clock: SetClock, path: str) -> None:
    assert stranger.post(path, data={"code": "1"}, headers=OURS).headers["location"].startswith("/login?next=")
    form = {"email": "ada@cec.example", "password": PASSWORD}
    stranger.post("/sign-in", data=form, headers=OURS)

    clock.wait(PROOF_LIFE + timedelta(seconds=1))

    assert stranger.post(path, data={"code": "1"}, headers=OURS).headers["location"].startswith("/confirm?next=")


@pytest.mark.parametrize("path", [*POSTS, *TO_SHOW])
@pytest.mark.parametrize("headers", [{}, {"Origin": "null"}, {"Origin": "https://evil.example"}])
def test_a_form_of_a_foreign_page_does_nothing(ada: TestClient, path: str, headers: dict[str, str]) -> None:
    form = {"present": PASSWORD, "new": NEW, "code": "1", "credential": "{}"}

    answer = ada.post(path, data=form, headers=headers)

    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_a_new_password_rotates_the_cookie_and_comes_back_to_security(ada: TestClient, parts: Wiring) -> None:
    before = ada.cookies["smarthub"]

    answer = ada.post(f"{PAGE}/password", data={"present": PASSWORD, "new": NEW}, headers=OURS)

    assert answer.headers["location"] == f"{PAGE}?done=password"
    assert ada.cookies["smarthub"] != before
    assert ada.get("/session").status_code == 200
    assert ada.get("/session", headers={"Cookie": f"smarthub={before}"}).status_code == 401


def test_a_refused_password_is_said_at_the_form_and_never_shown(ada: TestClient) -> None:
    wrong = ada.post(f"{PAGE}/password", data={"present": "wrongly typed", "new": NEW}, headers=OURS)
    weak = ada.post(f"{PAGE}/password", data={"present": PASSWORD, "new": "hunter2"}, headers=OURS)

    assert (wrong.status_code, weak.status_code) == (422, 422)
    assert "not right" in wrong.text
    assert "at least" in weak.text
    for secret in ("wrongly typed", NEW, PASSWORD, "hunter2"):
        assert secret not in wrong.text + weak.text


def test_the_key_of_an_app_is_shown_on_a_page_that_nobody_stores(ada: TestClient) -> None:
    answer = ada.get(f"{PAGE}/app")

    assert answer.headers["cache-control"] == "no-store"
    assert "<svg" in answer.text
    assert "script-src 'none'" in answer.headers["content-security-policy"]


def test_an_app_is_set_up_by_its_code_and_the_codes_are_shown_once(ada: TestClient, clock: SetClock) -> None:
    page = ada.get(f"{PAGE}/app").text
    key = re.search(r'class="key">([^<]+)<', page)
    offer = re.search(r'name="offer" value="([^"]+)"', page)
    assert key
    assert offer
    form = {"offer": offer[1], "code": "000"}
    assert key[1] in ada.post(f"{PAGE}/app", data=form, headers=OURS).text

    form["code"] = pyotp.TOTP(key[1].replace(" ", "")).at(clock.now())
    shown = ada.post(f"{PAGE}/app", data=form, headers=OURS)

    assert len(re.findall(r"<li><code>", shown.text)) == 10
    assert shown.headers["cache-control"] == "no-store"
    assert not re.findall(r"<li><code>", ada.get(f"{PAGE}/recovery-codes").text)
    assert ada.post(f"{PAGE}/app", data=form, headers=OURS).status_code == 422


def test_new_recovery_codes_need_two_step_codes(ada: TestClient) -> None:
    answer = ada.post(f"{PAGE}/recovery-codes", headers={**OURS, "content-length": "0"})

    assert answer.status_code == 422
    assert "<li><code>" not in answer.text


def test_a_code_is_not_sent_to_an_address_that_nobody_proved(ada: TestClient) -> None:
    answer = ada.post(f"{PAGE}/email-codes/send", headers={**OURS, "content-length": "0"})

    assert (answer.status_code, "not verified" in answer.text) == (422, True)


def test_a_passkey_is_made_and_signs_in_from_the_browser_that_asked(ada: TestClient, stranger: TestClient) -> None:
    device, empty = Device(origin=URL), {**OURS, "content-length": "0"}
    made = device.made(ada.post(f"{PAGE}/passkey/options", headers=empty).text)
    added = ada.post(f"{PAGE}/passkey", data={"credential": made, "name": "<b>Phone"}, headers=OURS)
    assert added.headers["location"] == f"{PAGE}?done=passkey"
    assert "Confirm with a passkey" in ada.get("/confirm").text
    ada.cookies.clear()

    answer = device.shown(stranger.post("/passkey/sign-in/options", headers=empty).text)
    bound = dict(stranger.cookies)
    stranger.cookies.clear()
    elsewhere = stranger.post("/passkey/sign-in", data={"credential": answer}, headers=OURS)
    assert (elsewhere.status_code, "not accepted" in elsewhere.text) == (401, True)

    answer = device.shown(stranger.post("/passkey/sign-in/options", headers=empty).text)
    assert dict(stranger.cookies) != bound
    form = {"credential": answer, "next": "//evil.example"}
    entered = stranger.post("/passkey/sign-in", data=form, headers=OURS)
    assert entered.headers["location"] == "/home"
    assert stranger.get("/session").status_code == 200


def test_a_passkey_that_proves_nothing_is_asked_for_again_on_the_same_page(ada: TestClient) -> None:
    form = {"credential": "{}", "next": PAGE}

    answer = ada.post("/passkey/confirm", data=form, headers=OURS)

    assert answer.headers["location"] == "/confirm?next=%2Fprofile%2Fsecurity&refused=passkey"
    assert "not accepted" in ada.get(answer.headers["location"]).text


def test_only_pages_that_ask_for_a_passkey_run_its_script(ada: TestClient) -> None:
    asking = ada.get(f"{PAGE}/passkey")

    assert OWN_SCRIPT in asking.text
    assert "script-src 'self';" in asking.headers["content-security-policy"]
    for path in (f"{PAGE}/password", f"{PAGE}/app", "/help", "/confirm"):
        answer = ada.get(path)
        assert "<script" not in answer.text
        assert "script-src 'none'" in answer.headers["content-security-policy"]
