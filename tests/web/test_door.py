"""The door as a whole: headers on every answer, nothing stored, and nothing behind it that is not ours."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from smarthub_dash.domain.members.queries import SignedIn
from smarthub_dash.web.door import portal_door
from smarthub_dash.web.member_pages import MemberPage
from smarthub_dash.wiring import Wiring
from tests.support.doors import OWN_SCRIPT, URL, Behind, visitor

FORM = {"email": "ada@cec.example", "password": "correct horse battery"}
OTHERS = (
    *("/home", "/home?fail=1", "/nowhere", "/sign-in", "/session", "/_upload", "/_event/", "/ping"),
    *("/assets/page.css", "/assets/nowhere.js"),
)
PUBLIC = ("/", "/login", "/register", "/forgot-password", "/pay-now", "/help", "/accessibility")


def _figures(_parts: Wiring, who: SignedIn, query: Mapping[str, str]) -> str:
    if "fail" in query:
        raise ZeroDivisionError("a secret of the inside")
    return f"<b>figures of {who.email}</b>"


async def _fails(_scope: Scope, _receive: Receive, _send: Send) -> None:
    raise ZeroDivisionError("a secret of the inside")


@pytest.fixture
def behind() -> Behind:
    return Behind()


@pytest.fixture
def ada(parts: Wiring, folder: Path, behind: Behind) -> TestClient:
    """Ada's browser, signed in."""
    client = visitor(parts, folder, pages=[MemberPage("/home", _figures)], behind=behind)
    assert client.post("/sign-in", data=FORM, headers={"Origin": URL}).status_code == 303
    return client


@pytest.mark.parametrize("path", PUBLIC)
def test_a_public_page_has_no_script_and_is_not_stored(stranger: TestClient, path: str) -> None:
    answer = stranger.get(path)

    assert answer.status_code == 200
    assert "<script" not in answer.text.replace(OWN_SCRIPT, "")
    assert "modulepreload" not in answer.text
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", [*PUBLIC, *OTHERS])
def test_every_answer_carries_the_headers(ada: TestClient, path: str) -> None:
    headers = ada.get(path).headers

    policy = headers["content-security-policy"]
    assert "unsafe-eval" not in policy
    scripts = next((part for part in policy.split(";") if "script-src" in part), policy)
    assert "'unsafe-inline'" not in scripts
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "cache-control" in headers
    assert headers["server"] == "SmartHub"


def test_a_member_page_comes_filled_and_is_not_stored(ada: TestClient) -> None:
    answer = ada.get("/home")

    assert "<b>figures of ada@cec.example</b>" in answer.text
    assert "Ada &quot;&lt;b&gt;&quot; Adams" in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_a_member_page_sends_a_stranger_to_sign_in_and_back(stranger: TestClient) -> None:
    answer = stranger.get("/home?view=year&next=//evil.example")

    assert answer.headers["location"] == "/login?next=%2Fhome%3Fview%3Dyear%26next%3D%2F%2Fevil.example"
    assert "figures" not in answer.text


def test_a_made_up_host_changes_nothing(ada: TestClient) -> None:
    for host in ("evil.example", "evil.example/home?", "a@b", "localhost:99999"):
        assert ada.get("/home", headers={"Host": host}).status_code == 200
        assert ada.get("/login", headers={"Host": host}).headers["location"] == "/home"


def test_an_unknown_address_gets_the_friendly_page(stranger: TestClient, behind: Behind) -> None:
    for path in ("/nowhere", "/home/", "/login/index.html", "/index.html", "/404.html", "/..%2f..%2fetc/passwd"):
        answer = stranger.get(path)
        assert (answer.status_code, "<h1>not-found</h1>" in answer.text) == (404, True)
        assert "<script" not in answer.text
    assert behind.scopes == []


def test_a_mishap_is_answered_with_a_number_that_the_log_knows(
    parts: Wiring, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    answer = visitor(parts, folder, pages=[], behind=_fails).get("/assets/page.js?fail=1")

    assert answer.status_code == 500
    assert "a secret of the inside" not in answer.text
    assert "Traceback" not in answer.text
    number = answer.text.split("<strong>")[1].split("</strong>")[0]
    (record,) = [each for each in caplog.records if number in each.getMessage()]
    assert record.exc_info
    assert "fail" not in record.getMessage()


def test_a_page_whose_figures_fail_comes_without_them_and_the_log_knows(
    ada: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    answer = ada.get("/home?fail=1")

    assert answer.status_code == 200
    assert answer.text.endswith("</html>\n")
    assert "figures of" not in answer.text
    (record,) = [each for each in caplog.records if "/home" in each.getMessage()]
    assert record.exc_info


@pytest.mark.parametrize("encoding", ["br", "identity"])
def test_a_page_begins_before_its_figures_are_read(parts: Wiring, folder: Path, encoding: str) -> None:
    came: list[str] = []

    def figures(_parts: Wiring, _who: SignedIn, _query: Mapping[str, str]) -> str:
        came.append("figures")
        return "<b>$142.17</b>"

    door = portal_door(Behind(), wiring=parts, front_end=folder, pages=[MemberPage("/home", figures)])

    async def noted(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_noted(message: Message) -> None:
            came.append(message["type"].removeprefix("http.response."))
            await send(message)

        await door(scope, receive, send_noted)

    client = TestClient(noted, base_url=URL, follow_redirects=False)
    client.post("/sign-in", data=FORM, headers={"Origin": URL})
    came.clear()

    answer = client.get("/home", headers={"Accept-Encoding": encoding})

    assert came == ["start", "body", "figures", "body"]
    assert answer.headers.get("content-encoding", "identity") == encoding
    assert "<b>$142.17</b>" in answer.text
    assert answer.text.endswith("</html>\n")


def test_what_reflex_serves_beside_pages_and_socket_is_closed(ada: TestClient, behind: Behind) -> None:
    for path in ("/_upload", "/_upload/x", "/_all_routes", "/auth-codespace", "/_health", "/ping"):
        assert ada.get(path).status_code == 404
        assert ada.post(path, headers={"Origin": URL}).status_code == 404
    assert behind.scopes == []


def test_hashed_files_are_kept_for_ever_and_errors_never(stranger: TestClient) -> None:
    assert "immutable" in stranger.get("/assets/page.css").headers["cache-control"]
    assert stranger.get("/assets/nowhere.js").headers["cache-control"] == "no-store"
