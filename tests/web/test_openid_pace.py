"""The ways to the provider and back are bounded for each network: what anyone may ask for costs rows and calls."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from smarthub_dash.domain.members.records import OneTimeSecret
from smarthub_dash.domain.members.rules import FREE_FROM_SOURCE
from smarthub_dash.journeys.sign_in_elsewhere import AWAY_FOR, MOST_AWAY
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.secrets import hash_of
from tests.support.trusting import OURS, START, TrustingPortal, trusting_portal


@pytest.fixture
def portal(database: Database, now: datetime, tmp_path: Path) -> TrustingPortal:
    return trusting_portal(database, folder=tmp_path, now=now)


def test_ways_that_nobody_comes_back_by_are_bounded(portal: TrustingPortal) -> None:
    said = [portal.browser().post("/openid/start", data=START, headers=OURS) for _ in range(MOST_AWAY + 2)]

    assert [each.status_code for each in said] == [200] * MOST_AWAY + [429] * 2
    assert "Too many tries from your network" in said[-1].text
    with portal.parts.database.reading() as session:
        assert len(session.exec(select(OneTimeSecret)).all()) == MOST_AWAY
    portal.clock.wait(AWAY_FOR)
    assert portal.browser().post("/openid/start", data=START, headers=OURS).status_code == 200


def test_whoever_comes_back_makes_room(portal: TrustingPortal) -> None:
    for _ in range(MOST_AWAY - 1):
        portal.browser().post("/openid/start", data=START, headers=OURS)

    for _ in range(3):
        client = portal.browser()
        assert client.get(portal.way_back(client)).status_code == 303


def test_made_up_ways_back_are_slowed_and_a_good_one_is_taken_afterwards(portal: TrustingPortal) -> None:
    def shown(number: int) -> int:
        thief = portal.browser()
        thief.post("/openid/start", data=START, headers=OURS)
        name = next(name for name in thief.cookies if "openid" in name)
        half = thief.cookies[name]
        state = f"made-up-{number}"
        thief.cookies.set(cookie_of(state), half)
        return thief.get("/openid/callback", params={"state": state, "code": "x"}).status_code

    said = [shown(number) for number in range(FREE_FROM_SOURCE + 3)]

    assert said == [403] * FREE_FROM_SOURCE + [429] * 3
    portal.clock.wait(timedelta(hours=25))
    client = portal.browser()
    assert client.get(portal.way_back(client)).status_code == 303


def cookie_of(state: str) -> str:
    return f"smarthub-openid-{hash_of(state)[:12]}"
