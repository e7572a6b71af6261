"""A form that was filled before the member was asked who they are is filled again when they come back."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from smarthub_dash.domain.members.rules import PROOF_LIFE
from smarthub_dash.kit.database import Database
from smarthub_dash.wiring import Wiring
from tests.support.doors import URL, SetClock, export_in, visitor, wiring_of
from tests.support.households import PASSWORD
from tests.support.sharing import HOME, Neighbors, neighbors

LINK = "/profile/accounts/link"
OURS = {"Origin": URL}
FACTS = {"account_number": HOME, "name": 'O"Hara', "fact_kind": "code", "fact": "SECRET99"}


@pytest.fixture
def them(database: Database, now: datetime) -> Neighbors:
    return neighbors(database, now)


@pytest.fixture
def clock(now: datetime) -> SetClock:
    return SetClock(now)


@pytest.fixture
def parts(them: Neighbors, clock: SetClock) -> Wiring:
    return wiring_of(them.database, clock)


@pytest.fixture
def boone(parts: Wiring, tmp_path: Path, clock: SetClock) -> TestClient:
    """Boone's browser, with the form open for longer than a proof lives."""
    client = visitor(parts, export_in(tmp_path / "client"))
    client.post("/sign-in", data={"email": "boone@cec.example", "password": PASSWORD}, headers=OURS)
    assert client.get(LINK).status_code == 200
    clock.wait(PROOF_LIFE + timedelta(seconds=1))
    return client


def test_what_was_typed_comes_back_after_the_proof_but_not_the_fact(boone: TestClient) -> None:
    asked = boone.post(LINK, data=FACTS, headers=OURS).headers["location"]
    assert asked.startswith("/confirm?next=%2Fprofile%2Faccounts%2Flink%3Fkept%3D")
    back = dict(boone.get(asked).request.url.params)["next"]

    proved = boone.post("/confirm", data={"password": PASSWORD, "next": back}, headers=OURS)
    page = boone.get(proved.headers["location"])

    assert page.status_code == 200
    assert f'value="{HOME}"' in page.text
    assert "O&quot;Hara" in page.text
    assert "SECRET99" not in page.text + asked


def test_nobody_else_gets_it(boone: TestClient, parts: Wiring, tmp_path: Path) -> None:
    asked = boone.post(LINK, data=FACTS, headers=OURS).headers["location"]
    back = dict(boone.get(asked).request.url.params)["next"]
    clara = visitor(parts, export_in(tmp_path / "other"))
    clara.post("/sign-in", data={"email": "clara@cec.example", "password": PASSWORD}, headers=OURS)

    page = clara.get(back)

    assert page.status_code == 200
    assert "O&quot;Hara" not in page.text
