"""Signing in and out by native forms: who may send them, what they answer, and what a browser keeps."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from smarthub_dash.demo.cast import CAST
from smarthub_dash.domain.members.records import SignInSession
from smarthub_dash.domain.members.rules import (
    FREE_GUESSES,
    KEPT_LIFE,
    KEPT_REST,
    SESSION_LIFE,
    SESSION_REST,
)
from smarthub_dash.wiring import Wiring
from tests.support.doors import OWN_SCRIPT, URL, SetClock, visitor, wiring_of

ADA = "ada@cec.example"
FORM = {"email": ADA, "password": "correct horse battery", "next": "/billing"}
OURS = {"Origin": URL}


def signed_in(client: TestClient) -> TestClient:
    assert client.post("/sign-in", data=FORM, headers=OURS).status_code == 303
    return client


def test_the_right_password_leads_where_the_member_wanted(stranger: TestClient) -> None:
    answer = stranger.post("/sign-in", data=FORM, headers=OURS)

    assert (answer.status_code, answer.headers["location"]) == (303, "/billing")
    assert answer.headers["cache-control"] == "no-store"
    assert "httponly" in answer.headers["set-cookie"].lower()
    assert stranger.get("/session").status_code == 200


def test_a_wrong_password_and_an_unknown_member_get_the_same_page(stranger: TestClient) -> None:
    wrong = stranger.post("/sign-in", data={**FORM, "password": "guess"}, headers=OURS)
    unknown = stranger.post("/sign-in", data={**FORM, "email": "nobody@cec.example"}, headers=OURS)

    assert (wrong.status_code, unknown.status_code) == (401, 401)
    assert wrong.text.replace(ADA, "nobody@cec.example") == unknown.text
    assert 'value="nobody@cec.example"' in unknown.text
    assert "do not match" in wrong.text
    assert "guess" not in wrong.text
    assert "set-cookie" not in wrong.headers


def test_guessing_is_slowed_and_says_so(stranger: TestClient, clock: SetClock) -> None:
    for _ in range(FREE_GUESSES):
        stranger.post("/sign-in", data={**FORM, "password": "guess"}, headers=OURS)

    assert stranger.post("/sign-in", data=FORM, headers=OURS).status_code == 429
    clock.wait(timedelta(minutes=16))
    assert stranger.post("/sign-in", data=FORM, headers=OURS).status_code == 303


@pytest.mark.parametrize("path", ["/sign-in", "/demo/sign-in"])
def test_a_form_that_is_too_long_or_hides_its_length_is_refused(stranger: TestClient, path: str) -> None:
    long = stranger.post(path, data={"email": "x" * 20_000}, headers=OURS)
    unsaid = stranger.post(
        path,
        content=iter([b"email=ada"]),
        headers={**OURS, "content-type": "application/x-www-form-urlencoded"},
    )

    assert (long.status_code, unsaid.status_code) == (403, 403)


@pytest.mark.parametrize("path", ["/sign-in", "/demo/sign-in"])
@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/x-www-form-urlencoded", b"&".join(b"field%d=1" % number for number in range(50))),
        ("multipart/form-data; boundary=b", b"not a form at all"),
        ("multipart/form-data", b"no boundary"),
        ("application/json", b'{"email": "ada@cec.example"}'),
        ("application/x-www-form-urlencoded", b"email=%00&password=%ff&next=%0d%0aset-cookie:x"),
    ],
    ids=["many fields", "torn", "no boundary", "json", "odd bytes"],
)
def test_a_form_that_is_none_is_refused_calmly(stranger: TestClient, path: str, kind: str, body: bytes) -> None:
    answer = stranger.post(path, content=body, headers={**OURS, "content-type": kind})

    assert 400 <= answer.status_code < 500
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("wanted", ["//evil.example", "https://evil.example", "/\\evil.example", "///["])
def test_signing_in_never_leads_away(stranger: TestClient, wanted: str) -> None:
    answer = stranger.post("/sign-in", data={**FORM, "next": wanted}, headers=OURS)

    assert answer.headers["location"] == "/home"
    assert stranger.get("/login", params={"next": wanted}).headers["location"] == "/home"


def test_the_sign_in_page_hands_on_where_to_go_and_what_was_typed_but_escaped(stranger: TestClient) -> None:
    page = stranger.get("/login", params={"next": '/home?q="><script>x</script>'})
    again = stranger.post("/sign-in", data={"email": "<script>x</script>", "password": "p"}, headers=OURS)

    for answer in (page, again):
        assert "<script" not in answer.text.replace(OWN_SCRIPT, "")
    assert 'value="/home?q=&quot;&gt;&lt;script&gt;x&lt;/script&gt;"' in page.text


def test_signing_out_ends_the_session_and_takes_the_cookie_away(stranger: TestClient) -> None:
    signed_in(stranger)

    answer = stranger.post("/sign-out", headers=OURS)

    assert answer.headers["location"] == "/login?out=1"
    assert "max-age=0" in answer.headers["set-cookie"].lower()
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert "You are signed out" in stranger.get("/login?out=1").text


def test_a_stolen_cookie_is_worth_nothing_after_sign_out(stranger: TestClient, clock: SetClock) -> None:
    signed_in(stranger)
    token = stranger.cookies["smarthub"]
    stranger.post("/sign-out", headers=OURS)

    clock.wait(timedelta(seconds=3))

    assert stranger.get("/session", headers={"Cookie": f"smarthub={token}"}).status_code == 401


@pytest.mark.parametrize(
    ("keep", "rest", "life"), [({}, SESSION_REST, SESSION_LIFE), ({"keep": "yes"}, KEPT_REST, KEPT_LIFE)]
)
def test_a_session_ends_by_rest_and_by_age(
    stranger: TestClient, clock: SetClock, keep: dict[str, str], rest: timedelta, life: timedelta
) -> None:
    def signed_in_again() -> None:
        assert stranger.post("/sign-in", data=FORM | keep, headers=OURS).status_code == 303

    signed_in_again()
    clock.wait(rest)
    assert stranger.get("/session").status_code == 401

    signed_in_again()
    step = rest * 2 / 3
    for _ in range(int(life / step) - 1):
        clock.wait(step)
        assert stranger.get("/session").status_code == 200
    clock.wait(2 * step)
    assert stranger.get("/session").status_code == 401


def test_staying_signed_in_is_a_choice_and_else_the_cookie_ends_with_the_browser(stranger: TestClient) -> None:
    passing, kept = (
        next(
            cookie.lower()
            for cookie in stranger.post("/sign-in", data=FORM | choice, headers=OURS).headers.get_list("set-cookie")
            if cookie.startswith("smarthub=")
        )
        for choice in ({}, {"keep": "yes"})
    )

    assert "max-age" not in passing
    assert "expires" not in passing
    assert f"max-age={int(KEPT_LIFE.total_seconds())}" in kept


def test_a_cookie_that_was_planted_before_is_never_adopted(stranger: TestClient, parts: Wiring, folder: Path) -> None:
    thief = visitor(parts, folder)
    planted = "planted-token-that-somebody-else-knows"

    answer = stranger.post("/sign-in", data=FORM, headers={**OURS, "Cookie": f"smarthub={planted}"})

    assert planted not in answer.headers["set-cookie"]
    assert thief.get("/session", headers={"Cookie": f"smarthub={planted}"}).status_code == 401


def test_the_demo_signs_in_whoever_of_the_cast_is_named_and_nobody_else(stranger: TestClient) -> None:
    assert stranger.post("/demo/sign-in", data={"name": "Mallory"}, headers=OURS).status_code == 404
    assert all(f"Explore as {each.first_name}" in stranger.get("/login").text for each in CAST)


def test_production_has_no_way_around_the_password(parts: Wiring, folder, clock: SetClock) -> None:
    told = {"mode": "production", "public_url": "https://portal.example", "secret_key": "k" * 32}
    client = visitor(wiring_of(parts.database, clock, settings=told), folder)

    answer = client.post("/demo/sign-in", data={"name": "Ada"}, headers={"Origin": "https://portal.example"})

    assert answer.status_code in (404, 405)
    assert "Explore as" not in client.get("/login").text
    assert "max-age" in client.get("/login").headers["strict-transport-security"]


def session_count(parts: Wiring) -> int:
    with parts.database.reading() as session:
        return len(session.exec(select(SignInSession)).all())
