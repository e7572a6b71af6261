"""No form of a foreign page does anything, on whichever route: also on those that will be made later."""

from pathlib import Path

import pytest
from sqlmodel import SQLModel, select
from starlette.routing import Route
from starlette.testclient import TestClient

from smarthub_dash.kit.database import Database
from smarthub_dash.web.door import portal_routes
from smarthub_dash.wiring import Wiring
from tests.support.doors import URL, Behind

FORM = {"email": "ada@cec.example", "password": "correct horse battery", "next": "/billing"}
SAFE = {"GET", "HEAD", "OPTIONS"}
FOREIGN = {
    "no origin": {},
    "null": {"Origin": "null"},
    "foreign": {"Origin": "https://evil.example"},
    "another port": {"Origin": URL + "0"},
    "a name that begins alike": {"Origin": URL.replace("localhost", "localhost.evil.example")},
    "another scheme": {"Origin": URL.replace("http:", "https:")},
    "referer only": {"Referer": URL},
}


@pytest.fixture
def posts(parts: Wiring, folder: Path) -> list[tuple[str, str]]:
    """Every method and path of the door that can change something."""
    routes = portal_routes(Behind(), wiring=parts, front_end=folder, pages=())
    return sorted(
        (method, _some_path(route.path))
        for route in routes
        if isinstance(route, Route)
        for method in (route.methods or SAFE | {"POST", "PUT", "PATCH", "DELETE"}) - SAFE
    )


def test_the_door_has_the_routes_that_are_tried(posts: list[tuple[str, str]]) -> None:
    assert {("POST", "/sign-in"), ("POST", "/sign-out"), ("POST", "/sign-in/code"), ("POST", "/confirm")} <= set(posts)


@pytest.mark.parametrize("headers", FOREIGN.values(), ids=FOREIGN)
@pytest.mark.parametrize("is_member", [True, False], ids=["member", "stranger"])
def test_a_form_of_a_foreign_page_does_nothing(
    stranger: TestClient, posts: list[tuple[str, str]], parts: Wiring, headers: dict[str, str], is_member: bool
) -> None:
    if is_member:
        assert stranger.post("/sign-in", data=FORM, headers={"Origin": URL}).status_code == 303
    before = _everything(parts.database)

    answers = {
        (method, path, is_json): stranger.request(
            method, path, headers=headers, **({"json": FORM} if is_json else {"data": {**FORM, "name": "Ada"}})
        )
        for method, path in posts
        for is_json in (False, True)
    }

    # What a machine sends is known by its token, and refused without one whatever page it came from.
    refused = {403, 401}
    assert {each: answer.status_code for each, answer in answers.items() if answer.status_code not in refused} == {}
    assert [each for each, answer in answers.items() if "set-cookie" in answer.headers] == []
    assert _everything(parts.database) == before


def _some_path(path: str) -> str:
    return "/".join("x" if part.startswith("{") else part for part in path.split("/"))


def _everything(database: Database) -> dict[str, list[tuple[object, ...]]]:
    with database.reading() as session:
        return {
            name: [tuple(row) for row in session.execute(select(table))]
            for name, table in SQLModel.metadata.tables.items()
        }
