"""Usage as a file: for who may see the account, from our own pages, with its length told first."""

from datetime import date

import pytest
from sqlmodel import col, select
from starlette.testclient import TestClient

from smarthub_dash.domain.accounts.records import Account
from smarthub_dash.wiring import Wiring
from tests.support.billing import a_household
from tests.support.doors import URL
from tests.web.conftest import ADA, PASSWORD

OURS = {"Origin": URL}


@pytest.fixture
def ada(stranger: TestClient) -> TestClient:
    assert stranger.post("/sign-in", data={"email": ADA, "password": PASSWORD}, headers=OURS).status_code == 303
    return stranger


def test_who_is_not_signed_in_signs_in_first(stranger: TestClient) -> None:
    answer = stranger.get("/usage/download", follow_redirects=False)

    assert (answer.status_code, answer.headers["location"]) == (303, "/login?next=%2Fusage")


def test_an_account_of_somebody_else_or_of_nobody_is_not_there(ada: TestClient, parts: Wiring) -> None:
    neighbor = a_household(parts.database, rate_codes=("CALLABYTE-100",), opened_on=date(2026, 10, 6), read_day=6)

    with parts.database.reading() as session:
        number = session.exec(select(Account.account_number).where(col(Account.id) == neighbor.account_ids[0])).one()

    answers = [ada.get(f"/usage/download?account={each}") for each in (number, "9", "")]

    assert [(answer.status_code, answer.headers["cache-control"]) for answer in answers] == [(404, "no-store")] * 3
    assert len({answer.text for answer in answers}) == 1


def test_another_site_does_not_make_us_write_files(ada: TestClient) -> None:
    answer = ada.get("/usage/download", headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 403
