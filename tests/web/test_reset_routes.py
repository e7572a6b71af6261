"""A new password by a letter, over HTTP: nothing is told, the link works once, every device is signed out."""

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from smarthub_dash.journeys.reset_password import LINK_LIFE
from smarthub_dash.wiring import Wiring
from tests.support.doors import URL, SetClock
from tests.support.due_jobs import letters
from tests.support.sql import counted
from tests.web.conftest import ADA, PASSWORD

OURS = {"Origin": URL}
NEW = "mulberry fence post"


def token_of(client: TestClient, parts: Wiring, email: str = ADA) -> str:
    before = {letter.token for letter in letters(parts)}
    client.post("/forgot-password", data={"email": email}, headers=OURS)
    # Others may have been posted in the same instant, and a letter without a link has no token.
    (token,) = {letter.token for letter in letters(parts)} - before - {""}
    return token


def chosen(client: TestClient, token: str, password: str = NEW):
    form = {"token": token, "password": password, "again": password}
    return client.post("/forgot-password/new", data=form, headers=OURS)


def signs_in(client: TestClient, password: str) -> bool:
    return client.post("/sign-in", data={"email": ADA, "password": password}, headers=OURS).status_code == 303


def test_a_new_password_ends_every_session_and_is_told(stranger: TestClient, parts: Wiring, clock: SetClock) -> None:
    assert signs_in(stranger, PASSWORD)
    token = token_of(stranger, parts, " ADA@cec.example")

    assert stranger.get("/forgot-password/new", params={"token": token}).status_code == 200
    assert chosen(stranger, token).headers["location"] == "/login?changed=1"

    clock.wait(timedelta(seconds=3))
    assert stranger.get("/session").status_code == 401
    assert "credential_changed" in {letter.template for letter in letters(parts)}
    assert not signs_in(stranger, PASSWORD)
    assert signs_in(stranger, NEW)


def test_nobody_learns_who_signs_in_here(stranger: TestClient, parts: Wiring, clock: SetClock) -> None:
    statements, bodies = set(), set()
    for email in (ADA, "nobody@cec.example"):
        with counted(parts.database.engine) as sent:
            answer = stranger.post("/forgot-password", data={"email": email}, headers=OURS)
        assert answer.status_code == 303
        statements.add(tuple(sent))
        bodies.add(stranger.get(answer.headers["location"]).text.replace(email, ""))
        clock.wait(timedelta(days=40))

    assert (len(statements), len(bodies)) == (1, 1)
    assert [letter.address for letter in letters(parts)] == [ADA]


def test_a_link_works_once_and_ends_the_others(stranger: TestClient, parts: Wiring) -> None:
    one, two = token_of(stranger, parts), token_of(stranger, parts)
    tokens = {letter.token for letter in letters(parts)} | {one, two}
    first, other = sorted(tokens)

    assert chosen(stranger, first).status_code == 303
    assert [chosen(stranger, token).status_code for token in (first, other)] == [410, 410]


def test_a_link_is_too_old_after_half_an_hour(stranger: TestClient, parts: Wiring, clock: SetClock) -> None:
    token = token_of(stranger, parts)
    clock.wait(LINK_LIFE)

    assert chosen(stranger, token).status_code == 410
    assert signs_in(stranger, PASSWORD)


@pytest.mark.parametrize("password", ["short", "passwordpassword", "ada@cec.example ada"])
def test_a_refused_password_leaves_the_link_alive(stranger: TestClient, parts: Wiring, password: str) -> None:
    token = token_of(stranger, parts)

    assert chosen(stranger, token, password).status_code == 422
    assert chosen(stranger, token).status_code == 303


@pytest.mark.parametrize("path", ["/forgot-password", "/forgot-password/new"])
def test_a_form_of_a_foreign_page_does_nothing(stranger: TestClient, path: str) -> None:
    assert stranger.post(path, data={"email": ADA}, headers={"Origin": "https://evil.example"}).status_code == 403


def test_asking_is_slowed(stranger: TestClient) -> None:
    answers = [stranger.post("/forgot-password", data={"email": ADA}, headers=OURS).status_code for _ in range(6)]

    assert answers == [303] * 5 + [429]
