"""The link of a registration letter over HTTP, on both databases: it works once, and for a password that will do."""

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from smarthub_dash.domain.members.records import Member
from smarthub_dash.journeys.register import LINK_LIFE
from smarthub_dash.wiring import Wiring
from tests.support.doors import SetClock
from tests.support.registering import PASSWORD, count, finished, token_of


def test_a_link_works_once(client: TestClient, parts: Wiring) -> None:
    token = token_of(client, parts)
    finished(client, token)

    assert finished(client, token).status_code == 410
    assert client.get("/register/password", params={"token": token}).status_code == 410
    assert count(parts, Member) == 2


@pytest.mark.parametrize("token", ["", "x", "\0", "é" * 200])
def test_what_is_no_link_gets_a_calm_page(client: TestClient, token: str) -> None:
    opened, sent = client.get("/register/password", params={"token": token}), finished(client, token)

    assert (opened.status_code, sent.status_code) == (410, 410)
    assert opened.text == sent.text
    assert "Ask for a new link" in opened.text


def test_a_link_is_too_old_after_a_day(client: TestClient, parts: Wiring, clock: SetClock) -> None:
    token = token_of(client, parts)
    clock.wait(LINK_LIFE - timedelta(seconds=1))
    assert client.get("/register/password", params={"token": token}).status_code == 200

    clock.wait(timedelta(seconds=1))

    assert finished(client, token).status_code == 410


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"password": "short", "again": "short"}, "at least 15"),
        ({"password": "passwordpassword", "again": "passwordpassword"}, "early"),
        ({"password": "frances adams 0081560001", "again": "frances adams 0081560001"}, "nothing to do with you"),
        ({"again": PASSWORD + "!"}, "not the same"),
        ({"full_name": " "}, "name"),
    ],
)
def test_a_refused_password_leaves_the_link_alive(
    client: TestClient, parts: Wiring, other: dict[str, str], words: str
) -> None:
    token = token_of(client, parts)

    refused = finished(client, token, **other)

    assert refused.status_code == 422
    assert words in refused.text
    assert other.get("password", PASSWORD) not in refused.text or other.get("password") == "short"
    assert finished(client, token).status_code == 303
