"""No route leads away from this site by a `next` that came in: also none that will be made later."""

from pathlib import Path
from urllib.parse import urlencode

import pytest
from starlette.routing import Route
from starlette.testclient import TestClient

from smarthub_dash.web.door import portal_routes
from smarthub_dash.wiring import Wiring
from tests.support.doors import URL, Behind

SIGN_IN = {"email": "ada@cec.example", "password": "correct horse battery"}
ENDING = ("/sign-out", "/profile/close")
HOSTILE = ("//evil.example", "/\\evil.example")
"""Two are enough to find a route that does not look; all that may be tried is tried at `own_path`."""


@pytest.fixture
def routes(parts: Wiring, folder: Path) -> list[tuple[str, str]]:
    found = portal_routes(Behind(), wiring=parts, front_end=folder, pages=())
    return [
        (method, "/".join("x" if part.startswith("{") else part for part in route.path.split("/")))
        for route in found
        if isinstance(route, Route)
        for method in sorted((route.methods or set()) - {"HEAD"})
    ]


@pytest.mark.parametrize("wanted", HOSTILE, ids=repr)
@pytest.mark.parametrize("is_member", [True, False], ids=["member", "stranger"])
def test_nobody_is_led_away(stranger: TestClient, routes: list[tuple[str, str]], wanted: str, is_member: bool) -> None:
    led: list[str] = []
    if is_member:
        stranger.post("/sign-in", data=SIGN_IN, headers={"Origin": URL})
    for method, path in routes:
        if is_member and path in ENDING:
            continue
        form = {**SIGN_IN, "next": wanted, "name": "Ada", "wish": "sign-in"}
        kept = {"data": form} if method == "POST" else {}
        address = f"{path}?{urlencode({'next': wanted})}"
        answer = stranger.request(method, address, headers={"Origin": URL}, **kept)
        to = answer.headers.get("location", "/")
        if not to.startswith("/") or to.startswith(("//", "/\\")) or "evil" in to.partition("?")[0]:
            led.append(f"{method} {path} leads to {to}")
        if "evil" in answer.text and "evil" not in path:
            led.append(f"{method} {path} shows it")

    assert led == []
