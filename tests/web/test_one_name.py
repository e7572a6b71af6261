"""A demo is reached by one name; whoever takes another of this machine is led there."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from smarthub_dash.wiring import Wiring
from tests.support.doors import URL, SetClock, visitor, wiring_of


@pytest.mark.parametrize("host", ["127.0.0.1:3000", "[::1]:3000"])
def test_another_name_of_this_machine_leads_to_the_public_one_with_path_and_query(
    stranger: TestClient, host: str
) -> None:
    answer = stranger.get("/login?next=%2Fusage%3Funit%3Dmoney", headers={"Host": host})

    assert (answer.status_code, answer.headers["location"]) == (307, f"{URL}/login?next=%2Fusage%3Funit%3Dmoney")


@pytest.mark.parametrize("host", ["localhost:3000", "127.0.0.1:3001", "ada.localhost:3000", "evil.example", "[", ""])
def test_any_other_host_is_answered_as_it_was(stranger: TestClient, host: str) -> None:
    assert stranger.get("/login", headers={"Host": host}).status_code == 200


def test_a_form_is_never_led_anywhere(stranger: TestClient) -> None:
    headers = {"Host": "127.0.0.1:3000", "Origin": "http://127.0.0.1:3000"}

    assert stranger.post("/sign-in", data={"email": "a", "password": "b"}, headers=headers).status_code == 403


def test_production_leads_nowhere(parts: Wiring, folder: Path, clock: SetClock) -> None:
    settings = {"mode": "production", "public_url": "https://my.cec.example", "secret_key": "k" * 40}
    production = visitor(wiring_of(parts.database, clock, settings=settings), folder)

    assert production.get("/login", headers={"Host": "127.0.0.1"}).status_code == 200
