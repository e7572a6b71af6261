"""The link of a registration letter over HTTP, on both databases: it works once, and for a password that will do."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from smarthub_dash.domain.members.records import Member
from smarthub_dash.journeys.register import LINK_LIFE
from smarthub_dash.kit.database import Database
from smarthub_dash.wiring import Wiring
from tests.support.doors import URL, SetClock, export_in, visitor, wiring_of
from tests.support.due_jobs import letters
from tests.support.registering import CHOSEN, PASSWORD, RIGHT, add_unregistered

OURS = {"Origin": URL}


@pytest.fixture
def clock(now: datetime) -> SetClock:
    return SetClock(now)


@pytest.fixture
def parts(database: Database, clock: SetClock, now: datetime) -> Wiring:
    add_unregistered(database, now=now)
    return wiring_of(database, clock)


@pytest.fixture
def client(parts: Wiring, tmp_path: Path) -> Iterator[TestClient]:
    return visitor(parts, export_in(tmp_path / "client"))


def told(client: TestClient, form: dict[str, str]) -> tuple[int, str]:
    """Send the form and return the status and the page that the browser ends at."""
    answer = client.post("/register", data=form, headers=OURS)
    assert answer.status_code == 303, answer.text
    page = client.get(answer.headers["location"])
    return page.status_code, page.text


def token_of(client: TestClient, parts: Wiring, form: dict[str, str] = RIGHT) -> str:
    told(client, form)
    return letters(parts)[-1].token


def finished(client: TestClient, token: str, **other: str):
    return client.post("/register/password", data={**CHOSEN, "token": token, **other}, headers=OURS)


def count(parts: Wiring, table: type) -> int:
    with parts.database.reading() as session:
        return len(session.exec(select(table)).all())


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
