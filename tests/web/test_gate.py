"""The gate before the socket: only a living session, only from our own page, and no cookie goes through."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, quote

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from smarthub_dash.kit.secrets import hash_of
from smarthub_dash.wiring import Wiring
from tests.support.doors import URL, Behind, SetClock, visitor

FORM = {"email": "ada@cec.example", "password": "correct horse battery"}
OURS = {"Origin": URL}


@pytest.fixture
def behind() -> Behind:
    return Behind()


@pytest.fixture
def client(parts: Wiring, folder: Path, behind: Behind) -> TestClient:
    return visitor(parts, folder, behind=behind)


def cookie_of_a_new_session(client: TestClient) -> str:
    client.post("/sign-in", data=FORM, headers=OURS)
    token = client.cookies["smarthub"]
    client.cookies.clear()
    return token


def opened(client: TestClient, token: str = "tab", headers: dict[str, str] | None = None) -> bool:
    """Try to open the socket; tell whether the gate let it through."""
    address = f"/_event/?EIO=4&transport=websocket&token={quote(token)}"
    try:
        with client.websocket_connect(address, headers=headers or {}):
            return True
    except WebSocketDisconnect as closed:
        assert closed.code == 4403
        return False


def test_no_socket_without_a_session(client: TestClient, behind: Behind) -> None:
    assert not opened(client, headers=OURS)
    assert not opened(client, headers={**OURS, "Cookie": "smarthub=made-up"})
    assert not opened(client, headers={**OURS, "x-smarthub-session": "made-up"})
    assert behind.scopes == []


@pytest.mark.parametrize("origin", ["", "null", "http://evil.example", URL + ".evil.example", URL + "0"])
def test_no_socket_from_a_foreign_page(client: TestClient, origin: str) -> None:
    token = cookie_of_a_new_session(client)
    headers = {"Cookie": f"smarthub={token}", **({"Origin": origin} if origin else {})}

    assert not opened(client, headers=headers)


def test_no_socket_with_an_ended_session(client: TestClient, clock: SetClock) -> None:
    headers = {**OURS, "Cookie": f"smarthub={cookie_of_a_new_session(client)}"}
    assert opened(client, headers=headers)

    client.post("/sign-out", headers=headers)
    clock.wait(timedelta(seconds=3))

    assert not opened(client, headers=headers)


def test_reflex_sees_the_session_but_neither_cookie_nor_forwarded_headers(client: TestClient, behind: Behind) -> None:
    token = cookie_of_a_new_session(client)
    hostile = {"Authorization": "Basic x", "X-Forwarded-For": "1.2.3.4", "x-smarthub-session": "another's"}

    assert opened(client, headers={**OURS, **hostile, "Cookie": f"smarthub={token}"})

    (scope,) = behind.scopes
    seen = [(name.decode(), value.decode()) for name, value in scope["headers"]]
    assert [value for name, value in seen if name == "x-smarthub-session"] == [hash_of(token)]
    assert {"cookie", "authorization", "x-forwarded-for"}.isdisjoint(name for name, _ in seen)
    assert token not in str(scope["headers"])


def test_a_tab_is_addressed_by_its_token_and_its_session_together(client: TestClient, behind: Behind) -> None:
    first, second = cookie_of_a_new_session(client), cookie_of_a_new_session(client)

    for cookie, tab in ((first, "tab"), (first, "tab"), (second, "tab"), (first, "other"), (first, "")):
        assert opened(client, tab, headers={**OURS, "Cookie": f"smarthub={cookie}"})

    tokens = [parse_qs(scope["query_string"].decode())["token"] for scope in behind.scopes]
    assert tokens[0] == tokens[1]
    assert len({token for (token,) in tokens}) == 4
    assert "tab" not in str(tokens)


def test_a_second_token_in_the_query_is_dropped(client: TestClient, behind: Behind) -> None:
    cookie = cookie_of_a_new_session(client)

    assert opened(client, "a&token=b", headers={**OURS, "Cookie": f"smarthub={cookie}"})
    with client.websocket_connect("/_event/?token=a&token=b", headers={**OURS, "Cookie": f"smarthub={cookie}"}):
        pass

    assert all(len(parse_qs(scope["query_string"].decode())["token"]) == 1 for scope in behind.scopes)


def test_the_socket_cannot_be_polled(client: TestClient, behind: Behind) -> None:
    cookie = cookie_of_a_new_session(client)

    answer = client.get("/_event/?EIO=4&transport=polling", headers={**OURS, "Cookie": f"smarthub={cookie}"})

    assert answer.status_code == 403
    assert behind.scopes == []
