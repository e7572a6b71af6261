"""Meter data over the web: with a head end's token and no other way, whole or not at all, once."""

from collections.abc import Mapping

import pytest
from starlette.testclient import TestClient

from smarthub_dash.domain.usage.operations.head_ends import add_head_end
from smarthub_dash.web import meter_data_route
from smarthub_dash.wiring import Wiring
from tests.support.meters import add_meter

PATH = "/feeds/meter-data?name=../a.csv"
GOOD = b"Meter,Start,kWh\n1,2026-11-09 00:00,1\n1,2026-11-09 01:00,2\n"


@pytest.fixture
def token(parts: Wiring) -> str:
    add_meter(parts.database, "1")
    with parts.database.unit_of_work() as session:
        return add_head_end(session, name="ami", layout="", now=parts.clock.now())


def bearing(token: str) -> Mapping[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_a_file_is_imported_once(stranger: TestClient, token: str) -> None:
    first = stranger.post(PATH, content=GOOD, headers=bearing(token))
    again = stranger.post(PATH, content=GOOD, headers=bearing(token))

    assert (first.status_code, first.json()["new"], first.json()["meters"]) == (200, 2, 1)
    assert (again.status_code, again.json()) == (200, {"repeated": True})


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer x"}, {"Authorization": "Basic x"}])
def test_without_a_token_nothing_is_read(stranger: TestClient, token: str, header: Mapping[str, str]) -> None:
    answer = stranger.post(PATH, content=GOOD, headers=header)

    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, 'Bearer realm="meter data"')


def test_a_bad_file_is_refused_with_its_lines(stranger: TestClient, token: str) -> None:
    answer = stranger.post(PATH, content=GOOD + b"1,soon,1\n", headers=bearing(token))

    assert (answer.status_code, answer.json()) == (422, {"refused": [{"line": 4, "reason": "'soon' is not a time."}]})


def test_a_file_that_is_too_large_is_not_kept(
    stranger: TestClient, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(meter_data_route, "LARGEST", 10)

    told = stranger.post(PATH, content=GOOD, headers=bearing(token))
    untold = stranger.post(PATH, content=iter([GOOD]), headers=bearing(token))

    assert [told.status_code, untold.status_code] == [413, 413]
