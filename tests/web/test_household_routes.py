"""Linking an account and answering an invitation by plain forms: who may, what is said, and what never comes back."""

from datetime import timedelta
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlmodel import col, select
from starlette.testclient import TestClient

from smarthub_dash.domain.accounts.rules import HouseholdRole
from smarthub_dash.domain.members.operations import start_session
from smarthub_dash.domain.members.queries import member_of_email
from smarthub_dash.domain.members.records import Member
from smarthub_dash.kit.database import Database, open_database
from smarthub_dash.kit.secrets import verify_password
from smarthub_dash.wiring import Wiring
from tests.support.doors import URL, SetClock, export_in, visitor, wiring_of
from tests.support.sharing import FIBER, HOME, Neighbors, neighbors

LINK, ANSWER = "/profile/accounts/link", "/invitation"
FACTS = {"account_number": HOME, "name": "Adams", "fact_kind": "amount", "fact": "142.17"}
GOOD_PASSWORD = "a heron stood beside our gate"
HERE = {"origin": URL}


@pytest.fixture
def database(sqlite_address: str):
    opened = open_database(sqlite_address)
    yield opened
    opened.close()


@pytest.fixture
def them(database: Database, now) -> Neighbors:
    return neighbors(database, now)


@pytest.fixture
def clock(now) -> SetClock:
    return SetClock(now)


@pytest.fixture
def parts(them: Neighbors, clock: SetClock) -> Wiring:
    return wiring_of(them.database, clock)


@pytest.fixture
def stranger(parts: Wiring, tmp_path: Path) -> TestClient:
    return visitor(parts, export_in(tmp_path / "client"))


@pytest.fixture
def boone(stranger: TestClient, parts: Wiring, them: Neighbors) -> TestClient:
    """A browser in which Boone is signed in."""
    with them.database.unit_of_work() as session:
        token = start_session(session, member_id=them.boone, address="", user_agent="", now=parts.clock.now())
    stranger.cookies.set("smarthub", token)
    return stranger


def test_linking_needs_a_member_who_proved_it_a_moment_ago(boone: TestClient, clock: SetClock) -> None:
    assert boone.get(LINK).status_code == 200
    clock.wait(timedelta(minutes=6))

    for answer in (boone.get(LINK), boone.post(LINK, data=FACTS, headers=HERE)):
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/confirm?next=" + quote(LINK, safe=""))


def test_nobody_links_without_a_sign_in_or_from_elsewhere(stranger: TestClient) -> None:
    assert stranger.get(LINK).headers["location"] == "/login?next=" + quote(LINK, safe="")
    assert stranger.post(LINK, data=FACTS, headers=HERE).headers["location"].startswith("/login?next=")
    for path in (LINK, ANSWER):
        assert stranger.post(path, data=FACTS, headers={"origin": "https://evil.example"}).status_code == 403
        assert stranger.post(path, data=FACTS).status_code == 403


def test_right_facts_link_and_wrong_ones_come_back_as_typed(boone: TestClient, them: Neighbors) -> None:
    typed = {**FACTS, "name": '"><script>alert(1)</script>'}
    refused = boone.post(LINK, data=typed, headers=HERE)

    assert refused.status_code == 422
    assert "Something does not match our records." in refused.text
    assert "<script>alert" not in refused.text
    assert typed["name"] in unescape(refused.text)
    assert boone.post(LINK, data=FACTS, headers=HERE).headers["location"] == "/profile/accounts"
    assert list(them.sees(them.boone).values()) == [HouseholdRole.OWNER]


def test_a_bills_code_is_not_given_back(boone: TestClient) -> None:
    refused = boone.post(LINK, data={**FACTS, "fact_kind": "code", "fact": "SECRET99"}, headers=HERE)

    assert "SECRET99" not in refused.text


def test_whatever_is_posted_is_answered(boone: TestClient) -> None:
    for data in ({}, {"fact_kind": "nothing"}, {"account_number": "\x00" * 50}, {"fact": "x" * 900}):
        assert boone.post(LINK, data=data, headers=HERE).status_code in (422, 429)
        assert boone.post(ANSWER, data=data, headers=HERE).status_code == 410


def test_a_member_accepts_and_sees_with_which_sign_in(boone: TestClient, them: Neighbors) -> None:
    token = them.invite("someone.else@cec.example")

    page = boone.get(ANSWER, params={"token": token})
    answer = boone.post(ANSWER, data={"token": token, "answer": "accept"}, headers=HERE)

    assert "You are signed in as <strong>boone@cec.example</strong>" in page.text
    assert "Ada 1 (1)" in page.text
    assert answer.headers["location"] == "/home"
    assert len(them.sees(them.boone)) == 1
    assert boone.post(ANSWER, data={"token": token, "answer": "accept"}, headers=HERE).status_code == 410


def test_one_with_a_sign_in_is_led_there_and_back(stranger: TestClient, them: Neighbors) -> None:
    token = them.invite("boone@cec.example")

    page = stranger.get(ANSWER, params={"token": token})
    answer = stranger.post(ANSWER, data={"token": token, "answer": "accept"}, headers=HERE)

    assert "Sign in to accept" in page.text
    assert 'name="password"' not in page.text
    assert answer.headers["location"].startswith("/login?ended=1&next=%2Finvitation%3Ftoken%3D")
    refused = stranger.post(
        ANSWER,
        data={"token": token, "answer": "register", "full_name": "Mallory", "password": GOOD_PASSWORD},
        headers=HERE,
    )
    assert refused.status_code == 422
    assert not them.sees(them.boone)


def test_a_newcomer_makes_a_sign_in_and_sees_what_was_shared(stranger: TestClient, them: Neighbors) -> None:
    token = them.invite("dee@cec.example", [FIBER], role=HouseholdRole.PAYER)
    form = {"token": token, "answer": "register", "full_name": "  Dee  Okafor ", "password": GOOD_PASSWORD}

    answer = stranger.post(ANSWER, data=form, headers=HERE)

    assert answer.headers["location"] == "/home"
    assert "httponly" in answer.headers["set-cookie"].lower()
    with them.database.reading() as session:
        dee = member_of_email(session, email="dee@cec.example")
        assert dee
        assert dee.full_name == "Dee Okafor"
        assert dee.email_verified_at
        assert verify_password(GOOD_PASSWORD, dee.password_hash)[0]
        dee_id = dee.id
    assert list(them.sees(dee_id).values()) == [HouseholdRole.PAYER]
    again = stranger.post(ANSWER, data=form, headers=HERE)
    assert again.status_code == 410
    with them.database.reading() as session:
        assert len(session.exec(select(Member).where(col(Member.email) == "dee@cec.example")).all()) == 1


@pytest.mark.parametrize(
    ("full_name", "password", "said"),
    [
        ("", GOOD_PASSWORD, "Write your name"),
        ("x" * 121, GOOD_PASSWORD, "Write your name"),
        ("Dee Okafor", "short", "at least 15"),
        ("Dee Okafor", "password123456789", "Others would try"),
    ],
)
def test_a_newcomer_is_told_what_to_mend_and_the_invitation_stays_open(
    stranger: TestClient, them: Neighbors, full_name: str, password: str, said: str
) -> None:
    token = them.invite("dee@cec.example")
    form = {"token": token, "answer": "register", "full_name": full_name, "password": password}

    refused = stranger.post(ANSWER, data=form, headers=HERE)

    assert refused.status_code == 422
    assert said in unescape(refused.text)
    assert password not in refused.text
    assert stranger.get(ANSWER, params={"token": token}).status_code == 200


def test_declining_needs_no_sign_in(stranger: TestClient, them: Neighbors) -> None:
    token = them.invite("dee@cec.example")

    answer = stranger.post(ANSWER, data={"token": token, "answer": "decline"}, headers=HERE)

    assert "You declined the invitation." in answer.text
    assert stranger.get(ANSWER, params={"token": token}).status_code == 410


def test_an_unknown_link_and_one_that_is_over_are_answered_alike(stranger: TestClient, them: Neighbors) -> None:
    declined = them.invite("dee@cec.example")
    stranger.post(ANSWER, data={"token": declined, "answer": "decline"}, headers=HERE)

    pages = {stranger.get(ANSWER, params={"token": token}).text for token in (declined, "made-up", "", "x" * 500)}

    assert len(pages) == 1
    assert "This invitation is not open any more." in pages.pop()
